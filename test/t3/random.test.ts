import fc from 'fast-check';
import { expect, it } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers } from '../../src/options/resolve.ts';
import { assets } from '../support/assets.ts';
import { someAnswers } from '../support/command-line.ts';
import { problemsOf } from '../support/invariants.ts';
import { lockProblems } from '../support/lock/closed.ts';

const RUNS = process.env['MATRIX'] === undefined ? 25 : 500;

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,12}(-[a-z0-9]{1,8}){0,2}$/).map((text) => `p${text}`);

it(`${RUNS} random sets of answers render, and their locks are closed`, () => {
  fc.assert(
    fc.property(name, someAnswers, (name, raw) => {
      const { tree } = create(resolveAnswers({ name, ...raw }), assets);
      expect(problemsOf(tree)).toEqual([]);
      expect(lockProblems(tree.get('Cargo.lock')?.text ?? '')).toEqual([]);
    }),
    { numRuns: RUNS, seed: 2026 },
  );
});
