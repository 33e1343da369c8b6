import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  broughtToLight,
  readBaseline,
  renderBaseline,
  shrunk,
  total,
  type Baseline,
  type Counts,
} from '../../../src/lifecycle/gates/counts.ts';
import { InputError } from '../../../src/options/errors.ts';

const counts: fc.Arbitrary<Counts> = fc.dictionary(
  fc.constantFrom('core', 'cli'),
  fc.dictionary(fc.constantFrom('dead_code', 'clippy::use_self', 'missing_docs'), fc.integer({ min: 1, max: 9 }), {
    minKeys: 1,
  }),
);
const baselines: fc.Arbitrary<Baseline> = fc.record({
  allowed: fc.subarray(['clippy::use_self', 'missing_docs']),
  findings: fc.dictionary(fc.constantFrom('clippy', 'typos'), counts),
});

describe('what our lints bring to light', () => {
  it('is what had no findings before, whatever the crate, and no error of the compiler', () => {
    const before = { core: { dead_code: 2 } };
    const after = { core: { dead_code: 2, missing_docs: 7, E0602: 1 }, cli: { dead_code: 1, 'clippy::use_self': 1 } };
    expect(broughtToLight(before, after)).toEqual(['clippy::use_self', 'missing_docs']);
  });
});

describe('a baseline', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(baselines, (baseline) => {
        expect(readBaseline(renderBaseline(baseline))).toEqual(baseline);
      }),
    );
  });

  it.each([
    ['', /^\.gates\/baseline\.json cannot be read: .*; take it from git again$/],
    ['<<<<<<< HEAD\n{}\n', /^\.gates\/baseline\.json cannot be read: [^\n]*; take it from git again$/],
    ['null', /holds no counts/],
    ['[]', /holds no counts/],
    ['{ "allowed": [], "findings": { "clippy": 3 } }', /holds no counts/],
    ['{ "allowed": [], "findings": { "clippy": { "core": { "dead_code": "3" } } } }', /holds no counts/],
    ['{ "allowed": [3], "findings": {} }', /holds no counts/],
  ])('that reads %j is refused', (text, message) => {
    const read = (): Baseline => readBaseline(text);
    expect(read).toThrow(InputError);
    expect(read).toThrow(message);
  });

  it('is written sorted, a finding a line, as its checker writes it', () => {
    const findings = { typos: { 'b.rs': { teh: 1 } }, clippy: { core: { missing_docs: 7, dead_code: 2 } } };
    expect(renderBaseline({ allowed: ['b', 'a'], findings })).toBe(`{
  "allowed": [
    "a",
    "b"
  ],
  "findings": {
    "clippy": {
      "core": {
        "dead_code": 2,
        "missing_docs": 7
      }
    },
    "typos": {
      "b.rs": {
        "teh": 1
      }
    }
  }
}
`);
  });

  it('takes the smaller count, and forgets what is mended', () => {
    const before = { allowed: ['missing_docs'], findings: { clippy: { core: { missing_docs: 7, dead_code: 2 } } } };
    const now = {
      allowed: ['missing_docs', 'new'],
      findings: { clippy: { core: { missing_docs: 9 }, cli: { new: 1 } } },
    };
    expect(shrunk(before, now, [])).toEqual({
      allowed: ['missing_docs'],
      findings: { clippy: { core: { missing_docs: 7 } } },
    });
  });

  it('takes in a gate that was off, and nothing of one that passed without findings', () => {
    const before = { allowed: [], findings: { typos: { a: { teh: 2 } } } };
    const now = {
      allowed: ['missing_docs'],
      findings: { clippy: { core: { missing_docs: 9 } }, typos: { a: { teh: 1 } } },
    };
    expect(shrunk(before, now, ['clippy'])).toEqual(now);
    expect(shrunk(before, now, [])).toEqual({ allowed: [], findings: { typos: { a: { teh: 1 } } } });
  });

  it('never grows where it counted before, and stays as it is when nothing changed', () => {
    fc.assert(
      fc.property(baselines, baselines, (before, now) => {
        const after = shrunk(before, now, []);
        for (const [gate, places] of Object.entries(after.findings)) {
          for (const [place, kinds] of Object.entries(places)) {
            for (const [kind, number] of Object.entries(kinds)) {
              expect(number).toBeLessThanOrEqual(before.findings[gate]?.[place]?.[kind] ?? 0);
            }
          }
        }
        expect(sum(shrunk(before, before, []))).toBe(sum(before));
      }),
    );
  });
});

function sum({ findings }: Baseline): number {
  return Object.values(findings).reduce((all, each) => all + total(each), 0);
}
