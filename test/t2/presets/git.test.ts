import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Explanation } from '../../../src/cli/explain.ts';
import type { Reproduction } from '../../../src/cli/reproduction.ts';
import type { Result } from '../../../src/cli/result.ts';
import type { Receipt } from '../../../src/gates/receipt.ts';
import { contents, put, sandbox } from '../../support/disk.ts';
import { deskEnvironment, runProgram, type Run } from '../../support/program.ts';
import { cargoThat, standIns } from '../../support/stand-ins.ts';

const GATE = `
[[gates]]
id = "notes"
title = "Notes"
command = "bash bin/check"
tier = "pull-request"
why = "workspaces that nobody has named"
`;

let place: string;
let repository: string;
let first: string;
beforeAll(async () => {
  place = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), 'create-rust-2026-git-'));
  repository = path.join(place, 'presets.git');
  put(repository, {
    'company/preset.toml': `db = "postgres"\nowners = "@acme/v1"\n${GATE}`,
    'company/files/NOTES.md': '# @name@ $Id$\n',
    'company/files/bin/check': '#!/bin/sh\ngrep --quiet @name@ NOTES.md\n',
    'company/files/bin/run': '#!/bin/sh\n',
    'company/.gitattributes': 'files/NOTES.md filter=evil text eol=crlf ident export-subst\n',
    'payments/preset.toml': 'extends = "../company"\nauth = "none"\n',
  });
  await git('init', '--quiet', '--initial-branch=main');
  first = await commit('v1');
  await git('tag', 'v1');
  put(repository, { 'company/preset.toml': 'db = "sqlite"\nowners = "@acme/v2"\n' });
  await commit('v2');
  await git('tag', '--annotate', '--message=v2', 'v2');
});
afterAll(() => fs.remove(place));

async function git(...args: string[]): Promise<string> {
  const { stdout } = await execa('git', ['-c', 'core.autocrlf=false', ...args], {
    cwd: repository,
    env: deskEnvironment(),
    extendEnv: false,
  });
  return stdout.trim();
}

async function commit(message: string): Promise<string> {
  // What the filter of .gitattributes does is nobody's business here.
  await git('add', '--all');
  await git('commit', '--quiet', `--message=${message}`);
  return git('rev-parse', 'HEAD');
}

const source = (rest: string): string => `git+file://${repository}${rest}`;

/** Runs the program with a temporary folder of its own, which is empty afterwards. */
async function run(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const tmp = path.join(place, 'tmp');
  await fs.ensureDir(tmp);
  const result = await runProgram(folder, args, { TMPDIR: tmp, ...env });
  expect(await fs.readdir(tmp)).toEqual([]);
  return result;
}

async function dryRun(preset: string, env: Readonly<Record<string, string>> = {}): Promise<Result> {
  const { out } = await run(sandbox(), ['orders', '--preset', preset, '--dry-run', '--json'], env);
  return JSON.parse(out) as Result;
}

