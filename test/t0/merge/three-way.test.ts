import fc from 'fast-check';
import { expect, test } from 'vitest';

import { mergeText } from '../../../src/merge/three-way.ts';

const LABELS = { ours: 'HEAD', theirs: 'create-rust-2026 1.2.3' };
const lines = (...found: string[]) => found.map((line) => `${line}\n`).join('');
const BASE = lines('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');

test.each([
  ['nothing', BASE, BASE, BASE],
  ['one side', BASE.replace('b', 'B'), BASE, BASE.replace('b', 'B')],
  ['the other side', BASE, BASE.replace('b\n', ''), BASE.replace('b\n', '')],
  ['both sides apart', BASE.replace('b', 'B'), BASE.replace('d\n', ''), BASE.replace('b', 'B').replace('d\n', '')],
  ['both sides the same', BASE.replace('b', 'X'), BASE.replace('b', 'X'), BASE.replace('b', 'X')],
  ['the start and the end', `0\n${BASE}`, `${BASE}i\n`, `0\n${BASE}i\n`],
  ['everything and nothing', '', BASE, ''],
])('%s changed: clean', (_title, ours, theirs, after) => {
  expect(mergeText(BASE, ours, theirs, LABELS)).toEqual({ text: after, conflicts: 0 });
});

test.each([
  [
    'one line',
    BASE.replace('b', 'X'),
    BASE.replace('b', 'Y'),
    lines('a', '<<<<<<< HEAD', 'X', '=======', 'Y', '>>>>>>> create-rust-2026 1.2.3', 'c', 'd', 'e', 'f', 'g', 'h'),
    1,
  ],
  [
    'a line that the other removed',
    BASE.replace('b', 'X'),
    BASE.replace('b\n', ''),
    lines('a', '<<<<<<< HEAD', 'X', '=======', '>>>>>>> create-rust-2026 1.2.3', 'c', 'd', 'e', 'f', 'g', 'h'),
    1,
  ],
  [
    'lines of which some are the same',
    BASE.replace('b\n', 'x\ny\nX\n'),
    BASE.replace('b\n', 'x\ny\nY\n'),
    lines(
      'a',
      'x',
      'y',
      '<<<<<<< HEAD',
      'X',
      '=======',
      'Y',
      '>>>>>>> create-rust-2026 1.2.3',
      'c',
      'd',
      'e',
      'f',
      'g',
      'h',
    ),
    1,
  ],
  [
    'places that are near',
    BASE.replace('b', 'X').replace('f', 'X'),
    BASE.replace('b', 'Y').replace('f', 'Y'),
    lines(
      'a',
      '<<<<<<< HEAD',
      'X',
      'c',
      'd',
      'e',
      'X',
      '=======',
      'Y',
      'c',
      'd',
      'e',
      'Y',
      '>>>>>>> create-rust-2026 1.2.3',
      'g',
      'h',
    ),
    1,
  ],
  [
    'places that are not',
    BASE.replace('a', 'X').replace('f', 'X'),
    BASE.replace('a', 'Y').replace('f', 'Y'),
    lines('<<<<<<< HEAD', 'X', '=======', 'Y', '>>>>>>> create-rust-2026 1.2.3', 'b', 'c', 'd', 'e') +
      lines('<<<<<<< HEAD', 'X', '=======', 'Y', '>>>>>>> create-rust-2026 1.2.3', 'g', 'h'),
    2,
  ],
  [
    'the last line, which is not ended',
    BASE.replace('h\n', 'X'),
    BASE.replace('h\n', 'Y'),
    lines('a', 'b', 'c', 'd', 'e', 'f', 'g', '<<<<<<< HEAD', 'X', '=======', 'Y', '>>>>>>> create-rust-2026 1.2.3'),
    1,
  ],
])('both sides changed %s: a conflict', (_title, ours, theirs, text, conflicts) => {
  expect(mergeText(BASE, ours, theirs, LABELS)).toEqual({ text, conflicts });
  const crlf = (found: string) => found.replaceAll('\n', '\r\n');
  expect(mergeText(crlf(BASE), crlf(ours), crlf(theirs), LABELS)).toEqual({ text: crlf(text), conflicts });
});

test('texts that have nothing in common are one conflict, however long', () => {
  const [ours, theirs] = ['o', 't'].map((side) => [...Array(5000).keys()].map((index) => `${side}${index}\n`).join(''));
  const base = '\n'.repeat(5000);
  expect(mergeText(base, ours ?? '', theirs ?? '', LABELS)).toEqual({
    text: `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> create-rust-2026 1.2.3\n`,
    conflicts: 1,
  });
});

test('no line of either side is lost, and those that only one side changed are taken', () => {
  const line = fc.constantFrom('a\n', 'b\n', '\n', '}\n');
  const text = fc.array(line, { maxLength: 12 }).map((found) => found.join(''));
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      const { text: merged, conflicts } = mergeText(base, ours, theirs, LABELS);
      const marked = merged.split('\n').filter((found) => found.startsWith('<<<<<<<')).length;
      expect(marked).toBe(conflicts);
      expect(mergeText(base, theirs, ours, LABELS).conflicts > 0).toBe(conflicts > 0);
      expect(mergeText(base, ours, base, LABELS).text).toBe(ours);
      expect(mergeText(base, base, theirs, LABELS).text).toBe(theirs);
      expect(mergeText(base, ours, ours, LABELS).text).toBe(ours);
    }),
  );
});
