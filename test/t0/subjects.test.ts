import { describe, expect, it } from 'vitest';

import { partOf } from '../t3/subjects.ts';

describe('partOf', () => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

  it.each([1, 2, 3, 7])('has each in one of %i parts, in its order', (count) => {
    const parts = Array.from({ length: count }, (_, index) => partOf(all, `${index + 1}/${count}`));
    expect(parts.flat()).toEqual(all);
    for (const part of parts) expect(part).not.toEqual([]);
  });

  it('is nothing where that is no part', () => {
    for (const part of ['', 'x', '2', '0/2', '3/2']) expect(partOf(all, part)).toEqual([]);
  });
});
