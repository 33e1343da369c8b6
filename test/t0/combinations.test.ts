import { describe, expect, it } from 'vitest';

import { holds } from '../../src/options/condition.ts';
import { resolveAnswers } from '../../src/options/resolve.ts';
import { optionOf } from '../../src/options/table.ts';
import { coveringSets, everyPair, toFactor, type Factor } from '../support/combinations.ts';

const FACTORS: readonly Factor[] = [
  { id: 'name', values: ['a', 'bb', 'ccc'] },
  { id: 'pillar', values: [['cloud'], ['data'], ['cloud', 'data']] },
  { id: 'db', when: { pillar: 'cloud' }, values: ['sqlite', 'postgres'] },
  { id: 'pool', when: { db: 'postgres', pillar: 'cloud' }, values: ['small', 'large'] },
  { id: 'format', when: { pillar: 'data' }, values: ['arrow', 'rkyv', 'json'] },
  { id: 'extra', values: ['', 'given'] },
];

type Answers = Readonly<Record<string, string | readonly string[]>>;

/** Every valid set of answers, by trying all of them. */
function everySet(factors: readonly Factor[]): Answers[] {
  return factors.reduce<Answers[]>(
    (sets, { id, when, values }) =>
      sets.flatMap((set) => (holds(when, set) ? values.map((value) => ({ ...set, [id]: value })) : [set])),
    [{}],
  );
}

function pairsOf(sets: readonly Answers[]): Set<string> {
  const pairs = sets.flatMap((set) => {
    const texts = Object.entries(set).map((entry) => JSON.stringify(entry));
    return texts.flatMap((a) => texts.filter((b) => a < b).map((b) => `${a} ${b}`));
  });
  return new Set(pairs);
}

describe('everyPair', () => {
  const sets = everyPair(FACTORS);
  const valid = everySet(FACTORS);

  it('covers every pair that any valid set of answers holds', () => {
    expect([...pairsOf(sets)].sort()).toEqual([...pairsOf(valid)].sort());
  });

  it('gives valid sets only', () => {
    const known = new Set(valid.map((set) => JSON.stringify(set)));
    expect(sets.filter((set) => !known.has(JSON.stringify(set)))).toEqual([]);
  });

  it('is much smaller than all sets', () => {
    expect(valid).toHaveLength(3 * 2 * (3 + 3 + 3 * 3));
    expect(sets.length).toBeLessThan(30);
  });
});

describe('coveringSets', () => {
  const sets = coveringSets([{ id: 'name', values: ['a', 'b'] }]);

  it('resolves, and holds every two choices of every pillar and every editor', () => {
    const resolved = sets.map((set) => resolveAnswers(set));
    for (const id of ['pillar', 'editors'] as const) {
      const ids = optionOf(id).choices.map((choice) => choice.id);
      const missing = ids.flatMap((one) =>
        ids.filter(
          (other) => !resolved.some((answers) => [one, other].every((choice) => answers[id].includes(choice as never))),
        ),
      );
      expect(missing).toEqual([]);
    }
  });
});

describe('toFactor', () => {
  const choices = ['a', 'b', 'c'].map((id) => ({ id, description: id }));
  const option = { id: 'o', title: 'O', description: 'o', choices };

  it('tries none, one and all of an any-of option', () => {
    const { values } = toFactor({ ...option, kind: 'any-of', default: ['a'], allowNone: true });
    expect(values).toEqual([[], ['a'], ['b'], ['c'], ['a', 'b', 'c']]);
  });

  it('tries no names, and those of the example', () => {
    const { values } = toFactor({
      id: 'o',
      title: 'O',
      description: 'o',
      kind: 'names',
      example: ['a', 'b'],
      default: [],
    });
    expect(values).toEqual([[], ['a', 'b']]);
  });

  it('tries an any-of option with one choice once', () => {
    const { values } = toFactor({
      ...option,
      kind: 'any-of',
      choices: choices.slice(0, 1),
      default: ['a'],
      allowNone: false,
    });
    expect(values).toEqual([['a']]);
  });

  it('keeps the condition and tries a text given and not given', () => {
    const text = { id: 't', title: 'T', description: 't', pattern: '.*', expected: 'a text', example: 'x' } as const;
    const factor = toFactor({ ...text, kind: 'text', when: { o: 'a' }, default: '' });
    expect(factor).toEqual({ id: 't', when: { o: 'a' }, values: ['', 'x'] });
  });
});
