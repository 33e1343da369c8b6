import { expect, test } from 'vitest';

import { seedLock } from '../../../src/lifecycle/lock-seed.ts';

const REGISTRY = 'registry+https://github.com/rust-lang/crates.io-index';

/** `name version: dependencies`, or with `/` behind the version a member. */
function lock(...packages: string[]): string {
  const tables = packages.map((row) => {
    const [head = '', list = ''] = row.split(':');
    const [name = '', version = ''] = head.trim().split(' ');
    const isMember = version.endsWith('/');
    return [
      '[[package]]',
      `name = "${name}"`,
      `version = "${version.replace('/', '')}"`,
      ...(isMember ? [] : [`source = "${REGISTRY}"`, `checksum = "${name}${version}"`]),
      ...(list.trim() === ''
        ? []
        : [
            `dependencies = [${list
              .split(',')
              .map((each) => `"${each.trim()}"`)
              .join(', ')}]`,
          ]),
    ].join('\n');
  });
  return `version = 4\n\n${tables.join('\n\n')}\n`;
}

/** Rows as `lock` takes them, the registry left out. */
function rows(text: string): string[] {
  return text
    .split('[[package]]')
    .slice(1)
    .map((table) => {
      const value = (key: string) => new RegExp(`^${key} = "(.*)"$`, 'm').exec(table)?.[1] ?? '';
      const list = Array.from(table.matchAll(/^ "(.*)",$/gm), ([, each = '']) => each.replace(` (${REGISTRY})`, ''));
      return `${value('name')} ${value('version')}${table.includes('source') ? '' : '/'}: ${list.join(', ')}`;
    });
}

test('holds what both lock, and of compatible versions the user’s', () => {
  const ours = lock('orders 0.1.0/: serde', 'serde 1.0.9', 'mine 2.0.0');
  const theirs = lock('lab 0.1.0/: rkyv', 'orders 0.1.0/: serde', 'rkyv 0.8.1: serde', 'serde 1.0.5');
  expect(rows(seedLock(ours, theirs))).toEqual([
    'lab 0.1.0/: rkyv 0.8.1',
    'mine 2.0.0: ',
    'orders 0.1.0/: serde 1.0.9',
    'rkyv 0.8.1: serde 1.0.9',
    'serde 1.0.9: ',
  ]);
});

test('of incompatible versions both, each with those that depend on it', () => {
  const ours = lock('orders 0.1.0/: syn', 'syn 2.0.1');
  const theirs = lock('lab 0.1.0/: syn 3.0.0, zero', 'syn 2.0.0', 'syn 3.0.0', 'zero 0.0.2: syn 2.0.0');
  expect(rows(seedLock(ours, theirs))).toEqual([
    'lab 0.1.0/: syn 3.0.0, zero 0.0.2',
    'orders 0.1.0/: syn 2.0.1',
    'syn 2.0.1: ',
    'syn 3.0.0: ',
    'zero 0.0.2: syn 2.0.1',
  ]);
});

test('what both say of one package counts', () => {
  const ours = lock('a 1.0.0: b', 'b 1.0.0', 'c 1.0.0');
  const theirs = lock('a 1.0.0: c', 'c 1.0.0');
  expect(rows(seedLock(ours, theirs))).toContain('a 1.0.0: b 1.0.0, c 1.0.0');
});

test('a lock with git’s conflicts in it is the user’s to resolve first', () => {
  expect(() => seedLock('version = 4\n<<<<<<< HEAD\n', lock())).toThrow(
    'Cargo.lock, line 2: not valid TOML; resolve it with cargo first',
  );
});
