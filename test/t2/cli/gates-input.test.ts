/** `gates` on projects in which somebody's files stand where its own, or its additions, would. */
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import { put, sandbox } from '../../support/disk.ts';
import { GATED, RECORD } from '../../support/gated-project.ts';
import { cargoEnvironment, runProgram, type Run } from '../../support/program.ts';
import { commitAll, git, snapshot } from '../../support/worksite.ts';

/** For GitHub and for GitLab. */
const REMEMBERED = JSON.stringify({ ...RECORD, gates: { ...RECORD.gates, ci: 'both' } });

async function project(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = path.join(sandbox(), 'older');
  put(folder, { ...GATED, '.create-rust-2026.json': REMEMBERED, ...files });
  await commitAll(folder);
  return folder;
}

/** In which no gates are remembered. */
async function ungated(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = path.join(sandbox(), 'older');
  put(folder, { ...GATED, ...files });
  fs.rmSync(path.join(folder, '.create-rust-2026.json'));
  await commitAll(folder);
  return folder;
}

async function gates(
  folder: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<Run> {
  return runProgram(folder, ['gates', ...flags], { ...cargoEnvironment(), ...env });
}

/** Refused with one sentence, and nothing has changed, beside the project or in git's folder either. */
async function expectRefusal(
  folder: string,
  message: RegExp,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
) {
  const before = snapshot(path.dirname(folder), { git: true });
  const { code, out, err } = await gates(folder, env, flags);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(message);
  expect(err.split('\n')).toEqual([expect.stringMatching(/^error: /), '']);
  expect(snapshot(path.dirname(folder), { git: true })).toEqual(before);
}

const BOMB = Array.from({ length: 12 }, (_, level) => {
  const inner = level === 0 ? 'x' : `*k${level - 1}`;
  return `k${level}: &k${level} [${Array<string>(9).fill(inner).join(', ')}]\n`;
}).join('');

describe('refused is', () => {
  test.each([
    ['malformed TOML', 'clippy.toml', 'msrv = \n', /: clippy\.toml, line 1: not valid TOML: /],
    ['a malformed pipeline', '.gitlab-ci.yml', 'a:\n\tb: 1\n', /: \.gitlab-ci\.yml, line 2: not valid YAML: /],
    ['malformed YAML', '.github/dependabot.yml', 'updates: [\n', /dependabot\.yml, line \d+: not valid YAML: /],
    ['YAML that would grow without end', '.github/dependabot.yml', BOMB, /dependabot\.yml cannot be edited: /],
    ['a byte order mark', 'clippy.toml', '\ufeffmsrv = "1.70"\n', /clippy\.toml begins with a byte order mark/],
    ['a large file', 'clippy.toml', `# ${'x'.repeat(2 ** 20)}\n`, /clippy\.toml is larger than 1024 KiB/],
    ['a huge file', 'justfile', `# ${'x'.repeat(8 * 2 ** 20)}\n`, /justfile is larger than 8 MiB/],
    ['a folder where a file is to be', 'deny.toml/mine', '', /deny\.toml is no file; put a file in its place/],
    ['a file where a folder is to be', '.config', '', /\.config is no folder, and "\.config\/nextest\.toml" needs one/],
    ['a name that differs in case', 'Deny.toml', '', /deny\.toml and "Deny\.toml" would be one file on some disks/],
    ['a baseline with a conflict', '.gates/baseline.json', '<<<<<<< HEAD\n', /baseline\.json cannot be read: /],
  ])('%s', async (_, file, text, message) => {
    await expectRefusal(await project({ [file]: text }), message);
  });

  test('a file that is not in UTF-8', async () => {
    const folder = await project();
    fs.writeFileSync(path.join(folder, 'clippy.toml'), Buffer.from('# caf\u00e9\n', 'latin1'));
    await commitAll(folder);
    await expectRefusal(folder, /clippy\.toml is not in UTF-8; convert it first/);
  });

  test.each([
    ['.github', '../elsewhere', /leads through a symbolic link; put a folder in its place first/],
    ['.github', 'a', /leads through a symbolic link; put a folder in its place first/],
    ['justfile', 'a/src/lib.rs', /justfile is a symbolic link; put a file in its place/],
    ['deny.toml', '../elsewhere/none', /deny\.toml is a symbolic link; put a file in its place/],
  ])('a link at %s to %s', async (file, target, message) => {
    const folder = await project();
    fs.mkdirSync(path.join(folder, '../elsewhere'));
    fs.symlinkSync(target, path.join(folder, file));
    await commitAll(folder);
    await expectRefusal(folder, message);
  });

  test('a submodule in which our files would lie', async () => {
    const folder = await project();
    const commit = (await git(folder, 'rev-parse', 'HEAD')).trim();
    await git(folder, 'update-index', '--add', '--cacheinfo', `160000,${commit},.github`);
    await git(folder, 'commit', '--quiet', '--message=Submodule');
    fs.mkdirSync(path.join(folder, '.github'));
    await expectRefusal(folder, /\.github is a git repository of its own; work in that one/);
  });

  test('a path in the repository that would need quotes', async () => {
    const top = path.join(sandbox(), 'top');
    put(path.join(top, 'our rust'), GATED);
    await commitAll(top);
    await expectRefusal(
      path.join(top, 'our rust'),
      /lies in "our rust" of its repository; gates need a path of letters/,
    );
  });

  test.each(['--refresh', '--retry', '--remove'])('%s where there are no gates of ours', async (flag) => {
    const folder = await ungated();
    await expectRefusal(folder, new RegExp(`older has no gates of ours; (leave out ${flag} to|there is)`), {}, [flag]);
  });

  test('a file to be changed that git does not have, before anything is built', async () => {
    const ignored = `${GATED['.gitignore']}/clippy.toml\n`;
    const folder = await ungated({ '.gitignore': ignored, 'clippy.toml': 'too-many-lines-threshold = 80\n' });
    await expectRefusal(folder, /git does not have .*clippy\.toml; add and commit it/);
  });

  test('a machine without git, or without Cargo', async () => {
    const folder = await project();
    const bin = path.join(sandbox(), 'bin');
    fs.mkdirSync(bin);
    await expectRefusal(folder, /cannot be changed without git: git is not installed/, { PATH: bin });
    const { stdout } = await execa('which', ['git']);
    fs.symlinkSync(stdout, path.join(bin, 'git'));
    await expectRefusal(folder, /cargo was not found; install Rust with rustup first/, { PATH: bin });
  });
});

test('what is to be written is listed first; a dry run minds no uncommitted changes, and says who would', async () => {
  const folder = await project();
  put(folder, { 'a/src/lib.rs': '//! Mine.\n' });
  const before = snapshot(folder, { git: true });
  const dry = await runProgram(folder, ['gates', '--dry-run'], cargoEnvironment());
  expect(dry).toMatchObject({
    code: 0,
    err: expect.stringContaining(
      `warning: without --dry-run this is refused: ${folder} has uncommitted changes: a/src/lib.rs; commit them`,
    ) as string,
  });
  expect(snapshot(folder, { git: true })).toEqual(before);
  const [list = '', counts, diff] = dry.out.split(/\n\n/, 3);
  expect(counts).toMatch(/^\d+ files added, \d files changed; nothing was written$/);
  expect(diff).toMatch(/^diff --git /);
  await commitAll(folder);
  const { out } = await gates(folder);
  expect(out.startsWith(`${list}\n\nThe gates are in: `)).toBe(true);
  const status = await git(folder, 'status', '--porcelain', '--untracked-files=all');
  const rows = status
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\?\? /, '+ ').replace(/^ M /, '~ '));
  expect(list.split('\n').sort()).toEqual(rows.sort());
});

