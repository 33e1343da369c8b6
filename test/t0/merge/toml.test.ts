import { describe, test } from 'vitest';

import { type Case, checkCase, entry, INHERIT, PEDANTIC, UNSAFE } from '../../support/merge/toml-cases.ts';

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

describe.each([
  ['tables', TABLES],
  ['keys', KEYS],
])('%s are put into a TOML file', (_title, cases) => {
  test.each(cases)('%s', (_case, before, additions, after) => {
    checkCase(before, additions, after);
  });
});
