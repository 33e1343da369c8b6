import { describe, expect, test } from 'vitest';

import { didYouMean, nearest } from '../../../src/options/near.ts';

const WORDS = ['sqlite', 'postgres', 'jwt', 'none', 'vscode', 'Apache-2.0'];

describe('did you mean', () => {
  test.each([
    ['sqlit', 'sqlite'],
    ['SQLite', 'sqlite'],
    ['sqlite3', 'sqlite'],
    ['postgresql', 'postgres'],
    ['psotgres', 'postgres'],
    ['jwts', 'jwt'],
    ['code', 'vscode'],
    ['apache', 'Apache-2.0'],
  ])('%s is near %s', (text, word) => {
    expect(didYouMean(text, WORDS)).toBe(`did you mean ${word}?`);
  });

  test.each(['', 'x', 'jkl', 'mysql', 'mongodb', 'oauth'])('%j is near nothing', (text) => {
    expect(didYouMean(text, WORDS)).toBe(`choose from ${WORDS.join(', ')}`);
  });

  test('a long text is near nothing, however alike', () => {
    expect(nearest('postgres'.repeat(10), ['postgres'.repeat(10)])).toBeUndefined();
  });

  test('nothing is near where there is nothing', () => {
    expect(nearest('', [])).toBeUndefined();
  });
});
