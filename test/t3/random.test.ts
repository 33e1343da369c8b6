import fc from 'fast-check';
import { expect, it } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers } from '../../src/options/resolve.ts';
import { OPTIONS } from '../../src/options/table.ts';
import { assets } from '../support/assets.ts';
import { applicable, toFactor } from '../support/combinations.ts';
import { problemsOf } from '../support/invariants.ts';
import { lockProblems } from '../support/lock/closed.ts';

const RUNS = process.env['MATRIX'] === undefined ? 25 : 500;

const answers = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9]{0,12}(-[a-z0-9]{1,8}){0,2}$/).map((name) => `p${name}`),
  ...Object.fromEntries(OPTIONS.map(toFactor).map(({ id, values }) => [id, fc.constantFrom(...values)])),
});

it(`${RUNS} random sets of answers render, and their locks are closed`, () => {
  fc.assert(
    fc.property(answers, (raw) => {
      const { tree } = create(resolveAnswers(applicable(raw)), assets);
      expect(problemsOf(tree)).toEqual([]);
      expect(lockProblems(tree.get('Cargo.lock')?.text ?? '')).toEqual([]);
    }),
    { numRuns: RUNS, seed: 2026 },
  );
});
