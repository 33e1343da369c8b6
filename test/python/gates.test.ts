/** `gates` as a user runs it, on a project that was never generated: real git, Cargo, Clippy and python3. */
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import type { GatesRecord } from '../../src/lifecycle/gates/record.ts';
import { put, sandbox } from '../support/disk.ts';
import { cargoEnvironment, runProgram, type Run } from '../support/program.ts';
import { snapshot } from '../support/worksite.ts';

/** One default warning, one finding of a lint that only we bring, one of each kind for rustdoc and rustfmt. */
const PROJECT = {
  '.gitignore': '/target\n/Cargo.lock\n',
  'Cargo.toml': `# Mine.
[package]
name = "older"
version = "0.1.0"
edition = "2018"   # since then

[features]
default = []
`,
  'src/lib.rs': `//! See [\`Nowhere\`].

fn idle() {}

/// The low byte.
pub fn low(n: u64)   -> u8 {
    n as u8
}

#[cfg(test)]
mod tests {
    #[test]
    fn keeps_the_low_byte() {
        assert_eq!(super::low(300), 44);
    }
}
`,
};

/** A unit test, a test of the API and an example that fail, and a feature that compiles and does not link. */
const TESTED = {
  '.gitignore': '/target\n/Cargo.lock\n',
  'Cargo.toml': `[package]
name = "older"
version = "0.1.0"
edition = "2021"
license = "MIT"

[features]
native = []
`,
  'src/lib.rs': `//! Bytes.

/// The low byte.
///
/// \`\`\`
/// assert_eq!(older::low(300), 45);
/// \`\`\`
#[must_use]
pub const fn low(n: u64) -> u64 {
    n & 255
}

#[cfg(feature = "native")]
#[allow(unsafe_code)]
mod native {
    #[link(name = "surely_not_there")]
    extern "C" {
        fn nothing();
    }

    /// Nothing.
    pub fn call() {
        // SAFETY: it takes nothing and touches nothing.
        unsafe { nothing() }
    }
}
#[cfg(feature = "native")]
pub use native::call;

#[cfg(test)]
mod tests {
    #[test]
    fn counts() {
        assert_eq!(super::low(300), 44);
    }

    #[test]
    fn counts_more() {
        assert_eq!(super::low(300), 45);
    }
}
`,
  'tests/api.rs': '//! The API.\n\n#[test]\nfn refuses() {\n    panic!("no");\n}\n',
};

/** Its test fails as often as CI tries it, and passes ever after. */
const UNSTEADY = `//! Nothing.

#[cfg(test)]
mod tests {
    #[test]
    fn settles() {
        let tries = std::fs::read_to_string(".tries").unwrap_or_default();
        std::fs::write(".tries", format!("{tries}.")).unwrap();
        assert!(tries.len() >= 3);
    }
}
`;

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly name?: string; readonly run?: string }[] }>
  >;
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  return (await execa('git', [...person, ...args], { cwd: folder })).stdout;
}

/** A project under git, on a branch of its own name. */
async function project(files: Readonly<Record<string, string>> = PROJECT): Promise<string> {
  const folder = path.join(sandbox(), 'older');
  put(folder, files);
  await git(folder, 'init', '--quiet', '--initial-branch=trunk');
  await commit(folder);
  return folder;
}

async function commit(folder: string): Promise<void> {
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message=As it is');
}

async function gates(folder: string, ...args: string[]): Promise<Run> {
  return runProgram(folder, ['gates', ...args], cargoEnvironment());
}

/** Runs the steps of the workflow that are gates; the names of those that fail. */
async function failing(folder: string, workflow = 'gates', cwd = '.'): Promise<string[]> {
  const file = path.join(folder, `.github/workflows/${workflow}.yml`);
  const { jobs } = parse(fs.readFileSync(file, 'utf8')) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const failed: string[] = [];
  for (const { name, run } of steps) {
    if (name === undefined || run === undefined || name.startsWith('Every job')) continue;
    const { exitCode } = await execa('bash', ['-ec', run], { cwd: path.join(folder, cwd), reject: false });
    if (exitCode !== 0) failed.push(name);
  }
  return failed;
}

function baselineIn(folder: string): { allowed: string[]; findings: Record<string, unknown> } {
  return fs.readJsonSync(path.join(folder, '.gates/baseline.json')) as ReturnType<typeof baselineIn>;
}

