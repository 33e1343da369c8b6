import { describe, expect, test } from 'vitest';

import { InputError } from '../../../src/options/errors.ts';
import { mergeToml, takeOutToml } from '../../../src/merge/toml.ts';
import type { Addition } from '../../../src/merge/types.ts';
import { element, entry, INHERIT, MEMBER, PEDANTIC, UNSAFE } from '../../support/merge/toml-cases.ts';

test.each<readonly [string, string, readonly Addition[], string]>([
  ['another value', '[lints]\nworkspace = false\n', INHERIT, 'stands there with another value'],
  [
    'another value in a table',
    '[workspace.lints.clippy.pedantic]\nlevel = "deny"\n',
    PEDANTIC,
    'stands there with another value',
  ],
  [
    'an inline table',
    '[workspace]\nlints = { rust = { missing_docs = "warn" } }\n',
    UNSAFE,
    'would stand inside the line of workspace.lints',
  ],
  ['no table', 'workspace = 3\n', UNSAFE, 'workspace is no table'],
  ['a list of tables', '[[workspace]]\n', UNSAFE, 'workspace is no table'],
  ['no list', '[workspace]\nmembers = "a"\n', MEMBER, 'is no list'],
  ['what no TOML can hold', '[lints]\n', [entry('lints.x', '\ud800')], 'cannot be edited without doubt'],
  ['elements that are tables', '[[bin]]\nname = "a"\n', [element('bin', { name: 'b' })], 'is a list of tables'],
  [
    'a namesake with other settings',
    'skip = [{ crate = "a", reason = "x" }]\n',
    [{ path: ['skip'], element: { crate: 'a', reason: 'y' }, identity: 'crate' }],
    'has a with other settings',
  ],
])('%s is left alone', (_title, before, additions, why) => {
  const merged = mergeToml(before, additions, 'Cargo.toml');
  expect(merged).toEqual({ text: before, added: [], left: additions.map(({ path }) => ({ path, why })) });
});

describe('what was added is taken out', () => {
  const BEFORE = '[workspace]\nmembers = ["a"]\n';
  const { text, added } = mergeToml(BEFORE, [...PEDANTIC, ...UNSAFE, ...MEMBER], 'Cargo.toml');

  test('from a record that was kept as JSON', () => {
    const kept = JSON.parse(JSON.stringify(added)) as typeof added;
    expect(takeOutToml(text, kept, 'Cargo.toml').text).toBe(BEFORE);
  });

  test.each<[string, (text: string) => string, string]>([
    [
      'with a key of the user’s beside it',
      (now) => now.replace('"deny"', '"deny"\nmissing_docs = "warn"'),
      `${BEFORE}\n[workspace.lints.rust]\nmissing_docs = "warn"\n`,
    ],
    [
      'with a comment of the user’s in the table',
      (now) => `${now}# More to come.\n`,
      `${BEFORE}\n[workspace.lints.rust]\n# More to come.\n`,
    ],
    [
      'with a comment of the user’s on the table',
      (now) => now.replace('[workspace.lints.rust]', '# Ours.\n[workspace.lints.rust]'),
      `${BEFORE}\n# Ours.\n[workspace.lints.rust]\n`,
    ],
    [
      'with an element of the user’s behind it',
      (now) => now.replace('"crates/c"', '"crates/c", "d"'),
      '[workspace]\nmembers = ["a", "d"]\n',
    ],
    [
      'with the list on other lines',
      (now) => now.replace('["a", "crates/c"]', '[\n  "a",\n  "crates/c"\n]'),
      '[workspace]\nmembers = [\n  "a"\n]\n',
    ],
    [
      'with a part of it gone',
      (now) => now.replace('unsafe_code = "deny"\n', ''),
      `${BEFORE}\n[workspace.lints.rust]\n`,
    ],
  ])('%s', (_title, change, rest) => {
    expect(takeOutToml(change(text), added, 'Cargo.toml')).toMatchObject({ text: rest, left: [] });
  });

  test.each<[string, (text: string) => string, string]>([
    ['a value was changed', (now) => now.replace('"deny"', '"warn"'), 'was changed since'],
    [
      'a comment was written behind it',
      (now) => now.replace('"deny"', '"deny" # never'),
      'has a comment of its own now',
    ],
    [
      'it became an inline table',
      () => `${BEFORE}lints.rust = { unsafe_code = "deny" }\n`,
      'is written in another way now',
    ],
  ])('but not where %s', (_title, change, why) => {
    const now = change(text);
    const result = takeOutToml(now, added, 'Cargo.toml');
    expect(result.left).toEqual([{ path: ['workspace', 'lints', 'rust', 'unsafe_code'], why }]);
    expect(result.text).toContain('unsafe_code');
  });
});

test.each([
  ['[package]\nname = \n', /^a\.toml, line 2: not valid TOML: [^\n]+$/],
  ['a = 1\nb = 2\na = 3\n', /^a\.toml, line 3: not valid TOML: [^\n]+$/],
  ['[a]\nb = 1\n[a]\n', /^a\.toml, line 3: not valid TOML: [^\n]+$/],
  [`a = ${'['.repeat(60_000)}`, /^a\.toml[ ,]/],
  [`# ${'x'.repeat(1024 * 1024)}`, /^a\.toml is larger than 1024 KiB: it cannot be edited$/],
])('what is no TOML is refused: %#', (text, message) => {
  let error: unknown;
  try {
    mergeToml(text, INHERIT, 'a.toml');
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(InputError);
  expect((error as Error).message).toMatch(message);
});

test('additions that contradict each other are a defect', () => {
  const twice = [entry('lints.workspace', true), entry('lints.workspace', false)];
  expect(() => mergeToml('', twice, 'Cargo.toml')).toThrow('two additions to lints.workspace contradict each other');
  expect(mergeToml('', [...INHERIT, ...INHERIT], 'Cargo.toml').text).toBe('[lints]\nworkspace = true\n');
});
