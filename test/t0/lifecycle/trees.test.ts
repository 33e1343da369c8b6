import { describe, expect, test } from 'vitest';

import { mergeTrees, movedPaths } from '../../../src/lifecycle/trees.ts';
import type { FileState } from '../../../src/render/change.ts';
import { treeOf } from '../../support/disk.ts';

const LABELS = { ours: 'this workspace', theirs: 'create-rust-2026 add' };
const file = (text: string, executable = false): FileState => ({ text, executable });
const lines = (...found: string[]) => found.map((line) => `${line}\n`).join('');

const BASE = treeOf({ 'same.txt': 'same\n', 'edited.txt': lines('a', 'b', 'c', 'd', 'e'), 'gone.txt': 'gone\n' });
const NEXT = treeOf({ 'same.txt': 'same\n', 'edited.txt': lines('a', 'b', 'c', 'd', 'E'), 'new.txt': 'new\n' });

function merge(present: Readonly<Record<string, string>>) {
  return mergeTrees(
    { base: BASE, next: NEXT },
    new Map(Object.entries(present).map(([path, text]) => [path, file(text)])),
    LABELS,
  );
}

const UNTOUCHED = { 'same.txt': 'same\n', 'edited.txt': lines('a', 'b', 'c', 'd', 'e'), 'gone.txt': 'gone\n' };

test('only files that differ are moved', () => {
  expect(movedPaths({ base: BASE, next: NEXT })).toEqual(['edited.txt', 'gone.txt', 'new.txt']);
});

test('an untouched folder becomes the next tree', () => {
  expect(merge(UNTOUCHED)).toEqual([
    { path: 'edited.txt', before: file(UNTOUCHED['edited.txt']), after: file(lines('a', 'b', 'c', 'd', 'E')) },
    { path: 'gone.txt', before: file('gone\n'), after: undefined },
    { path: 'new.txt', before: undefined, after: file('new\n') },
  ]);
});

test('a folder that is there already stays', () => {
  expect(merge({ 'same.txt': 'same\n', 'edited.txt': lines('a', 'b', 'c', 'd', 'E'), 'new.txt': 'new\n' })).toEqual([]);
});

describe('edits', () => {
  const only = (present: Readonly<Record<string, string>>, path: string) =>
    merge({ ...UNTOUCHED, ...present }).find((change) => change.path === path);

  test('beside ours merge', () => {
    const edited = lines('mine', 'a', 'b', 'c', 'd', 'e');
    expect(only({ 'edited.txt': edited }, 'edited.txt')).toEqual({
      path: 'edited.txt',
      before: file(edited),
      after: file(lines('mine', 'a', 'b', 'c', 'd', 'E')),
    });
  });

  test('on ours are a conflict, with the three texts', () => {
    const edited = lines('a', 'b', 'c', 'd', 'mine');
    expect(only({ 'edited.txt': edited }, 'edited.txt')).toEqual({
      path: 'edited.txt',
      before: file(edited),
      after: file(
        lines('a', 'b', 'c', 'd', '<<<<<<< this workspace', 'mine', '=======', 'E', '>>>>>>> create-rust-2026 add'),
      ),
      conflict: { base: UNTOUCHED['edited.txt'], ours: edited, theirs: lines('a', 'b', 'c', 'd', 'E') },
    });
  });

  test('in a file that goes are a conflict, and the file stays', () => {
    expect(only({ 'gone.txt': 'mine\n' }, 'gone.txt')).toEqual({
      path: 'gone.txt',
      before: file('mine\n'),
      after: file('mine\n'),
      conflict: { base: 'gone\n', ours: 'mine\n', theirs: undefined },
    });
  });

  test('a file of the same name is a conflict of two additions', () => {
    expect(only({ 'new.txt': 'mine\n' }, 'new.txt')?.conflict).toEqual({
      base: undefined,
      ours: 'mine\n',
      theirs: 'new\n',
    });
  });

  test('a file that was taken away is not brought back unsaid', () => {
    const present = { 'same.txt': 'same\n', 'gone.txt': 'gone\n' };
    expect(merge(present).find(({ path }) => path === 'edited.txt')).toEqual({
      path: 'edited.txt',
      before: undefined,
      after: file(lines('a', 'b', 'c', 'd', 'E')),
      conflict: { base: UNTOUCHED['edited.txt'], ours: undefined, theirs: lines('a', 'b', 'c', 'd', 'E') },
    });
  });

  test('a mode of the user’s stays', () => {
    const present = new Map([['edited.txt', file(lines('mine', 'a', 'b', 'c', 'd', 'e'), true)]]);
    const [change] = mergeTrees({ base: BASE, next: NEXT }, present, LABELS);
    expect(change?.after?.executable).toBe(true);
  });
});

describe('documents whose lines merge but which make no document', () => {
  const base = treeOf({ 'Cargo.toml': '[dependencies]\na = "1"\nb = "1"\nc = "1"\nd = "1"\ne = "1"\n' });
  const next = treeOf({ 'Cargo.toml': '[dependencies]\na = "1"\nb = "1"\nc = "1"\nd = "1"\ne = "1"\nrkyv = "0.8"\n' });
  const ours = (first: string) =>
    new Map([['Cargo.toml', file(`[dependencies]\n${first}\na = "1"\nb = "1"\nc = "1"\nd = "1"\ne = "1"\n`)]]);

  test('what both have added alike is there once', () => {
    const present = ours('rkyv = "0.8"');
    expect(mergeTrees({ base, next }, present, LABELS)[0]?.after).toEqual(present.get('Cargo.toml'));
  });

  test('what contradicts is refused', () => {
    expect(() => mergeTrees({ base, next }, ours('rkyv = "0.7"'), LABELS)).toThrow(
      'Cargo.toml: dependencies.rkyv comes in, and stands there with another value; change or remove it first',
    );
  });

  test('a text that is malformed by itself is refused where it is', () => {
    expect(() => mergeTrees({ base, next }, ours('= 1'), LABELS)).toThrow('Cargo.toml, line 2: not valid TOML');
  });
});
