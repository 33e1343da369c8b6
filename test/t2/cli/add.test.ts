import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import { put, sandbox } from '../../support/disk.ts';
import { deskEnvironment, runProgram } from '../../support/program.ts';
import { workspace } from '../../support/stand-ins.ts';
import { readTree } from '../../support/tree.ts';
import { commitAll, expectUnchanged, git } from '../../support/worksite.ts';

const DX = ['--pillar', 'dx'];

/** What is in a folder, but for what .git holds. */
async function files(folder: string): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await readTree(folder)).filter(([file]) => !file.startsWith('.git/')));
}

/** Cargo where it is, with the user's registry. */
function withCargo(): Record<string, string> {
  const { HOME = '', CARGO_HOME, RUSTUP_HOME } = process.env;
  return {
    HOME,
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...(CARGO_HOME === undefined ? {} : { CARGO_HOME }),
    ...(RUSTUP_HOME === undefined ? {} : { RUSTUP_HOME }),
  };
}

async function commit(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  put(folder, texts);
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message=Mine');
}

async function edit(folder: string, file: string, change: (text: string) => string): Promise<void> {
  const text = await fs.readFile(path.join(folder, file), 'utf8');
  const edited = change(text);
  expect(edited).not.toBe(text);
  await commit(folder, { [file]: edited });
}

describe('a workspace that nobody touched', () => {
  test.each([
    ['a pillar', DX, ['pillar', 'memory'], ['--pillar', 'dx,memory']],
    [
      'pillars and what hangs on them',
      DX,
      ['--pillar', 'cloud', '--db', 'postgres'],
      ['--pillar', 'cloud,dx', '--db', 'postgres'],
    ],
    ['another answer', ['--sample', 'minimal'], ['auth', 'none'], ['--sample', 'minimal', '--auth', 'none']],
    [
      'a second service, and a third',
      ['--sample', 'minimal', '--service', 'invoicing'],
      ['service', 'billing'],
      ['--sample', 'minimal', '--service', 'billing,invoicing'],
    ],
    ['an editor', DX, ['editors', 'zed,neovim'], [...DX, '--editors', 'vscode,neovim,zed']],
  ])('%s: as if it had been made with it', async (_title, before, added, after) => {
    const [grown, made] = [await workspace(before), await workspace(after)];
    const run = await runProgram(grown, ['add', ...added]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(await files(grown)).toEqual(await files(made));
  });

  test('is taken back to what it was', async () => {
    const folder = await workspace(DX);
    const before = await files(folder);
    await runProgram(folder, ['add', 'pillar', 'memory,async']);
    await git(folder, 'add', '--all');
    await git(folder, 'commit', '--quiet', '--message=More');
    expect(await runProgram(folder, ['remove', 'pillar', 'async,memory'])).toMatchObject({ code: 0, err: '' });
    expect(await files(folder)).toEqual(before);
  });

  test('the same once more changes nothing', async () => {
    const folder = await workspace(DX);
    const run = await runProgram(folder, ['add', 'pillar', 'dx']);
    expect(run).toEqual({ code: 0, out: 'Nothing to change.\n', err: '' });
    expect(await git(folder, 'status', '--porcelain')).toBe('');
  });

  test('--dir names it, from anywhere', async () => {
    const folder = await workspace(DX);
    expect(await runProgram(path.dirname(folder), ['add', '--dir', 'orders', 'editors', 'zed'])).toMatchObject({
      code: 0,
    });
    expect(await git(folder, 'status', '--porcelain', '--', '.zed')).toBe('?? .zed/');
  });

  test('--dry-run changes nothing, and git applies what it shows', async () => {
    const [folder, other] = [await workspace(DX), await workspace(DX)];
    const { out } = await runProgram(folder, ['add', 'pillar', 'memory', '--dry-run']);
    expect(await git(folder, 'status', '--porcelain')).toBe('');
    await execa('git', ['apply', '-'], { cwd: folder, input: out });
    await runProgram(other, ['add', 'pillar', 'memory']);
    expect(await files(folder)).toEqual(await files(other));
  });

  test('--dry-run lists every file before the diff, and how many there are', async () => {
    const folder = await workspace(DX);
    const { out } = await runProgram(folder, ['add', '--pillar', 'memory', '--editors', 'zed', '--dry-run']);
    const list = out.slice(0, out.indexOf('\ndiff --git '));
    await runProgram(folder, ['add', '--pillar', 'memory', '--editors', 'zed']);
    await git(folder, 'add', '--all');
    const status = await git(folder, 'diff', '--staged', '--no-renames', '--name-status');
    const rows = status
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/^A\t/, '+ ').replace(/^M\t/, '~ ').replace(/^D\t/, '- '));
    const [first, ...others] = list.split('\n\n');
    expect(first).toBe('pillar: dx -> memory, dx\neditors: vscode -> vscode, zed');
    expect(others[0]?.split('\n').sort()).toEqual(rows.sort());
    const number = (sign: string): number => rows.filter((row) => row.startsWith(sign)).length;
    expect(others[1]).toBe(
      `${number('+')} files added, ${number('~')} files changed, ${number('-')} files removed; nothing was written\n`,
    );
  });

  test.each([
    ['pillar', 'memory'],
    ['pillar', 'dx'],
  ])('--dry-run of %s %s with nothing to do says so', async (...said) => {
    const folder = await workspace(['--pillar', 'dx,memory']);
    expect(await runProgram(folder, ['add', ...said, '--dry-run'])).toEqual({
      code: 0,
      out: 'Nothing to change.\n',
      err: '',
    });
  });

  test.each([
    ['add', 'zed'],
    ['remove', 'vscode'],
  ])('what %s writes is listed before it is said to be done', async (verb, editor) => {
    const folder = await workspace([...DX, '--editors', 'vscode,neovim']);
    const { out } = await runProgram(folder, [verb, 'editors', editor]);
    const file = verb === 'add' ? '+ .zed/settings.json' : '- .vscode/settings.json';
    expect(out.indexOf(`\n${file}\n`)).toBeGreaterThan(0);
    expect(out.indexOf('\nNext:\n')).toBeGreaterThan(out.indexOf(file));
  });

  test('--json says what became of each file', async () => {
    const folder = await workspace(DX);
    const { out } = await runProgram(folder, ['add', 'editors', 'zed', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      command: 'add',
      dryRun: false,
      answers: [{ option: 'editors', before: 'vscode', after: 'vscode, zed' }],
      added: ['.zed/settings.json'],
      removed: [],
      conflicts: [],
      lockIsOpen: false,
    });
  });
});

