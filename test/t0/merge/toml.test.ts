import { describe, expect, test } from 'vitest';

import { InputError } from '../../../src/options/errors.ts';
import { mergeToml, takeOutToml } from '../../../src/merge/toml.ts';
import type { Addition } from '../../../src/merge/types.ts';

const entry = (path: string, value: unknown, comment?: string) =>
  ({ path: path.split('.'), value, ...(comment !== undefined && { comment }) }) as Addition;
const element = (path: string, value: unknown, comment?: string) =>
  ({ path: path.split('.'), element: value, ...(comment !== undefined && { comment }) }) as Addition;

const INHERIT = [entry('lints.workspace', true)];
const PEDANTIC = [entry('workspace.lints.clippy.pedantic', { level: 'warn', priority: -1 })];
const UNSAFE = [entry('workspace.lints.rust.unsafe_code', 'deny')];
const MEMBER = [element('workspace.members', 'crates/c')];

/** Title, before, additions, after. */
type Case = readonly [string, string, readonly Addition[], string];

const TABLES: readonly Case[] = [
  ['an empty file', '', INHERIT, '[lints]\nworkspace = true\n'],
  ['nothing but a comment', '# Ours.\n', INHERIT, '# Ours.\n\n[lints]\nworkspace = true\n'],
  ['nothing but blank lines', '\n\n', INHERIT, '[lints]\nworkspace = true\n\n\n'],
  [
    'a package',
    '[package]\nname = "a"\n\n[dependencies]\nserde = "1"\n',
    INHERIT,
    '[package]\nname = "a"\n\n[dependencies]\nserde = "1"\n\n[lints]\nworkspace = true\n',
  ],
  ['no final newline', '[package]\nname = "a"', INHERIT, '[package]\nname = "a"\n\n[lints]\nworkspace = true'],
  [
    'CRLF without a final one',
    '[package]\r\nname = "a"',
    INHERIT,
    '[package]\r\nname = "a"\n\n[lints]\nworkspace = true'.replaceAll(/(?<!\r)\n/g, '\r\n'),
  ],
  [
    'a byte order mark',
    '\uFEFF[package]\nname = "a"\n',
    INHERIT,
    '\uFEFF[package]\nname = "a"\n\n[lints]\nworkspace = true\n',
  ],
  [
    'blank lines and a modeline at the end',
    '[package]\nname = "a"\n\n\n# vim: ft=toml\n\n',
    INHERIT,
    '[package]\nname = "a"\n\n[lints]\nworkspace = true\n\n\n# vim: ft=toml\n\n',
  ],
  [
    'entries commented out behind the last table',
    '[dependencies]\nserde = "1"\n# rand = "0.9"\n# time = "0.3"\n',
    INHERIT,
    '[dependencies]\nserde = "1"\n# rand = "0.9"\n# time = "0.3"\n\n[lints]\nworkspace = true\n',
  ],
  [
    'behind the sister table',
    '[workspace.package]\nedition = "2024"\n\n[workspace.lints.rust]\nunsafe_code = "deny"\n\n# Small.\n[profile.release]\nlto = true\n',
    PEDANTIC,
    '[workspace.package]\nedition = "2024"\n\n[workspace.lints.rust]\nunsafe_code = "deny"\n\n[workspace.lints.clippy]\npedantic = { level = "warn", priority = -1 }\n\n# Small.\n[profile.release]\nlto = true\n',
  ],
  [
    'behind the last relative',
    '[workspace]\nmembers = ["a"]\n\n[workspace.package]\nedition = "2024"\n\n[workspace.dependencies]\nserde = "1" # all of it\n\n[profile.dev]\ndebug = 1\n',
    UNSAFE,
    '[workspace]\nmembers = ["a"]\n\n[workspace.package]\nedition = "2024"\n\n[workspace.dependencies]\nserde = "1" # all of it\n\n[workspace.lints.rust]\nunsafe_code = "deny"\n\n[profile.dev]\ndebug = 1\n',
  ],
  [
    'above the tables that it holds',
    '[package]\nname = "a"\n\n# What we lint.\n[workspace.lints.rust]\nunsafe_code = "deny"\n',
    [entry('workspace.resolver', '3')],
    '[package]\nname = "a"\n\n[workspace]\nresolver = "3"\n\n# What we lint.\n[workspace.lints.rust]\nunsafe_code = "deny"\n',
  ],
  [
    'a file without blank lines',
    '[package]\nname = "a"\n[workspace]\n[profile.dev]\ndebug = 1\n',
    UNSAFE,
    '[package]\nname = "a"\n[workspace]\n[workspace.lints.rust]\nunsafe_code = "deny"\n[profile.dev]\ndebug = 1\n',
  ],
  [
    'behind a list of tables',
    '[package]\nname = "a"\n\n[[bin]]\nname = "x"\n\n[[bin]]\nname = "y"\npath = "y.rs"\n',
    INHERIT,
    '[package]\nname = "a"\n\n[[bin]]\nname = "x"\n\n[[bin]]\nname = "y"\npath = "y.rs"\n\n[lints]\nworkspace = true\n',
  ],
  [
    'several tables at once',
    '[workspace]\nmembers = []\n',
    [...PEDANTIC, ...UNSAFE, entry('workspace.lints.clippy.all', 'warn', 'All of it,\nfor now.')],
    '[workspace]\nmembers = []\n\n[workspace.lints.clippy]\n# All of it,\n# for now.\nall = "warn"\npedantic = { level = "warn", priority = -1 }\n\n[workspace.lints.rust]\nunsafe_code = "deny"\n',
  ],
  [
    'indented tables',
    '[workspace]\n\tmembers = ["a"]\n\n\t[workspace.package]\n\t\tedition = "2024"\n',
    UNSAFE,
    '[workspace]\n\tmembers = ["a"]\n\n\t[workspace.package]\n\t\tedition = "2024"\n\n\t[workspace.lints.rust]\n\t\tunsafe_code = "deny"\n',
  ],
  [
    'names that need quotes',
    '[package]\nname = "a"\n',
    [{ path: ['profile', 'dev', 'package', '*'], value: { 'opt-level': 3 } }],
    '[package]\nname = "a"\n\n[profile.dev.package]\n"*" = { opt-level = 3 }\n',
  ],
  [
    'the target’s dependencies beside others',
    '[target.\'cfg(unix)\'.dependencies]\nlibc = "0.2"\n',
    [{ path: ['target', 'cfg(windows)', 'dependencies', 'windows'], value: '0.62' }],
    '[target.\'cfg(unix)\'.dependencies]\nlibc = "0.2"\n\n[target."cfg(windows)".dependencies]\nwindows = "0.62"\n',
  ],
];