test('line ends stay what they are, and names that are not UTF-8 disturb nothing', async () => {
  const theirs = '[package]\r\nname = "a"\r\nversion = "0.1.0"\r\nedition = "2021"\r\nlicense = "MIT"\r\n';
  const folder = await project({ 'a/Cargo.toml': theirs });
  const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('caf\u00e9.txt', 'latin1')]);
  fs.writeFileSync(odd, 'mine\n');
  await commitAll(folder);
  expect(await gates(folder)).toMatchObject({ code: 0 });
  expect(fs.readFileSync(path.join(folder, 'a/Cargo.toml'), 'utf8')).toBe(
    `${theirs}\r\n[lints]\r\nworkspace = true\r\n`,
  );
  expect(fs.readFileSync(odd, 'utf8')).toBe('mine\n');
  await execa('rm', ['-rf', folder]); // Node cannot remove such names.
});

describe('a pipeline of the project’s own', () => {
  const PIPELINE = '.gitlab-ci.yml';
  const INCLUDED = '.gitlab/ci/gates.gitlab-ci.yml';
  const own = '# Ours.\r\ninclude:\r\n- ci/a.yml\r\nstages: [build, check]\r\n';
  const read = (folder: string, file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');

  test('includes our jobs, follows the project, and is as before without them', async () => {
    const folder = await project({ [PIPELINE]: own });
    const dry = await runProgram(folder, ['gates', '--dry-run'], cargoEnvironment());
    expect(dry.out).toContain(`+- local: ${INCLUDED}`);
    expect(dry.out).toContain('+.gates:');
    expect(await gates(folder)).toMatchObject({
      code: 0,
      err: expect.stringContaining('left: what .gitlab-ci.yml includes was not read; ') as string,
    });
    expect(read(folder, PIPELINE)).toBe(own.replace('ci/a.yml\r\n', `$&- local: ${INCLUDED}\r\n`));
    expect(read(folder, INCLUDED)).toMatch(/^\.gates:\n {2}stage: build$/m);
    await commitAll(folder);
    expect((await gates(folder)).out).toBe('Nothing to change.\n');

    put(folder, { [PIPELINE]: read(folder, PIPELINE).replace('build, ', 'test, ') });
    await commitAll(folder);
    expect((await gates(folder)).code).toBe(0);
    expect(await git(folder, 'status', '--porcelain')).toBe(` M .create-rust-2026.json\n M ${INCLUDED}`);
    expect(read(folder, INCLUDED)).toMatch(/^\.gates:\n {2}stage: test$/m);
    await commitAll(folder);

    expect((await runProgram(folder, ['gates', '--remove'], cargoEnvironment())).code).toBe(0);
    expect(read(folder, PIPELINE)).toBe(own.replace('build, ', 'test, '));
    expect(fs.existsSync(path.join(folder, '.gitlab'))).toBe(false);
  });

  test('keeps its entry where our jobs were changed, and they stay as they are', async () => {
    const folder = await project({ [PIPELINE]: own });
    expect((await gates(folder)).code).toBe(0);
    const changed = `${read(folder, INCLUDED)}# mine\n`;
    put(folder, { [INCLUDED]: changed });
    await commitAll(folder);
    for (let run = 0; run < 2; run++) {
      const { out, err } = await gates(folder);
      expect(out).toBe('Nothing to change.\n');
      expect(err).toContain(`left: ${INCLUDED} is there already and stays as it is\n`);
    }
    const { err } = await runProgram(folder, ['gates', '--remove'], cargoEnvironment());
    expect(err).toBe(`left: ${INCLUDED} was changed since, and stays\n`);
    expect(read(folder, INCLUDED)).toBe(changed);
    expect(read(folder, PIPELINE)).toBe(own);
  });

  test('of ours that was changed since includes nothing, however often', async () => {
    const folder = await project();
    expect((await gates(folder)).code).toBe(0);
    const changed = `${read(folder, PIPELINE)}# mine\n`;
    put(folder, { [PIPELINE]: changed });
    await commitAll(folder);
    for (let run = 0; run < 2; run++) {
      const { out, err } = await gates(folder);
      expect(out).toBe('Nothing to change.\n');
      expect(err).toContain(`left: ${PIPELINE} is there already and stays as it is\n`);
    }
    expect(read(folder, PIPELINE)).toBe(changed);
  });
});
