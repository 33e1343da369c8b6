import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { nameProblem, suggestName } from '../../../src/options/name.ts';
import { hostileText } from '../../support/hostile.ts';

describe('a project name', () => {
  test.each(['orders', 'my-service-2', 'a', 'billing_core', 'x86', 'selfish', 'tests', 'com', 'com10', 'a'.repeat(48)])(
    'may be %s',
    (name) => {
      expect(nameProblem(name)).toBeUndefined();
    },
  );

  test.each([
    ['', 'needs a name'],
    ['9lives', 'start with a letter'],
    ['-x', 'start with a letter'],
    ['_x', 'start with a letter'],
    ['x-', 'may not end'],
    ['x--y', 'repeat'],
    ['x-_y', 'repeat'],
    ['Orders', 'may only hold'],
    ['ord ers', 'may only hold'],
    ['übung', 'may only hold'],
    ['a.b', 'may only hold'],
    ['a/b', 'may only hold'],
    ['orders\n', 'may only hold'],
    ['${{ x }}', 'may only hold'],
    ['<%= x %>', 'may only hold'],
    ['"x"', 'may only hold'],
    ['a'.repeat(49), 'longer than 48'],
    ['gen', 'Rust keyword'],
    ['async', 'Rust keyword'],
    ['test', "Rust's own crates"],
    ['core', "Rust's own crates"],
    ['deps', 'Cargo keeps'],
    ['incremental', 'Cargo keeps'],
    ['nul', 'Windows'],
    ['com1', 'Windows'],
  ])('may not be %j', (name, reason) => {
    expect(nameProblem(name)).toContain(reason);
  });

  test('that is fine is made of harmless characters only, and any other is refused in one printable line', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const problem = nameProblem(name);
        if (problem === undefined) expect(name).toMatch(/^[a-z][a-z0-9_-]*$/);
        else expect(problem).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u);
      }),
    );
  });
});

describe('the suggested name', () => {
  test.each([
    ['My Shop!', 'my-shop'],
    ['Größe', 'gro-e'],
    ['Crème Brûlée', 'creme-brulee'],
    ['9lives', 'lives'],
    ['__x_y__', 'x_y'],
    ['CON', undefined],
    ['${{ }}', undefined],
    ['日本', undefined],
  ])('for %j is %j', (name, suggested) => {
    expect(suggestName(name)).toBe(suggested);
  });

  test('is fine itself', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const suggested = suggestName(name);
        if (suggested !== undefined) expect(nameProblem(suggested)).toBeUndefined();
      }),
    );
  });
});