describe('a repository', () => {
  test.each([
    ['a tag', 'v1', '@acme/v1'],
    ['an annotated tag', 'v2', '@acme/v2'],
    ['a branch', 'main', '@acme/v2'],
    ['HEAD', 'HEAD', '@acme/v2'],
  ])('gives answers and files at %s', async (_title, ref, owners) => {
    const { answers, presets, files } = await dryRun(source(`#${ref}:company`));
    expect(answers.owners).toBe(owners);
    const commitOf = await git('rev-parse', `${ref}^{commit}`);
    expect(presets.map((preset) => preset.source)).toEqual([source(`#${commitOf}:company`)]);
    expect(files.map((file) => file.path)).toEqual(expect.arrayContaining(['NOTES.md', 'bin/run']));
  });

  test('may hold several layers, read from one commit', async () => {
    const { answers, presets } = await dryRun(source('#v1:payments'));
    expect(answers).toMatchObject({ owners: '@acme/v1', auth: 'none' });
    expect(presets.map((preset) => preset.source)).toEqual([source(`#${first}:company`), source(`#${first}:payments`)]);
  });

  test('is the same made again from the commit that the workspace remembers, whatever came after', async () => {
    const folder = sandbox();
    await run(folder, ['orders', '--preset', source('#v1:payments'), '--no-git']);
    const made = contents(path.join(folder, 'orders'));
    const { presets } = JSON.parse(made?.['.create-rust-2026.json'] ?? '') as Result;
    fs.removeSync(path.join(folder, 'orders'));
    await run(folder, ['orders', ...presets.flatMap((preset) => ['--preset', preset.source]), '--no-git']);
    expect(contents(path.join(folder, 'orders'))).toEqual(made);
  });

  test('is read blob by blob: no hook, filter, attribute or template of anybody’s has a part in it', async () => {
    const home = path.join(place, 'home');
    const evil = path.join(place, 'evil');
    const hook = `#!/bin/sh\ntouch ${place}/ran\n`;
    for (const name of ['post-checkout', 'reference-transaction', 'post-merge']) {
      fs.outputFileSync(path.join(evil, 'hooks', name), hook, { mode: 0o755 });
    }
    put(home, {
      '.gitconfig': `[filter "evil"]\nsmudge = touch ${place}/ran; cat\nrequired = true\n[core]\nhooksPath = ${evil}/hooks\nautocrlf = true\nfsmonitor = ${evil}/hooks/post-merge\n[init]\ntemplateDir = ${evil}\n`,
    });
    const folder = sandbox();
    const { code } = await run(folder, ['orders', '--preset', source('#v1:company'), '--no-git'], { HOME: home });
    expect(code).toBe(0);
    expect(fs.existsSync(path.join(place, 'ran'))).toBe(false);
    expect(fs.readFileSync(path.join(folder, 'orders/NOTES.md'), 'utf8')).toBe('# orders $Id$\n');
    expect(fs.statSync(path.join(folder, 'orders/bin/run')).mode & 0o111).not.toBe(0);
  });

  test('is fetched also from inside a hook of another repository', async () => {
    const { answers } = await dryRun(source('#v1:company'), {
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere/index',
      GIT_WORK_TREE: '/',
    });
    expect(answers.owners).toBe('@acme/v1');
  });
});

