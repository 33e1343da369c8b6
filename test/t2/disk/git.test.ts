import path from 'node:path';
import process from 'node:process';

import { execa } from 'execa';
import fs from 'fs-extra';
import { beforeEach, describe, expect, test, vi } from 'vitest';

import { currentBranch } from '../../../src/disk/git.ts';
import { childScript, SMALL_TEXTS, useChild } from '../../support/child.ts';
import { contents, contentsOf, generate, put, sandbox, SMALL, treeOf } from '../../support/disk.ts';

useChild();

const IDENTITY = '[user]\n\tname = Me\n\temail = me@example.org\n';
const OURS = [...SMALL.keys()];

let home = '';

beforeEach(() => {
  home = sandbox();
  for (const name of Object.keys(process.env).filter((key) => /^(GIT_|EMAIL$)/.test(key))) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_CONFIG_HOME', path.join(home, 'config'));
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
  vi.stubEnv('GIT_CONFIG_GLOBAL', path.join(home, 'gitconfig'));
  put(home, { gitconfig: IDENTITY });
});

/** Asks git about a repository, hooks and all switched on. */
async function ask(folder: string, ...args: string[]): Promise<string[]> {
  return (await execa('git', args, { cwd: folder, lines: true })).stdout;
}

/** Puts a program into a folder of programs. */
function program(folder: string, name: string, script: string): void {
  put(folder, { [name]: `#!/bin/sh\n${script}\n` });
  fs.chmodSync(path.join(folder, name), 0o755);
}

/** A folder of programs that the search for git looks into first; `git` is what the script says. */
function shadowGit(script: string): void {
  const bin = path.join(home, 'bin');
  program(bin, 'git', script);
  vi.stubEnv('PATH', [bin, process.env['PATH']].join(path.delimiter));
}

describe('the first commit', () => {
  test('holds what was generated, on main', async () => {
    const target = path.join(sandbox(), 'orders');
    expect((await generate(target, { git: true })).git).toEqual({ state: 'committed' });
    expect(await ask(target, 'log', '--all', '--format=%an <%ae> %cn %s %d')).toEqual([
      'Me <me@example.org> Me Generate the workspace  (HEAD -> main)',
    ]);
    expect(await ask(target, 'ls-tree', '-r', '--name-only', 'HEAD')).toEqual(OURS);
    expect(await ask(target, 'ls-files', '--stage', 'scripts/check')).toEqual([expect.stringMatching(/^100755 /)]);
    expect(await ask(target, 'status', '--porcelain', '--ignored')).toEqual([]);
    expect(contents(target)).toEqual({ ...contentsOf(SMALL), '.git': '/' });
  });

  test('leaves out what our own .gitignore names', async () => {
    const target = path.join(sandbox(), 'orders');
    await generate(target, { git: true, tree: treeOf({ '.gitignore': '*.key\n', 'dev.key': 'secret\n' }) });
    expect(await ask(target, 'ls-files')).toEqual(['.gitignore']);
    expect(fs.readFileSync(path.join(target, 'dev.key'), 'utf8')).toBe('secret\n');
  });

  test.each([
    ['hooks of a template', () => '[init]\n\ttemplateDir = ' + hooks('template/hooks', 'template')],
    ['hooks of the user', () => '[core]\n\thooksPath = ' + hooks('hooks', 'hooks')],
    ['a file system monitor', () => '[core]\n\tfsmonitor = ' + hooks('monitor', 'monitor/post-commit')],
    ['signing', () => `[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${hooks('gpg', 'gpg/post-commit')}\n`],
    ['another first branch', () => '[init]\n\tdefaultBranch = trunk\n'],
    ['ignored files', () => `[core]\n\texcludesFile = ${excludes(home, 'ignored')}\n`],
    ['ignored files at their usual place', () => (excludes(home, 'config/git/ignore'), '')],
    ['strict line ends', () => '[core]\n\tautocrlf = true\n\tsafecrlf = true\n'],
  ])("is untouched by the user's configuration: %s", async (_, configuration) => {
    put(home, { gitconfig: IDENTITY + configuration() });
    const target = path.join(sandbox(), 'orders');
    expect((await generate(target, { git: true })).git).toEqual({ state: 'committed' });
    expect(fs.existsSync(path.join(home, 'ran'))).toBe(false);
    expect(fs.existsSync(path.join(target, '.git/hooks'))).toBe(false);
    expect(await ask(target, 'ls-tree', '-r', '--name-only', 'main')).toEqual(OURS);
    expect(await ask(target, 'log', '--format=%G?')).toEqual(['N']);
  });

  /** Programs that would leave a trace and fail; gives back the second path. */
  function hooks(folder: string, result: string): string {
    const names = [
      'pre-commit',
      'prepare-commit-msg',
      'commit-msg',
      'post-commit',
      'reference-transaction',
      'post-index-change',
    ];
    for (const name of names) program(path.join(home, folder), name, `touch '${home}/ran'; exit 1`);
    return path.join(home, result);
  }

  function excludes(folder: string, file: string): string {
    put(folder, { [file]: '*.toml\nREADME.md\ncrates/\n' });
    return path.join(folder, file);
  }

  test('is made in the new repository, whatever repository a git around us works in', async () => {
    const outer = sandbox();
    await ask(outer, 'init', '--quiet');
    const target = path.join(sandbox(), 'orders');
    vi.stubEnv('GIT_DIR', path.join(outer, '.git'));
    vi.stubEnv('GIT_WORK_TREE', outer);
    vi.stubEnv('GIT_INDEX_FILE', path.join(outer, '.git/index'));
    vi.stubEnv('GIT_OBJECT_DIRECTORY', path.join(outer, '.git/objects'));
    vi.stubEnv('GIT_CONFIG_PARAMETERS', "'core.bare'='true'");
    const before = contents(path.join(outer, '.git'));
    expect((await generate(target, { git: true })).git).toEqual({ state: 'committed' });
    expect(contents(path.join(outer, '.git'))).toEqual(before);
    vi.unstubAllEnvs();
    expect(await ask(target, 'ls-tree', '-r', '--name-only', 'main')).toEqual(OURS);
  });

  test('holds ours alone where the folder holds a README', async () => {
    const target = sandbox();
    put(target, { 'README.md': 'Theirs\n' });
    expect((await generate(target, { git: true })).git).toEqual({ state: 'committed' });
    expect(await ask(target, 'ls-tree', '-r', '--name-only', 'main')).toEqual(
      OURS.filter((file) => file !== 'README.md'),
    );
    expect(await ask(target, 'status', '--porcelain')).toEqual(['?? README.md']);
  });
});

