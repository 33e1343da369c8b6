import path from 'node:path';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { ancestorsOf, foldersOf } from '../../../src/disk/folders.ts';

test('every folder once, parents first', () => {
  expect(foldersOf(['a/b/c.rs', 'a/d.rs', 'e', '.x/y'])).toEqual(['a', 'a/b', '.x']);
});

test('whatever the order of the files, a folder comes after the one that holds it', () => {
  const segment = fc.constantFrom('a', 'b', 'c');
  fc.assert(
    fc.property(fc.array(fc.array(segment, { minLength: 1, maxLength: 5 })), (paths) => {
      const folders = foldersOf(paths.map((segments) => segments.join('/')));
      expect(new Set(folders).size).toBe(folders.length);
      folders.forEach((folder, index) => {
        const parent = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
        expect(parent === '' || folders.slice(0, index).includes(parent)).toBe(true);
      });
    }),
  );
});

test('the folders around a folder, up to the root', () => {
  const root = path.resolve('/');
  expect(ancestorsOf(path.join(root, 'a', 'b'))).toEqual([path.join(root, 'a'), root]);
  expect(ancestorsOf(root)).toEqual([]);
});