const KEYS: readonly Case[] = [
  [
    'the end of the table, above the comment of the next',
    '[workspace.lints.rust]\nmissing_docs = "warn"\n\n# Versions.\n[workspace.dependencies]\n',
    UNSAFE,
    '[workspace.lints.rust]\nmissing_docs = "warn"\nunsafe_code = "deny"\n\n# Versions.\n[workspace.dependencies]\n',
  ],
  [
    'above a comment that stands directly on the next table',
    '[workspace.lints.rust]\nmissing_docs = "warn"\n# Versions.\n[workspace.dependencies]\n',
    UNSAFE,
    '[workspace.lints.rust]\nmissing_docs = "warn"\nunsafe_code = "deny"\n# Versions.\n[workspace.dependencies]\n',
  ],
  ['an empty table', '[workspace.lints.rust]\n', UNSAFE, '[workspace.lints.rust]\nunsafe_code = "deny"\n'],
  [
    'an empty table with a comment',
    '[workspace.lints.rust] # soon\n# all of them\n\n[x]\n',
    UNSAFE,
    '[workspace.lints.rust] # soon\n# all of them\nunsafe_code = "deny"\n\n[x]\n',
  ],
  [
    'behind a value of several lines',
    '[workspace.lints.rust]\nunexpected_cfgs = { level = "warn", check-cfg = [\n    "cfg(loom)", # threads\n] }\n\n[x]\n',
    UNSAFE,
    '[workspace.lints.rust]\nunexpected_cfgs = { level = "warn", check-cfg = [\n    "cfg(loom)", # threads\n] }\nunsafe_code = "deny"\n\n[x]\n',
  ],
  [
    'among sorted keys',
    '[dependencies]\nanyhow = "1"\nserde = { version = "1", features = ["derive"] } # ours\n# Time.\ntime = "0.3"\n',
    [entry('dependencies.clap', '4'), entry('dependencies.syn', '2'), entry('dependencies.uuid', '1')],
    '[dependencies]\nanyhow = "1"\nclap = "4"\nserde = { version = "1", features = ["derive"] } # ours\nsyn = "2"\n# Time.\ntime = "0.3"\nuuid = "1"\n',
  ],
  [
    'above the first of sorted keys and its comment',
    '[dependencies]\n# Errors.\nbytes = "1"\nserde = "1"\ntime = "0.3"\n',
    [entry('dependencies.anyhow', '1')],
    '[dependencies]\nanyhow = "1"\n# Errors.\nbytes = "1"\nserde = "1"\ntime = "0.3"\n',
  ],
  [
    'behind keys that are not sorted',
    '[dependencies]\ntime = "0.3"\nanyhow = "1"\nserde = "1"\n',
    [entry('dependencies.clap', '4')],
    '[dependencies]\ntime = "0.3"\nanyhow = "1"\nserde = "1"\nclap = "4"\n',
  ],
  [
    'two keys are sorted by chance',
    '[toolchain]\nchannel = "1.95"\nprofile = "minimal"\n',
    [entry('toolchain.components', ['clippy'])],
    '[toolchain]\nchannel = "1.95"\nprofile = "minimal"\ncomponents = ["clippy"]\n',
  ],
  [
    'keys without a table',
    '# Clippy.\n\nmsrv = "1.80"\n\n# Words.\n',
    [entry('allow-unwrap-in-tests', true)],
    '# Clippy.\n\nmsrv = "1.80"\nallow-unwrap-in-tests = true\n\n# Words.\n',
  ],
  [
    'above sorted keys that begin with a blank line and a comment',
    '\n# Letters.\nb = 1\nc = 2\nd = 3\n',
    [entry('a', 0)],
    '\na = 0\n# Letters.\nb = 1\nc = 2\nd = 3\n',
  ],
  [
    'sorted keys below the comment of the file',
    '# All of it.\nb = 1\nc = 2\nd = 3\n',
    [entry('a', 0)],
    '# All of it.\nb = 1\nc = 2\nd = 3\na = 0\n',
  ],
  [
    'a key without a table above the first table',
    '[profile.default]\nretries = 2\n',
    [entry('experimental', ['x'])],
    'experimental = ["x"]\n[profile.default]\nretries = 2\n',
  ],
  [
    'dotted keys beside dotted keys',
    '[workspace]\nmembers = ["a"]\nlints.rust.missing_docs = "warn"\npackage.edition = "2024"\n',
    UNSAFE,
    '[workspace]\nmembers = ["a"]\nlints.rust.missing_docs = "warn"\nlints.rust.unsafe_code = "deny"\npackage.edition = "2024"\n',
  ],
  [
    'dotted keys, one level up',
    '[workspace]\n  lints.rust.missing_docs = "warn"\n',
    PEDANTIC,
    '[workspace]\n  lints.rust.missing_docs = "warn"\n  lints.clippy.pedantic = { level = "warn", priority = -1 }\n',
  ],
  [
    'dotted keys without a table',
    'workspace.members = ["a"]\nworkspace.lints.rust.missing_docs = "warn"\n[package]\nname = "a"\n',
    UNSAFE,
    'workspace.members = ["a"]\nworkspace.lints.rust.missing_docs = "warn"\nworkspace.lints.rust.unsafe_code = "deny"\n[package]\nname = "a"\n',
  ],
  [
    'a table below dotted keys',
    '[dependencies]\nserde.workspace = true\n',
    [entry('dependencies.serde.features', ['derive'])],
    '[dependencies]\nserde.workspace = true\nserde.features = ["derive"]\n',
  ],
  [
    'a header in quotes and blanks',
    '[ workspace . "lints" . \'rust\' ]\n"missing_docs" = "warn"\n',
    UNSAFE,
    '[ workspace . "lints" . \'rust\' ]\n"missing_docs" = "warn"\nunsafe_code = "deny"\n',
  ],
  [
    'texts that look like tables',
    '[package]\ndescription = """\n[lints]\n# not a comment\n"""\n',
    INHERIT,
    '[package]\ndescription = """\n[lints]\n# not a comment\n"""\n\n[lints]\nworkspace = true\n',
  ],
  [
    'other alphabets',
    '[package]\nname = "a"\ndescription = "Größe, 寸法, 🦀"\n',
    [entry('package.keywords', ['é'])],
    '[package]\nname = "a"\ndescription = "Größe, 寸法, 🦀"\nkeywords = ["é"]\n',
  ],
  [
    'what is missing only',
    '[workspace.lints.rust]\nunsafe_code = "deny"\n',
    [...UNSAFE, entry('workspace.lints.rust.missing_docs', 'warn')],
    '[workspace.lints.rust]\nunsafe_code = "deny"\nmissing_docs = "warn"\n',
  ],
];

