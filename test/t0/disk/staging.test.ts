import process from 'node:process';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { stagingName, stagingOwner } from '../../../src/disk/staging.ts';

const name = fc.stringMatching(/^[a-z0-9_.-]{1,12}$/).filter((text) => text !== '.' && text !== '..');

test('the name of a staging folder says who fills it', () => {
  fc.assert(
    fc.property(name, (target) => {
      expect(stagingOwner(`/x/${target}`, stagingName(`/x/${target}`))?.pid).toBe(process.pid);
    }),
  );
});

test('the staging folder of another target is not taken for one of ours', () => {
  fc.assert(
    fc.property(name, name, (one, other) => {
      fc.pre(one !== other);
      expect(stagingOwner(`/x/${one}`, stagingName(`/x/${other}`))).toBeUndefined();
    }),
  );
});

test.each([
  '.create-rust-2026-orders-1-abcdefgh-2',
  '.create-rust-2026-orders-x-abcdefgh',
  '.create-rust-2026-orders-1-ABCDEFGH',
  '.create-rust-2026-orders-1-abcdefg',
  '.create-rust-2026-orders-12345678901-abcdefgh',
  '.create-rust-2026-orders-2-3-abcdefgh',
  'create-rust-2026-orders-1-abcdefgh',
  '.create-rust-2026.json',
  'orders',
])('%s is no staging folder of orders', (entry) => {
  expect(stagingOwner('/x/orders', entry)).toBeUndefined();
});

test('.create-rust-2026-orders-41-abcdefgh is one, of process 41', () => {
  expect(stagingOwner('/x/orders', '.create-rust-2026-orders-41-abcdefgh')).toEqual({ pid: 41, run: 'abcd' });
});
