import fc from 'fast-check';
import { expect, test } from 'vitest';

import { additionsBetween } from '../../../src/merge/difference.ts';
import { carryOverJson } from '../../../src/merge/json.ts';
import { carryOverToml, readToml } from '../../../src/merge/toml.ts';

test('new keys, tables, elements and dependencies', () => {
  const from = readToml('[workspace]\nmembers = ["a"]\n[workspace.dependencies]\nserde = "1"\n', 'from');
  const to = readToml(
    '[workspace]\nmembers = ["a", "b"]\nresolver = "3"\n[workspace.dependencies]\nrkyv = { version = "0.8", features = ["std"] }\nserde = "1"\n[profile.release]\nlto = true\n',
    'to',
  );
  expect(additionsBetween(from, to)).toEqual([
    { path: ['workspace', 'members'], element: 'b' },
    { path: ['workspace', 'resolver'], value: '3' },
    { path: ['workspace', 'dependencies', 'rkyv'], value: { version: '0.8', features: ['std'] } },
    { path: ['profile', 'release', 'lto'], value: true },
  ]);
});

test.each([
  ['a key is gone', { a: 1 }, {}],
  ['a value is another', { a: 1 }, { a: 2 }],
  ['an element is gone', { a: ['x', 'y'] }, { a: ['y'] }],
  ['a table is a value now', { a: {} }, { a: 1 }],
  ['an element is a table, whose place counts', { a: [] }, { a: [{ b: 1 }] }],
  ['a date comes in', {}, { a: new Date(0) }],
])('no additions alone where %s', (_title, from, to) => {
  expect(additionsBetween(from, to)).toBeUndefined();
});

const key = fc.constantFrom('a', 'b', 'c', 'dependencies');
const documents = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constantFrom('x', 'y'), tie('table')),
  table: fc.dictionary(key, tie('value'), { maxKeys: 3 }),
})).table;

test('a document is an addition to nothing, and to itself none', () => {
  fc.assert(
    fc.property(documents, (document) => {
      expect(additionsBetween(document, document)).toEqual([]);
      expect(additionsBetween({}, document)).toBeDefined();
    }),
  );
});

const MANIFEST = `[workspace]
members = ["crates/*"]

[workspace.dependencies]
anyhow = "1" # ours
zip = "2"
`;

test('what a manifest gained is put where lines alone would not merge', () => {
  const theirs = MANIFEST.replace('zip =', 'rkyv = "0.8"\nzip =');
  const ours = MANIFEST.replace('zip = "2"', 'regex = "1" # mine');
  expect(carryOverToml({ base: MANIFEST, ours, theirs }, 'Cargo.toml')).toHaveProperty(
    'text',

    MANIFEST.replace('zip = "2"', 'regex = "1" # mine\nrkyv = "0.8"'),
  );
});

test('a key that both have gained with different values is not', () => {
  const theirs = MANIFEST.replace('zip =', 'rkyv = "0.8"\nzip =');
  const ours = `${MANIFEST}rkyv = "0.7"\n`;
  expect(carryOverToml({ base: MANIFEST, ours, theirs }, 'Cargo.toml')).toMatchObject({
    text: ours,
    left: [{ path: ['workspace', 'dependencies', 'rkyv'], why: 'stands there with another value' }],
  });
});

test('settings in JSON keep their comments', () => {
  const texts = { base: '{ "a": 1 }', ours: '{\n  // mine\n  "a": 1\n}\n', theirs: '{ "a": 1, "b": [2] }' };
  expect(carryOverJson(texts, 'settings.json')).toHaveProperty(
    'text',
    '{\n  // mine\n  "a": 1,\n  "b": [\n    2\n  ]\n}\n',
  );
});