describe('inside a repository there is no other', () => {
  test('in a folder of it, missing ones between', async () => {
    const outer = sandbox();
    await ask(outer, 'init', '--quiet');
    const target = path.join(outer, 'services/orders');
    expect((await generate(target, { git: true })).git).toEqual({
      state: 'none',
      reason: `${outer} is a git repository already`,
    });
    expect(contents(target)).toEqual(contentsOf(SMALL));
    expect(await ask(outer, 'status', '--porcelain')).toEqual(['?? services/']);
  });

  test('in a work tree of it', async () => {
    const outer = sandbox();
    await ask(outer, 'init', '--quiet');
    await ask(outer, 'commit', '--quiet', '--allow-empty', '--message=x');
    const worktree = path.join(sandbox(), 'tree');
    await ask(outer, 'worktree', 'add', '--quiet', worktree);
    expect((await generate(path.join(worktree, 'orders'), { git: true })).git.state).toBe('none');
  });

  test('an empty folder of that name is no repository', async () => {
    const outer = sandbox();
    fs.mkdirSync(path.join(outer, '.git'));
    expect((await generate(path.join(outer, 'orders'), { git: true })).git.state).toBe('committed');
  });
});

describe('without a commit', () => {
  test.each([
    ['no configuration', ''],
    ['only a name', '[user]\n\tname = Me\n'],
  ])('there is a repository where git has no identity: %s', async (_, configuration) => {
    put(home, { gitconfig: configuration });
    const target = path.join(sandbox(), 'orders');
    expect((await generate(target, { git: true })).git).toEqual({
      state: 'initialised',
      reason: 'git has no user.name and user.email to commit with',
    });
    expect(await ask(target, 'status', '--porcelain', '--branch', '--untracked-files=all')).toEqual([
      '## No commits yet on main',
      ...OURS.map((file) => `?? ${file}`),
    ]);
  });

  test('an identity from the environment will do', async () => {
    put(home, { gitconfig: '' });
    for (const who of ['AUTHOR', 'COMMITTER']) {
      vi.stubEnv(`GIT_${who}_NAME`, 'Me');
      vi.stubEnv(`GIT_${who}_EMAIL`, 'me@example.org');
    }
    expect((await generate(path.join(sandbox(), 'orders'), { git: true })).git).toEqual({ state: 'committed' });
  });

  test('there is a workspace where there is no git', async () => {
    vi.stubEnv('PATH', home);
    const target = path.join(sandbox(), 'orders');
    expect((await generate(target, { git: true })).git).toEqual({ state: 'none', reason: 'git is not installed' });
    expect(contents(target)).toEqual(contentsOf(SMALL));
  });

  test.each(['init', 'add', 'commit'])('there is a workspace where git %s fails', async (command) => {
    const real = (await execa('sh', ['-c', 'command -v git'])).stdout;
    shadowGit(
      `case " $* " in *" ${command} "*) echo 'hint: x' >&2; echo 'fatal: no luck' >&2; exit 1;; esac; exec '${real}' "$@"`,
    );
    const target = path.join(sandbox(), 'orders');
    expect((await generate(target, { git: true })).git).toEqual({
      state: 'none',
      reason: `git ${command} failed: fatal: no luck`,
    });
    expect(contents(target)).toEqual(contentsOf(SMALL));
  });

  test('--no-git asks for none', async () => {
    shadowGit(`touch '${home}/ran'`);
    expect((await generate(path.join(sandbox(), 'orders'), { git: false })).git).toEqual({ state: 'none' });
    expect(fs.existsSync(path.join(home, 'ran'))).toBe(false);
  });
});

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s leaves nothing', (signal) => {
  function start(box: string) {
    const request = JSON.stringify({ target: path.join(box, 'a/orders'), texts: SMALL_TEXTS, git: true });
    return execa(process.execPath, [childScript(), request], { reject: false });
  }

  test('when it reaches us while git works', async () => {
    const box = sandbox();
    shadowGit(`touch '${home}/started'; exec sleep 60`);
    const child = start(box);
    await vi.waitUntil(() => fs.existsSync(path.join(home, 'started')), { timeout: 60_000 });
    expect(contents(box)).not.toEqual({});
    child.kill(signal);
    expect((await child).signal).toBe(signal);
    expect(contents(box)).toEqual({});
  });

  test('when it reaches git first, as a key of the terminal may', async () => {
    const box = sandbox();
    shadowGit(`kill -${signal.slice(3)} $$`);
    expect((await start(box)).signal).toBe(signal);
    expect(contents(box)).toEqual({});
  });
});