describe('a project that exists', () => {
  test('gets gates that pass, that count what was there, and that can be taken out again', async () => {
    const folder = await project();
    const before = await git(folder, 'rev-parse', 'HEAD^{tree}');

    const dry = await gates(folder, '--dry-run');
    expect({ code: dry.code, status: await git(folder, 'status', '--porcelain') }).toEqual({ code: 0, status: '' });
    expect(dry.out).toMatch(/^\+\+\+ b\/\.github\/workflows\/gates\.yml$/m);

    expect(await gates(folder)).toMatchObject({ code: 0 });
    const { allowed, findings } = baselineIn(folder);
    expect(allowed).toEqual(['clippy::cast_possible_truncation']);
    expect(findings).toMatchObject({
      clippy: { older: { dead_code: 1, 'clippy::cast_possible_truncation': 1 } },
      doc: { older: { 'rustdoc::broken_intra_doc_links': 1 } },
      fmt: { 'src/lib.rs': { 'not formatted': 1 } },
    });
    const manifest = fs.readFileSync(path.join(folder, 'Cargo.toml'), 'utf8');
    expect(manifest.startsWith(PROJECT['Cargo.toml'])).toBe(true);
    expect(fs.readFileSync(path.join(folder, '.github/workflows/gates.yml'), 'utf8')).toContain('branches: [trunk]');
    expect(await failing(folder)).toEqual([]);

    await commit(folder);
    expect(await gates(folder)).toMatchObject({ code: 0, out: 'Nothing to change.\n' });
    expect(await git(folder, 'status', '--porcelain')).toBe('');

    fs.appendFileSync(
      path.join(folder, 'src/lib.rs'),
      '\n/// The low half.\npub fn half(n: u64) -> u32 {\n    n as u32\n}\n',
    );
    expect(await failing(folder)).toEqual(['clippy']);
    await git(folder, 'checkout', '--', '.');

    fs.writeFileSync(path.join(folder, 'src/lib.rs'), PROJECT['src/lib.rs'].replace('fn idle() {}\n\n', ''));
    expect(await failing(folder)).toEqual(['clippy']);
    await git(folder, 'checkout', '--', '.');

    expect(await gates(folder, '--remove')).toMatchObject({ code: 0 });
    await git(folder, 'add', '--all');
    expect(await git(folder, 'write-tree')).toBe(before);
  });

  test('counts tests that fail, by name, and goes without features that do not link', async () => {
    const folder = await project(TESTED);
    const { code, out } = await gates(folder);
    expect(code).toBe(0);
    expect(out).toContain('  the features do not build all at once, so the gates take the default ones\n');
    expect(baselineIn(folder).findings).toMatchObject({
      doctest: { older: { low: 1 } },
      test: { older: { 'tests::counts_more': 1 }, 'older::api': { refuses: 1 } },
    });
    expect(await failing(folder)).toEqual([]);
    await commit(folder);

    const api = path.join(folder, 'tests/api.rs');
    fs.appendFileSync(api, '\n#[test]\nfn fails_since_today() {\n    panic!("today");\n}\n');
    expect(await failing(folder)).toEqual(['test']);
    await git(folder, 'checkout', '--', '.');

    fs.writeFileSync(api, '//! The API.\n');
    expect(await failing(folder)).toEqual(['test']);
    const shrink = 'python3 .gates/baseline.py --shrink test -- cargo nextest run --workspace --profile ci';
    await execa('sh', ['-c', shrink], { cwd: folder });
    expect(baselineIn(folder).findings['test']).toEqual({ older: { 'tests::counts_more': 1 } });
    expect(await failing(folder)).toEqual([]);
  });

  test('leaves tests out that fail in one run and pass in the next', async () => {
    const folder = await project({ ...TESTED, 'src/lib.rs': UNSTEADY, 'tests/api.rs': '//! None.\n' });
    expect(await gates(folder)).toMatchObject({ code: 0 });
    const { gates: record } = fs.readJsonSync(path.join(folder, '.create-rust-2026.json')) as { gates: GatesRecord };
    expect(record.terms).toMatchObject({
      allFeatures: true,
      counted: [],
      off: { test: 'two runs in a row differ: older tests::settles' },
    });
    expect(fs.existsSync(path.join(folder, '.gates/baseline.json'))).toBe(false);
    expect(await failing(folder)).toEqual([]);
  });

  test('keeps all features where the tests build without them no more than with them', async () => {
    const folder = await project({
      ...TESTED,
      'src/lib.rs': TESTED['src/lib.rs'].replaceAll('#[cfg(feature = "native")]\n', ''),
    });
    const { code, out } = await gates(folder);
    expect(code).toBe(0);
    expect(out).not.toContain('features do not build');
    expect(out).toMatch(/^ {2}test: it fails today: /m);
    // Its program calls nothing that is not there.
    expect(baselineIn(folder).findings['doctest']).toEqual({ older: { low: 1 } });
    expect(await failing(folder)).toEqual([]);
  });

  test('says what a member breaks where every member has the lints', async () => {
    const member = (name: string): string => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n`;
    const folder = await project({
      '.gitignore': '/target\n',
      'Cargo.toml': '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n',
      'a/Cargo.toml': member('a'),
      'a/src/lib.rs': '//! A.\n\n/// The low byte.\n#[must_use]\npub fn low(n: u64) -> u8 {\n    n as u8\n}\n',
      'b/Cargo.toml': `${member('b')}\n[lints.rust]\nunused = "warn"\n`,
      'b/src/lib.rs': '//! B.\n',
    });
    const { code, err } = await gates(folder);
    expect(code).toBe(0);
    expect(err).toMatch(/^left: b\/Cargo\.toml has lints of its own/m);
    expect(baselineIn(folder).findings['clippy']).toEqual({ a: { 'clippy::cast_possible_truncation': 1 } });
    expect(fs.readFileSync(path.join(folder, 'a/Cargo.toml'), 'utf8')).toBe(
      `${member('a')}\n[lints]\nworkspace = true\n`,
    );
    expect(await failing(folder)).toEqual([]);
  });
});

test('a file that is changed while the gates are tried is noticed, and nothing else is changed', async () => {
  const folder = await project();
  const manifest = path.join(folder, 'Cargo.toml');
  const edited = `${PROJECT['Cargo.toml']}\n# An editor saved this meanwhile.\n`;
  put(folder, {
    'build.rs': `fn main() {\n    std::fs::write(${JSON.stringify(manifest)}, ${JSON.stringify(edited)}).unwrap();\n}\n`,
  });
  await commit(folder);
  const before = snapshot(path.dirname(folder), { git: true });
  const { code, out, err } = await gates(folder);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.split('\n').filter((line) => line.startsWith('error: '))).toEqual([
    `error: ${manifest} was changed by somebody else meanwhile; try again`,
  ]);
  const after = snapshot(path.dirname(folder), { git: true });
  const held = before['older/Cargo.toml'] ?? '';
  expect(after).toEqual({ ...before, 'older/Cargo.toml': held.replace(PROJECT['Cargo.toml'], edited) });
});

describe('a project below the root of its repository', () => {
  test('has its gates in its folder, and what hosts read at the root', async () => {
    const folder = await project({
      'README.md': 'Theirs.\n',
      'rust/.gitignore': '/target\n/Cargo.lock\n',
      'rust/Cargo.toml': '[package]\nname = "inner"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n',
      'rust/src/lib.rs': '//! Nothing.\n',
    });
    const before = await git(folder, 'rev-parse', 'HEAD^{tree}');
    const rust = path.join(folder, 'rust');
    expect(await gates(rust, '--ci', 'both')).toMatchObject({ code: 0 });
    const names = (await git(folder, 'status', '--porcelain', '--untracked-files=all')).split('\n');
    expect(names.map((line) => line.slice(3)).filter((name) => !name.startsWith('rust/'))).toEqual([
      '.github/dependabot.yml',
      '.github/workflows/gates-rust-nightly.yml',
      '.github/workflows/gates-rust.yml',
      '.gitignore',
      '.gitlab-ci.yml',
    ]);
    expect(await failing(folder, 'gates-rust', 'rust')).toEqual([]);
    await commit(folder);
    expect(await gates(folder, 'rust')).toMatchObject({ code: 0, out: 'Nothing to change.\n' });
    expect(await gates(rust, '--remove')).toMatchObject({ code: 0 });
    await git(folder, 'add', '--all');
    expect(await git(folder, 'write-tree')).toBe(before);
  });
});

describe('what cannot have gates', () => {
  test.each<[string, (folder: string) => Promise<string>, RegExp]>([
    ['no repository', async (folder) => (await fs.remove(path.join(folder, '.git')), folder), /git repository/],
    [
      'no project',
      async (folder) => (await git(folder, 'rm', '-q', 'Cargo.toml'), await commit(folder), folder),
      /cargo cannot read/,
    ],
    [
      'uncommitted changes',
      (folder) => (fs.appendFileSync(path.join(folder, 'Cargo.toml'), '# x\n'), Promise.resolve(folder)),
      /uncommitted changes: Cargo\.toml/,
    ],
    [
      'code that does not compile',
      async (folder) => (fs.writeFileSync(path.join(folder, 'src/lib.rs'), 'fn'), await commit(folder), folder),
      /the project does not compile: .*; gates need code that does/,
    ],
    ['a folder that is none', (folder) => Promise.resolve(path.join(folder, 'nowhere')), /there is no folder/],
  ])('%s is refused, and nothing is changed', async (_, spoil, message) => {
    const folder = await project();
    const spoilt = await spoil(folder);
    const list = (): string[] =>
      fs
        .readdirSync(folder)
        .filter((name) => name !== 'target')
        .sort();
    const before = list();
    const { code, out, err } = await gates(folder, spoilt);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.split('\n').filter((line) => line.startsWith('error: '))).toHaveLength(1);
    expect(list()).toEqual(before);
    expect(fs.readdirSync(path.dirname(folder))).toEqual(['older']);
  });

  test('gates that are not there are not taken out', async () => {
    const { code, err } = await gates(await project(), '--remove');
    expect(code).toBe(2);
    expect(err).toMatch(/has no gates of ours; there is nothing to take out/);
  });
});
