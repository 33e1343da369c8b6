import { describe, expect, test } from 'vitest';

import { withAdded, withoutRemoved } from '../../../src/options/growth.ts';
import { resolveAnswers } from '../../../src/options/resolve.ts';

const cloud = resolveAnswers({ name: 'orders', pillar: ['cloud'] });
const both = resolveAnswers({ name: 'orders', pillar: ['cloud', 'memory'], db: 'postgres' });

describe('adding', () => {
  test('lists grow, other answers are replaced, the rest stays', () => {
    const answers = resolveAnswers(withAdded(cloud, { pillar: ['memory', 'cloud'], db: 'postgres' }));
    expect(answers).toEqual(both);
  });

  test('the order in which a list is said is no matter', () => {
    const [one, other] = [
      ['memory', 'async'],
      ['async', 'memory'],
    ].map((pillar) => resolveAnswers(withAdded(cloud, { pillar })));
    expect(one).toEqual(other);
    expect(one?.pillar).toEqual(['cloud', 'memory', 'async']);
  });

  test('what applies no longer goes, but not what was given', () => {
    const deployed = resolveAnswers({ name: 'orders', deploy: 'kubernetes' });
    const answers = resolveAnswers(withAdded(deployed, { container: 'none' }));
    expect(answers).toEqual(resolveAnswers({ name: 'orders', container: 'none' }));
    expect(answers.deploy).toBeUndefined();
    const both = withAdded(deployed, { container: 'none', deploy: 'kubernetes' });
    expect(() => resolveAnswers(both)).toThrow('--deploy does not apply here: it needs');
  });

  test.each([
    ['another name', { name: 'billing' }, 'the name of a workspace cannot be changed; make a new one'],
    ['nothing', { editors: ['none'] }, '--editors none adds nothing; say what to add'],
    ['a choice that there is not', { pillar: ['clouds'] }, '--pillar: there is no "clouds"; did you mean cloud?'],
  ])('%s is refused', (_title, given, message) => {
    expect(() => withAdded(cloud, given)).toThrow(message);
  });
});

describe('removing', () => {
  test('what hangs on it goes too', () => {
    const answers = resolveAnswers(withoutRemoved(both, { pillar: ['cloud'] }));
    expect(answers).toEqual(resolveAnswers({ name: 'orders', pillar: ['memory'] }));
    expect(answers.db).toBeUndefined();
  });

  test.each([
    [
      'an answer that is no list',
      { db: 'postgres' },
      '--db is no list to take something out of; give it another answer with add',
    ],
    ['what is not there', { pillar: ['async'] }, '--pillar: async is not in this workspace'],
  ])('%s is refused', (_title, given, message) => {
    expect(() => withoutRemoved(both, given)).toThrow(message);
  });

  test('a list that must hold something keeps its last element', () => {
    expect(() => resolveAnswers(withoutRemoved(cloud, { pillar: ['cloud'] }))).toThrow('--pillar needs at least one');
  });
});