test('modes are what the umask leaves, in the first commit too', async () => {
  const target = path.join(sandbox(), 'orders');
  const request = JSON.stringify({ target, texts: SMALL_TEXTS, git: true, umask: 0o077 });
  await execa(process.execPath, [childScript(), request]);
  const mode = (file: string) => fs.statSync(path.join(target, file)).mode & 0o777;
  expect(['.', 'crates', 'Cargo.toml', 'scripts/check', '.git'].map(mode)).toEqual([0o700, 0o700, 0o600, 0o700, 0o700]);
  expect(await ask(target, 'ls-files', '--stage', 'Cargo.toml', 'scripts/check')).toEqual([
    expect.stringMatching(/^100644 /),
    expect.stringMatching(/^100755 /),
  ]);
});

describe('the branch of a repository', () => {
  test('is told of a clone, of a work tree that is linked to it, and of a submodule', async () => {
    const box = sandbox();
    const clone = path.join(box, 'clone');
    fs.mkdirSync(clone);
    await ask(clone, 'init', '--quiet', '--initial-branch=trunk');
    expect(currentBranch(clone)).toBe('trunk');
    await ask(clone, 'commit', '--quiet', '--allow-empty', '--message=First');
    await ask(clone, 'worktree', 'add', '--quiet', '-b', 'side/track', '../linked');
    expect(currentBranch(path.join(box, 'linked'))).toBe('side/track');
    const allow = ['-c', 'protocol.file.allow=always'];
    await ask(clone, ...allow, 'submodule', '--quiet', 'add', '--name', 'inner', './', 'inner');
    await ask(path.join(clone, 'inner'), 'switch', '--quiet', '--create', 'deeper');
    expect(fs.readFileSync(path.join(clone, 'inner/.git'), 'utf8')).toBe('gitdir: ../.git/modules/inner\n');
    expect(currentBranch(path.join(clone, 'inner'))).toBe('deeper');
  });

  test('is not made up where there is none, or its work tree has lost its repository', async () => {
    const folder = sandbox();
    await ask(folder, 'init', '--quiet');
    await ask(folder, 'commit', '--quiet', '--allow-empty', '--message=First');
    await ask(folder, 'checkout', '--quiet', '--detach');
    expect(currentBranch(folder)).toBeUndefined();
    const lost = sandbox();
    put(lost, { '.git': 'gitdir: /nowhere/at/all\n' });
    expect(currentBranch(lost)).toBeUndefined();
  });
});