const LISTS: readonly Case[] = [
  ['one line', '[workspace]\nmembers = ["a", "b"]\n', MEMBER, '[workspace]\nmembers = ["a", "b", "crates/c"]\n'],
  [
    'one line with a comma',
    '[workspace]\nmembers = ["a", "b",] # all\n',
    MEMBER,
    '[workspace]\nmembers = ["a", "b", "crates/c",] # all\n',
  ],
  ['one line with margins', '[workspace]\nmembers = [ "a" ]\n', MEMBER, '[workspace]\nmembers = [ "a", "crates/c" ]\n'],
  ['no element', '[workspace]\nmembers = []', MEMBER, '[workspace]\nmembers = ["crates/c"]'],
  ['no element but a blank', '[workspace]\nmembers = [ ]\n', MEMBER, '[workspace]\nmembers = [ "crates/c" ]\n'],
  ['no list', '[workspace]\nresolver = "3"\n', MEMBER, '[workspace]\nresolver = "3"\nmembers = ["crates/c"]\n'],
  ['nothing at all', '', MEMBER, '[workspace]\nmembers = ["crates/c"]\n'],
  [
    'several lines',
    '[workspace]\nmembers = [\n    "a", # first\n    "b", # second\n    # the end\n]\nresolver = "3"\n',
    MEMBER,
    '[workspace]\nmembers = [\n    "a", # first\n    "b", # second\n    "crates/c",\n    # the end\n]\nresolver = "3"\n',
  ],
  [
    'several lines without a comma',
    '[workspace]\nmembers = [\n\t"a",\n\t"b" # second\n]\n',
    MEMBER,
    '[workspace]\nmembers = [\n\t"a",\n\t"b", # second\n\t"crates/c"\n]\n',
  ],
  [
    'several lines in CRLF',
    '[workspace]\r\nmembers = [\r\n        "a"\r\n]\r\n',
    MEMBER,
    '[workspace]\r\nmembers = [\r\n        "a",\r\n        "crates/c"\r\n]\r\n',
  ],
  [
    'several lines, several elements on each',
    '[workspace]\nmembers = [\n  "a", "b",\n  "d", "e",\n]\n',
    MEMBER,
    '[workspace]\nmembers = [\n  "a", "b",\n  "d", "e", "crates/c",\n]\n',
  ],
  [
    'the bracket behind the last element',
    '[workspace]\nmembers = ["a",\n           "b"]\n',
    MEMBER,
    '[workspace]\nmembers = ["a",\n           "b", "crates/c"]\n',
  ],
  [
    'several lines without an element',
    '[workspace]\nexclude = [\n  "x",\n]\nmembers = [\n  # none yet\n]\n',
    MEMBER,
    '[workspace]\nexclude = [\n  "x",\n]\nmembers = [\n  # none yet\n  "crates/c",\n]\n',
  ],
  [
    'a table as element, with its reason',
    'disallowed-methods = [\n  { path = "std::env::var" },\n]\n',
    [element('disallowed-methods', { path: 'std::env::vars', reason: 'unseen' }, 'No more.')],
    'disallowed-methods = [\n  { path = "std::env::var" },\n  # No more.\n  { path = "std::env::vars", reason = "unseen" },\n]\n',
  ],
  [
    'a new list that is too long for a line',
    '[toolchain]\ntargets = [\n  "x",\n]\n',
    ['aarch64-unknown-linux-gnu', 'x86_64-pc-windows-msvc', 'x86_64-unknown-linux-gnu', 'wasm32-wasip2'].map((name) =>
      element('other.targets', name),
    ),
    '[toolchain]\ntargets = [\n  "x",\n]\n\n[other]\ntargets = [\n  "aarch64-unknown-linux-gnu",\n  "wasm32-wasip2",\n  "x86_64-pc-windows-msvc",\n  "x86_64-unknown-linux-gnu",\n]\n',
  ],
  [
    'a comma in a text and in a comment',
    '[workspace]\nmembers = [\n  "a,b" # c, d\n]\n',
    MEMBER,
    '[workspace]\nmembers = [\n  "a,b", # c, d\n  "crates/c"\n]\n',
  ],
];

describe.each([
  ['tables', TABLES],
  ['keys', KEYS],
  ['lists', LISTS],
])('%s are put into a TOML file', (_title, cases) => {
  test.each(cases)('%s', (_case, before, additions, after) => {
    const merged = mergeToml(before, additions, 'Cargo.toml');
    expect(merged).toMatchObject({ text: after, left: [] });
    expect(mergeToml(after, additions, 'Cargo.toml')).toEqual({ text: after, added: [], left: [] });
    expect(mergeToml(before, additions.toReversed(), 'Cargo.toml').text).toBe(after);
    expect(takeOutToml(after, merged.added, 'Cargo.toml')).toMatchObject({ text: before, left: [] });
  });
});

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
  ['elements that are tables', '[[bin]]\nname = "a"\n', [element('bin', { name: 'b' })], 'is a list of tables'],
  [
    'a namesake with other settings',
    'skip = [{ crate = "a", reason = "x" }]\n',
    [{ path: ['skip'], element: { crate: 'a', reason: 'y' }, identity: 'crate' }],
    'has it with other settings',
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
