import { describe, expect, it } from 'vitest';

import { fillParts, optionTable } from '../../scripts/document-parts.ts';

describe('fillParts', () => {
  const parts = { one: () => 'first', 'two words': () => 'second' };

  it('replaces what stands between the marks, as often as they come', () => {
    const document =
      '# a\n\n<!-- one -->\nold\n<!-- /one -->\n\nb\n\n<!-- two words -->\n<!-- /two words -->\n<!-- one -->\n<!-- /one -->\n';
    const filled =
      '# a\n\n<!-- one -->\n\nfirst\n\n<!-- /one -->\n\nb\n\n<!-- two words -->\n\nsecond\n\n<!-- /two words -->\n<!-- one -->\n\nfirst\n\n<!-- /one -->\n';
    expect(fillParts(document, parts)).toBe(filled);
    expect(fillParts(filled, parts)).toBe(filled);
  });

  it('leaves a document without marks as it is', () => {
    expect(fillParts('a <!-- one --> b\n', parts)).toBe('a <!-- one --> b\n');
  });

  it.each([
    ['<!-- three -->\n<!-- /three -->\n', 'there is no generated part "three"'],
    ['<!-- one -->\n', 'the part "one" has no end'],
    ['<!-- one -->\n<!-- /two words -->\n', 'the part "one" has no end'],
  ])('%j is an error', (document, message) => {
    expect(() => fillParts(document, parts)).toThrow(message);
  });
});

it('optionTable shows what is taken where nothing is said, and what an option needs', () => {
  const choices = [
    { id: 'a', description: 'The first' },
    { id: 'b', description: 'This | that' },
  ];
  const common = { title: 'T', description: 'Which' };
  const text = { pattern: '.*', expected: 'a text', example: 'x' };
  expect(
    optionTable([
      { ...common, id: 'one', kind: 'one-of', choices, default: 'b' },
      { ...common, id: 'any', kind: 'any-of', choices, default: ['a', 'b'], allowNone: true, when: { one: 'b' } },
      { ...common, ...text, id: 'text', kind: 'text', default: '' },
    ]).split('\n'),
  ).toEqual([
    '| option | what it says | answers |',
    '| --- | --- | --- |',
    '| `--one` | Which | `a` The first<br>**`b`** This \\| that |',
    '| `--any` | Which (with `--one b`) | **`a`** The first<br>**`b`** This \\| that<br>any of these, `all` or `none` |',
    '| `--text` | Which | such as `x`; **none** |',
  ]);
});
