import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { lineEndingOf, withLineEndingsOf } from '../../../src/render/line-endings.ts';

describe('how lines end', () => {
  test.each([
    ['', undefined],
    ['a', undefined],
    ['a\n', '\n'],
    ['a\nb', '\n'],
    ['\r\n', '\r\n'],
    ['a\r\nb\r\n', '\r\n'],
    ['a\r\nb\n', undefined],
    ['a\nb\r\n', undefined],
    ['a\rb\n', '\n'],
  ])('of %j', (text, end) => {
    expect(lineEndingOf(text)).toBe(end);
  });
});

describe('a new text', () => {
  test.each([
    ['a\r\n', 'a\nb\n', 'a\r\nb\r\n'],
    ['a\r\n', 'a\r\nb\n', 'a\r\nb\r\n'],
    ['a\r\n', '\n\nx', '\r\n\r\nx'],
    ['a\n', 'a\r\nb\n', 'a\nb\n'],
    ['a\r\nb\n', 'a\r\nb\nc\n', 'a\r\nb\nc\n'],
    ['', 'a\n', 'a\n'],
  ])('after %j, %j becomes %j', (before, after, result) => {
    expect(withLineEndingsOf(before, after)).toBe(result);
  });

  test('that was read with line feeds alone is the old one again', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\u{1f980}') });
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.join(end);
        expect(withLineEndingsOf(text, text.replaceAll('\r\n', '\n'))).toBe(text);
      }),
    );
  });
});