describe('what was edited since', () => {
  test('is kept beside what comes in', async () => {
    const folder = await workspace(DX);
    await edit(folder, 'README.md', (text) => text.replace('# orders', '# Orders of Acme'));
    await edit(folder, 'Cargo.toml', (text) =>
      text.replace('[workspace.dependencies]\n', '[workspace.dependencies]\n# Mine.\nmine = "1"\n'),
    );
    expect(await runProgram(folder, ['add', 'pillar', 'memory'])).toMatchObject({ code: 0, err: '' });
    const [readme, manifest] = ['README.md', 'Cargo.toml'].map((file) =>
      fs.readFileSync(path.join(folder, file), 'utf8'),
    );
    expect(readme).toMatch(/^# Orders of Acme\n[^]*arena-graph/);
    expect(manifest).toMatch(/^# Mine\.\nmine = "1"$/m);
    expect(manifest).toMatch(/^bumpalo = /m);
  });

  test('is a conflict of git’s where both changed the same', async () => {
    const folder = await workspace(DX);
    await edit(folder, 'README.md', (text) => text.replace(/^\| \[`orders-byte-size.*$/m, '| mine | mine |'));
    const run = await runProgram(folder, ['add', 'pillar', 'memory']);
    expect(run.code).toBe(1);
    expect(run.out).toContain('! README.md (conflict)');
    expect(await git(folder, 'diff', '--name-only', '--diff-filter=U')).toBe('README.md');
    expect(fs.readFileSync(path.join(folder, 'README.md'), 'utf8')).toMatch(
      /<<<<<<< this workspace\n[^]*mine[^]*=======\n[^]*>>>>>>> create-rust-2026 add --pillar memory\n/,
    );
    expect(Object.keys(await files(folder)).filter((file) => /\.(rej|orig)$/.test(file))).toEqual([]);
    await git(folder, 'checkout', '--quiet', '--theirs', 'README.md');
    expect(fs.readFileSync(path.join(folder, 'README.md'), 'utf8')).toContain('arena-graph');
  });

  test('a crate that is not needed any more stays where it was edited', async () => {
    const folder = await workspace(DX);
    const file = 'crates/orders-byte-size/src/lib.rs';
    await edit(folder, file, (text) => `${text}// Mine.\n`);
    const { code, err } = await runProgram(folder, ['add', 'pillar', 'memory'], withCargo());
    expect({ code, err }).toEqual({
      code: 0,
      err: 'left: crates/orders-byte-size is not needed any more, but was edited: take it out by hand\n',
    });
    expect(await git(folder, 'status', '--porcelain', '--', 'crates/orders-byte-size')).toBe('');
  });

  test('a crate that was taken away stays away', async () => {
    const folder = await workspace(['--sample', 'minimal', '--auth', 'none']);
    await git(folder, 'rm', '--quiet', '-r', 'crates/orders-rest');
    await git(folder, 'commit', '--quiet', '--message=Mine');
    const { code, err } = await runProgram(folder, ['add', 'auth', 'jwt']);
    expect({ code, err }).toEqual({
      code: 0,
      err: 'left: crates/orders-rest is gone, so that nothing is changed in it\n',
    });
    expect(fs.existsSync(path.join(folder, 'crates/orders-rest'))).toBe(false);
  });

  test('a lock that conflicts keep from being resolved holds all that Cargo needs for it', async () => {
    const folder = await workspace(DX);
    await edit(folder, 'README.md', (text) => text.replace(/^\| \[`orders-byte-size.*$/m, '| mine | mine |'));
    const mine = '[[package]]\nname = "mine"\nversion = "1.2.3"\n';
    put(folder, {
      'crates/mine/Cargo.toml': '[package]\nname = "mine"\nversion = "1.2.3"\n',
      'crates/mine/src/lib.rs': '',
    });
    await edit(folder, 'Cargo.lock', (text) => `${text}\n${mine}`);
    const { code, out } = await runProgram(folder, ['add', 'pillar', 'memory', '--json'], withCargo());
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      lockIsOpen: true,
      next: [
        'git mergetool',
        'cargo update --workspace',
        'git add --all',
        'git diff --staged',
        'cargo test --workspace',
        'git commit',
      ],
    });
    const lock = fs.readFileSync(path.join(folder, 'Cargo.lock'), 'utf8');
    expect(lock).toContain(mine);
    expect(lock).toContain('name = "bumpalo"');
  });

  test('a lock with more in it is resolved by Cargo, to versions that were tested', async () => {
    const folder = await workspace(DX);
    const mine =
      '[package]\nname = "mine"\nversion = "1.2.3"\nedition = "2024"\n\n[dependencies]\nproptest.workspace = true\n';
    put(folder, { 'crates/mine/Cargo.toml': mine, 'crates/mine/src/lib.rs': '' });
    const env = { env: deskEnvironment(withCargo()), extendEnv: false, cwd: folder };
    await execa('cargo', ['metadata', '--format-version', '1'], env);
    await commit(folder, {});
    expect(await runProgram(folder, ['add', 'pillar', 'memory'], withCargo())).toMatchObject({ code: 0, err: '' });
    await execa('cargo', ['metadata', '--format-version', '1', '--locked', '--offline'], env);
    const [grown, made] = [folder, await workspace(['--pillar', 'memory,dx'])].map((each) =>
      fs.readFileSync(path.join(each, 'Cargo.lock'), 'utf8'),
    );
    const own = '[[package]]\nname = "mine"\nversion = "1.2.3"\ndependencies = [\n "proptest",\n]\n\n';
    expect(grown).toContain(own);
    expect(grown?.replace(own, '')).toBe(made);
  });

  test.each([
    ['as the workspace calls it', 'byte-size.workspace = true'],
    ['by its path', 'orders-byte-size = { path = "../orders-byte-size" }'],
  ])(
    'a crate that is not needed any more keeps the addition out where another needs it %s',
    async (_title, dependency) => {
      const folder = await workspace(DX);
      const mine = `[package]\nname = "mine"\nversion = "1.2.3"\nedition = "2024"\n\n[dependencies]\n${dependency}\n`;
      await commit(folder, { 'crates/mine/Cargo.toml': mine, 'crates/mine/src/lib.rs': '' });
      await expectUnchanged(folder, async () => {
        const { code, err } = await runProgram(folder, ['add', 'pillar', 'memory'], withCargo());
        expect(code).toBe(2);
        expect(err).toMatch(/would be nothing that Cargo can read, .*byte-size.*; nothing was changed\n$/);
      });
    },
  );

  test('is not removed', async () => {
    const folder = await workspace(['--pillar', 'dx,memory']);
    const file = 'crates/orders-arena-graph/src/lib.rs';
    await edit(folder, file, (text) => `${text}// Mine.\n`);
    await expectUnchanged(folder, async () => {
      expect(await runProgram(folder, ['remove', 'pillar', 'memory'])).toEqual({
        code: 2,
        out: '',
        err: `error: in crates that would go lie files that were edited or are yours in ${folder}: ${file}; move them away, or undo that\n`,
      });
    });
  });

  test('what another crate needs is not removed', async () => {
    const folder = await workspace(['--pillar', 'dx,memory']);
    const mine =
      '[package]\nname = "mine"\nversion = "1.2.3"\nedition = "2024"\n\n[dependencies]\npetgraph.workspace = true\n';
    await commit(folder, { 'crates/mine/Cargo.toml': mine, 'crates/mine/src/lib.rs': '' });
    await expectUnchanged(folder, async () => {
      const { code, err } = await runProgram(folder, ['remove', 'pillar', 'memory'], withCargo());
      expect(code).toBe(2);
      expect(err).toMatch(/would be nothing that Cargo can read, .*petgraph.*; nothing was changed\n$/);
    });
  });

  test('files that git ignores keep a crate from being removed too', async () => {
    const folder = await workspace(['--pillar', 'dx,memory']);
    await commit(folder, { '.gitignore': '/target/\n*.db\n' });
    put(folder, { 'crates/orders-arena-graph/mine.db': '' });
    await expectUnchanged(folder, async () => {
      expect(await runProgram(folder, ['remove', 'pillar', 'memory'])).toMatchObject({
        code: 2,
        err: expect.stringContaining('crates/orders-arena-graph/mine.db') as string,
      });
    });
  });

  test('files of one’s own in a crate keep it from being removed', async () => {
    const folder = await workspace(['--pillar', 'dx,memory']);
    put(folder, { 'crates/orders-arena-graph/src/mine.rs': '' });
    await expectUnchanged(folder, async () => {
      const { code, err } = await runProgram(folder, ['remove', 'pillar', 'memory']);
      expect({ code, err }).toEqual({
        code: 2,
        err: `error: in crates that would go lie files that were edited or are yours in ${folder}: crates/orders-arena-graph/src/mine.rs; move them away, or undo that\n`,
      });
    });
  });
});

describe('refused, with nothing changed', () => {
  test('a crate that would come into a folder of the user’s', async () => {
    const folder = await workspace(DX);
    await commit(folder, { 'crates/orders-arena-graph/notes.md': 'mine\n' });
    await expectUnchanged(folder, async () => {
      const { code, err } = await runProgram(folder, ['add', 'pillar', 'memory']);
      expect({ code, err }).toEqual({
        code: 2,
        err: `error: ${path.join(folder, 'crates/orders-arena-graph')} is there already, and a crate is to come there; move it away first\n`,
      });
    });
  });

  test.each([
    ['nothing said', ['add'], 'say what to add, such as create-rust-2026 add pillar memory'],
    ['no such option', ['add', 'pilar', 'memory'], 'add: there is no option "pilar"; did you mean pillar?'],
    ['no value', ['add', 'pillar'], 'say what to add, such as create-rust-2026 add pillar dx'],
    [
      'one thing twice',
      ['add', 'pillar', 'memory', '--pillar', 'async'],
      '--pillar is said twice; leave one of them out',
    ],
    ['no such choice', ['add', 'pillar', 'memry'], '--pillar: there is no "memry"; did you mean memory?'],
    ['what does not apply', ['add', 'db', 'postgres'], '--db does not apply here: it needs --pillar cloud'],
    ['what is not there', ['remove', 'pillar', 'memory'], '--pillar: memory is not in this workspace'],
    ['the last pillar', ['remove', 'pillar', 'dx'], '--pillar needs at least one of'],
    [
      'what always has an answer',
      ['remove', 'license', 'MIT'],
      '--license is no list to take something out of; give it another answer with add',
    ],
    [
      'no run to put back',
      ['add', 'pillar', 'memory', '--abort'],
      'no run was interrupted here; there is nothing to put back',
    ],
  ])('%s', async (_title, args, message) => {
    const folder = await workspace(DX);
    await expectUnchanged(folder, async () => {
      const { code, err } = await runProgram(folder, args);
      expect(code).toBe(2);
      expect(err).toContain(`error: ${message}`);
    });
  });

  test('uncommitted changes, unless they are allowed', async () => {
    const folder = await workspace(DX);
    put(folder, { 'README.md': '# mine\n' });
    await expectUnchanged(folder, async () => {
      const { code, err } = await runProgram(folder, ['add', 'editors', 'zed']);
      expect({ code, err }).toEqual({
        code: 2,
        err: `error: ${folder} has uncommitted changes: README.md; commit them, or allow that with --allow-dirty\n`,
      });
    });
    await expectUnchanged(folder, async () => {
      const { code, out, err } = await runProgram(folder, ['add', 'editors', 'zed', '--dry-run']);
      expect({ code, err }).toEqual({
        code: 0,
        err: `warning: without --dry-run this is refused: ${folder} has uncommitted changes: README.md; commit them, or allow that with --allow-dirty\n`,
      });
      expect(out).toContain('\n+++ b/.zed/settings.json\n');
      const allowed = await runProgram(folder, ['add', 'editors', 'zed', '--dry-run', '--allow-dirty']);
      expect(allowed).toEqual({ code: 0, out, err: '' });
    });
    expect(await runProgram(folder, ['add', 'editors', 'zed', '--allow-dirty'])).toMatchObject({ code: 0 });
    expect(fs.readFileSync(path.join(folder, 'README.md'), 'utf8')).toBe('# mine\n');
  });

  test('a file that git does not have, which a dry run says', async () => {
    const folder = await workspace([...DX, '--no-git']);
    await git(folder, 'init', '--quiet');
    await git(folder, 'add', '--all', '--', ':!.vscode');
    await git(folder, 'commit', '--quiet', '--message=Mine');
    const refusal = `git does not have ${folder}/.vscode/extensions.json; add and commit it, or allow its change with --allow-dirty\n`;
    await expectUnchanged(folder, async () => {
      expect(await runProgram(folder, ['remove', 'editors', 'vscode'])).toEqual({
        code: 2,
        out: '',
        err: `error: ${refusal}`,
      });
      const dry = await runProgram(folder, ['remove', 'editors', 'vscode', '--dry-run']);
      expect(dry).toMatchObject({ code: 0, err: `warning: without --dry-run this is refused: ${refusal}` });
      expect(dry.out).toContain('\n- .vscode/extensions.json\n');
    });
  });

  test('a workspace of another version, with the command of that one', async () => {
    const folder = await workspace(DX);
    await edit(folder, '.create-rust-2026.json', (text) => text.replace(/"version": "[^"]*"/, '"version": "99.0.0"'));
    await expectUnchanged(folder, async () => {
      const { code, err } = await runProgram(folder, ['add', 'pillar', 'memory']);
      expect(code).toBe(2);
      expect(err).toContain('run npx create-rust-2026@99.0.0 add --pillar memory\n');
      const elsewhere = await runProgram(path.dirname(folder), ['add', 'pillar', 'memory', '--dir', 'orders']);
      expect(elsewhere.err).toContain('run npx create-rust-2026@99.0.0 add --pillar memory --dir orders\n');
    });
  });

  test('a folder without git', async () => {
    const folder = await workspace([...DX, '--no-git']);
    const { code, err } = await runProgram(folder, ['add', 'pillar', 'memory']);
    expect(code).toBe(2);
    expect(err).toContain(
      'is in no git repository, and git is what takes changes back; run git init and commit there first',
    );
  });
});

describe('a workspace made with a preset', () => {
  const PRESET = {
    'acme/preset.toml': 'pillar = ["dx"]\neditors = ["zed"]\n\n[locked]\neditors = "all of us use it"\n',
    'acme/files/ACME.md': '# @name@\n',
  };

  async function made(): Promise<string> {
    const box = sandbox();
    put(box, PRESET);
    expect(await runProgram(box, ['orders', '--preset', 'acme', '--yes'])).toMatchObject({ code: 0 });
    return path.join(box, 'orders');
  }

  test('grows as any other, and keeps what the preset brings', async () => {
    const folder = await made();
    expect(await runProgram(folder, ['add', 'pillar', 'memory', '--preset', '../acme'])).toMatchObject({
      code: 0,
      err: '',
    });
    const box = sandbox();
    put(box, PRESET);
    await runProgram(box, ['orders', '--preset', 'acme', '--pillar', 'dx,memory', '--yes']);
    expect(await files(folder)).toEqual(await files(path.join(box, 'orders')));
  });

  test('does not get what the preset locks otherwise', async () => {
    const folder = await made();
    await expectUnchanged(folder, async () => {
      const { code, err } = await runProgram(folder, ['add', 'editors', 'neovim', '--preset', '../acme']);
      expect(code).toBe(2);
      expect(err).toMatch(/^error: --editors overrides "zed", which .* locks: all of us use it\n$/);
    });
  });
});

describe('a workspace that was not generated', () => {
  const PACKAGE = '[package]\nname = "acme" # ours\nversion = "0.3.0"\nedition = "2021"\nlicense = "MIT"\n';

  async function acme(texts: Readonly<Record<string, string>> = {}): Promise<string> {
    const folder = path.join(sandbox(), 'acme');
    put(folder, { 'Cargo.toml': PACKAGE, 'src/lib.rs': '', '.gitignore': '/target\n', ...texts });
    await commitAll(folder);
    return folder;
  }

  const lock = 'version = 4\n\n[[package]]\nname = "acme"\nversion = "0.3.0"\n';

  test('gets crates that stand on their own, and is what it was beside them', async () => {
    const folder = await acme({ 'Cargo.lock': lock });
    expect(await runProgram(folder, ['add', 'pillar', 'memory'], withCargo())).toMatchObject({ code: 0, err: '' });
    expect(fs.readFileSync(path.join(folder, 'Cargo.toml'), 'utf8')).toBe(
      `${PACKAGE}\n[workspace]\nmembers = ["crates/acme-arena-graph"]\n`,
    );
    expect(await git(folder, 'status', '--porcelain')).toBe(' M Cargo.lock\n M Cargo.toml\n?? crates/');
    const manifest = fs.readFileSync(path.join(folder, 'crates/acme-arena-graph/Cargo.toml'), 'utf8');
    expect(manifest).not.toContain('workspace');
    expect(manifest).toContain('license = "MIT"\n');
    const env = { env: deskEnvironment(withCargo()), extendEnv: false, cwd: folder };
    const { stdout } = await execa('cargo', ['metadata', '--format-version', '1', '--locked', '--offline'], env);
    const { packages } = JSON.parse(stdout) as { packages: { name: string; version: string }[] };
    const tested = await workspace(['--pillar', 'memory']);
    const testedLock = fs.readFileSync(path.join(tested, 'Cargo.lock'), 'utf8');
    for (const { name, version } of packages.filter((each) => !each.name.startsWith('acme'))) {
      expect(testedLock).toContain(`name = "${name}"\nversion = "${version}"\n`);
    }
  });

  test('whose members are a pattern keeps it', async () => {
    const manifest = '# Acme.\n[workspace]\nmembers = ["crates/*"] # all\nresolver = "2"\n';
    const folder = await acme({ 'Cargo.toml': manifest, 'crates/a/Cargo.toml': PACKAGE, 'crates/a/src/lib.rs': '' });
    expect(await runProgram(folder, ['add', 'pillar', 'memory'], withCargo())).toMatchObject({ code: 0, err: '' });
    expect(fs.readFileSync(path.join(folder, 'Cargo.toml'), 'utf8')).toBe(manifest);
    expect(fs.existsSync(path.join(folder, 'Cargo.lock'))).toBe(false);
  });

  test('gets nothing beside the crates', async () => {
    const folder = await acme();
    expect(await runProgram(folder, ['add', 'pillar', 'memory'], withCargo())).toMatchObject({ code: 0, err: '' });
    expect(await git(folder, 'status', '--porcelain')).toBe(' M Cargo.toml\n?? crates/');
  });

  test('has its settings in the file that Cargo reads', async () => {
    const folder = await acme({ '.cargo/config': '[build]\njobs = 4\n' });
    const { code } = await runProgram(folder, ['add', 'pillar', 'cloud', '--name', 'orders'], withCargo());
    expect(code).toBe(0);
    expect(fs.readFileSync(path.join(folder, '.cargo/config'), 'utf8')).toBe(
      '[build]\njobs = 4\n\n[env]\nSQLX_OFFLINE = "true"\n',
    );
    expect(fs.existsSync(path.join(folder, '.cargo/config.toml'))).toBe(false);
    expect(fs.readFileSync(path.join(folder, '.gitignore'), 'utf8')).toBe(
      '/target\n.dev/\n.env\n/crates/orders/data/\n',
    );
    expect(fs.readFileSync(path.join(folder, 'crates/orders/.env.example'), 'utf8')).toContain('ORDERS__DATABASE__URL');
    expect(fs.existsSync(path.join(folder, '.env.example'))).toBe(false);
  });

  test('whose own queries are checked as ours gets them', async () => {
    const settings = '[env]\nSQLX_OFFLINE = "true" # ours too\n';
    const folder = await acme({
      'Cargo.toml': `${PACKAGE}\n[dependencies]\nsqlx = { path = "../sqlx" }\n`,
      '.cargo/config': settings,
    });
    put(path.dirname(folder), { 'sqlx/Cargo.toml': PACKAGE.replace('"acme"', '"sqlx"'), 'sqlx/src/lib.rs': '' });
    const { code, err } = await runProgram(folder, ['add', 'pillar', 'cloud', '--name', 'orders'], withCargo());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(fs.readFileSync(path.join(folder, '.cargo/config'), 'utf8')).toBe(settings);
  });

  test.each<[string, Record<string, string>, string[], string]>([
    [
      'a folder in the place of a crate',
      { 'crates/acme-arena-graph/notes.md': '' },
      ['pillar', 'memory'],
      'crates/acme-arena-graph is there already; name the new crates with --name',
    ],
    [
      'a package of the same name',
      { 'Cargo.toml': PACKAGE.replace('"acme"', '"acme-arena-graph"') },
      ['pillar', 'memory'],
      'there are packages of these names already: acme-arena-graph; name the new ones with --name',
    ],
    [
      'a Rust that is too old',
      { 'rust-toolchain.toml': '[toolchain]\nchannel = "1.70"\n' },
      ['pillar', 'memory'],
      'is built with Rust 1.70, and what is added needs 1.95; raise it first',
    ],
    [
      'another setting of Cargo’s',
      { '.cargo/config.toml': '[env]\nSQLX_OFFLINE = "false"\n' },
      ['pillar', 'cloud', '--name', 'orders'],
      '.cargo/config.toml: env.SQLX_OFFLINE stands there with another value, and what is added needs it; change that first',
    ],
    [
      'crates/ that the workspace excludes',
      {
        'Cargo.toml': `${PACKAGE}\n[workspace]\nmembers = ["crates/*"]\nexclude = ["crates/acme-arena-graph"]\n`,
        'crates/a/Cargo.toml': PACKAGE.replace('"acme"', '"a"'),
        'crates/a/src/lib.rs': '',
      },
      ['pillar', 'memory'],
      'excludes',
    ],
    [
      'a package below that stands alone',
      { 'xtask/Cargo.toml': PACKAGE.replace('"acme"', '"xtask"'), 'xtask/src/lib.rs': '' },
      ['pillar', 'memory'],
      'becomes a workspace, and xtask/Cargo.toml would be no member of it; write a [workspace] that names or excludes them first',
    ],
    [
      'a package whose name differs by a line alone',
      { 'Cargo.toml': PACKAGE.replace('"acme"', '"acme_arena_graph"') },
      ['pillar', 'memory'],
      'there are packages of these names already: acme_arena_graph; name the new ones with --name',
    ],
    ['a file where the folder of crates would be', { crates: '' }, ['pillar', 'memory'], 'move it away first'],
    [
      'queries that are checked in another way',
      { 'Cargo.toml': `${PACKAGE}\n[dependencies]\nsqlx = "0.8"\n` },
      ['pillar', 'cloud', '--name', 'orders'],
      'your own queries would be checked that way too; set it there first',
    ],
    [
      'habits of whole workspaces',
      {},
      ['pillar', 'memory,dx'],
      '--pillar dx is a whole workspace’s habits; the command gates brings them here',
    ],
    [
      'an option of whole workspaces',
      {},
      ['ci', 'both'],
      '--ci is for a workspace that was generated; leave it out here',
    ],
    ['a manifest that Cargo cannot read', { 'Cargo.toml': '[package\n' }, ['pillar', 'memory'], 'cargo cannot read'],
  ])('%s is refused', async (_title, texts, args, message) => {
    const folder = await acme(texts);
    await expectUnchanged(folder, async () => {
      const { code, err } = await runProgram(folder, ['add', ...args], withCargo());
      expect(err).toContain(message);
      expect(code).toBe(2);
    });
  });
});