describe('a workspace made from a repository', () => {
  const record = 'orders/.create-rust-2026.json';
  const remembered = (folder: string) => fs.readJsonSync(path.join(folder, record)) as Pick<Result, 'presets'>;

  /** A workspace of both layers, and Cargo's place taken. */
  async function made(): Promise<{ folder: string; env: Readonly<Record<string, string>> }> {
    const folder = sandbox();
    expect(await run(folder, ['orders', '--preset', source('#v1:payments'), '--no-git'])).toMatchObject({ code: 0 });
    return { folder, env: { PATH: await standIns({ ...cargoThat(), grep: '[ -s "$3" ]' }) } };
  }

  test('is read again from the commit that it remembers', async () => {
    const { folder, env } = await made();
    const verify = ['verify', 'orders', '--gate', 'fmt,notes', '--json'];
    const { code, out } = await run(folder, verify, env);
    expect(code).toBe(0);
    const { gates, presets } = JSON.parse(out) as Receipt;
    expect(gates).toMatchObject([
      { id: 'fmt', state: 'passed' },
      { id: 'notes', state: 'passed', command: 'bash bin/check' },
    ]);
    expect(presets).toEqual(remembered(folder).presets);

    const explain = async (name: string) =>
      (JSON.parse((await run(folder, ['explain', name, 'orders', '--json'])).out) as Explanation).meanings;
    const company = source(`#${first}:company`);
    expect(await explain('notes')).toMatchObject([{ kind: 'gate', here: true, preset: company, features: [] }]);
    expect(await explain('NOTES.md')).toMatchObject([
      { kind: 'file', path: 'NOTES.md', from: [`${source(`#${first}`)}:company/files/NOTES.md`], preset: company },
    ]);
    expect((await run(folder, ['explain', 'notes', 'orders'])).out).toContain(
      `\n  because  the preset ${company} brings it\n`,
    );

    fs.writeFileSync(path.join(folder, 'orders/NOTES.md'), '');
    const failed = await run(folder, verify, env);
    expect([failed.code, (JSON.parse(failed.out) as Receipt).gates[1]?.state]).toEqual([1, 'failed']);
  });

  test('tells its command without git, and what was changed where a preset is given', async () => {
    const { folder } = await made();
    fs.writeFileSync(path.join(folder, 'orders/NOTES.md'), 'mine\n');
    const { code, out, err } = await run(folder, ['reproduce', 'orders'], { PATH: sandbox() });
    expect({ code, err }).toEqual({
      code: 0,
      err: 'warning: what was changed since is told where the presets are given with --preset\n',
    });
    const layers = ['company', 'payments'].map((layer) => `--preset "${source(`#${first}:${layer}`)}"`).join(' ');
    expect(out).toContain(`orders ${layers} --pillar cloud`);
    const compared = await run(folder, ['reproduce', 'orders', '--preset', source('#v1:company'), '--json']);
    const { command, differences } = JSON.parse(compared.out) as Reproduction;
    expect(`${command}\n`).toBe(out);
    expect(differences).toEqual({ changed: ['NOTES.md'], missing: [], added: [] });
  });

  test('is read from copies where the repository cannot be reached, if they are what it was', async () => {
    const { folder, env } = await made();
    const file = path.join(folder, record);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll('file://', 'https://127.0.0.1:9'));
    const verify = ['verify', 'orders', '--gate', 'notes'];
    const { code, err } = await run(folder, verify, env);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: git cannot fetch git\+https:\/\/127\.0\.0\.1:9\S+#[0-9a-f]{40}: unable to access .*; where a copy of it lies as it was, say with --preset\n$/,
    );

    const clone = path.join(folder, 'clone');
    await git('clone', '--quiet', '--no-checkout', '.', clone);
    // The bytes of the commit, whatever its .gitattributes would have a checkout make of them.
    put(clone, { '.git/info/attributes': '* -text -ident -filter\n' });
    await execa('git', ['checkout', '--quiet', 'main'], { cwd: clone });
    const copies = ['--preset', 'clone/payments', '--preset', 'clone/company'];
    const changed = await run(folder, [...verify, ...copies], env);
    expect(changed.code).toBe(2);
    expect(changed.err).toMatch(
      /^error: --preset: clone\/company\/preset\.toml is not what the workspace was made from, "git\+https:.*" \(orders\/\.create-rust-2026\.json, line \d+\); /,
    );
    expect(changed.err).toContain(`; check out ${first} of https://127.0.0.1:9${repository}\n`);
    await execa('git', ['checkout', '--quiet', first], { cwd: clone });
    expect(await run(folder, [...verify, ...copies], env)).toMatchObject({ code: 0, err: '' });
    expect(await run(folder, [...verify, '--preset', 'clone/payments'], env)).toMatchObject({ code: 0, err: '' });
  });
});

describe('is refused in one line, and nothing is written', () => {
  test.each([
    ['#v9:company', `git cannot fetch git+file://{}#v9: couldn't find remote ref v9`],
    ['', 'preset.toml is not there; a preset is a folder that holds one'],
    ['#v1:teams', ':teams/preset.toml is not there; a preset is a folder that holds one'],
    ['x', `git cannot fetch git+file://{}x#HEAD: '{}x' does not appear to be a git repository`],
    ['#v1:../company', '"../company" leads out of what was fetched'],
  ])('%s', async (rest, message) => {
    await expectRefusal(source(rest), message.replaceAll('{}', repository));
  });

  test('a link, a submodule and a way out in what it holds', async () => {
    await git('checkout', '--quiet', '-b', 'hostile', 'v1');
    fs.symlinkSync('/etc/hostname', path.join(repository, 'company/files/link'));
    await commit('link');
    await expectRefusal(source('#hostile:company'), ':company/files/link is a symbolic link, which has no place there');
    await git('rm', '--quiet', 'company/files/link');
    await git('update-index', '--add', '--cacheinfo', `160000,${first},company/files/sub`);
    await git('commit', '--quiet', '--message=submodule');
    await expectRefusal(source('#hostile:company'), ':company/files/sub is no file, which has no place there');
    await git('reset', '--quiet', '--hard', 'v1');
    put(repository, { 'company/preset.toml': 'extends = "../../secret"\n' });
    await commit('out');
    await expectRefusal(source('#hostile:company'), '"../../secret" leads out of what was fetched');
    await git('checkout', '--quiet', 'main');
  });

  test('a host that does not answer', async () => {
    await expectRefusal(
      'git+https://127.0.0.1:9/acme/presets.git',
      'git cannot fetch git+https://127.0.0.1:9/acme/presets.git#HEAD: unable to access',
    );
  });

  test('a machine without git', async () => {
    await expectRefusal(source(''), 'needs git, and git was not found', { PATH: sandbox() });
  });
});

async function expectRefusal(
  preset: string,
  message: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = sandbox();
  const { code, out, err } = await run(folder, ['orders', '--preset', preset], env);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: [^\n]+\n$/);
  expect(err).toContain(message);
  expect(contents(folder)).toEqual({});
}
