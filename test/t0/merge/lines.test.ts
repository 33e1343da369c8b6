import fc from 'fast-check';
import { expect, test } from 'vitest';

import { mergeLines, takeOutLines } from '../../../src/merge/lines.ts';

test.each([
  ['', ['/target'], '/target\n'],
  ['/target\n', ['/target'], '/target\n'],
  ['/target  \n', ['/target'], '/target  \n'],
  ['\uFEFF/target\n', ['/target'], '\uFEFF/target\n'],
  ['*.log\n', ['/target', '*.log', '*.db'], '*.log\n/target\n*.db\n'],
  ['*.log', ['/target', '*.db'], '*.log\n/target\n*.db'],
  ['*.log\r\n', ['/target'], '*.log\r\n/target\r\n'],
  ['# mine\r\n*.log', ['/target'], '# mine\r\n*.log\r\n/target'],
  ['*.log\n\n\n', ['/target'], '*.log\n\n\n/target\n'],
  ['a\n', ['b', 'b'], 'a\nb\n'],
  ['target/\n', ['/target/'], 'target/\n'],
  ['target\n', ['/target/'], 'target\n'],
  ['/target\n', ['/target/'], '/target\n'],
  ['/target/\n', ['target/'], '/target/\ntarget/\n'],
  ['/.env\n!target/\n', ['.env', '/target/'], '/.env\n!target/\n.env\n/target/\n'],
])('missing lines are put at the end: %j and %j', (before, lines, after) => {
  const merged = mergeLines(before, lines);
  expect(merged.text).toBe(after);
  expect(mergeLines(after, lines)).toEqual({ text: after, added: [] });
  expect(takeOutLines(after, merged.added)).toEqual({ text: before, added: merged.added });
});

test('what the user wrote since stays', () => {
  const { text, added } = mergeLines('a\n', ['b', 'c']);
  expect(takeOutLines(text.replace('c', 'mine\nc'), added)).toEqual({ text: 'a\nmine\n', added: ['b', 'c'] });
  expect(takeOutLines(text.replace('c\n', ''), added)).toEqual({ text: 'a\n', added: ['b'] });
});

test('taking out is the inverse, whatever the file', () => {
  const line = fc.constantFrom('', 'a', 'b', '# c', ' a', '!b', 'd\\ ', 'ü');
  const file = fc
    .tuple(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, ending, isEnded]) => lines.join(ending) + (isEnded && lines.length > 0 ? ending : ''));
  fc.assert(
    fc.property(file, fc.array(line.filter((text) => text !== '')), (text, lines) => {
      const { text: after, added } = mergeLines(text, lines);
      expect(after.startsWith(text)).toBe(true);
      expect(takeOutLines(after, added).text).toBe(text);
    }),
  );
});
