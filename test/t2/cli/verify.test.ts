import os from 'node:os';
import path from 'node:path';

import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import type { Receipt } from '../../../src/gates/receipt.ts';
import { contents, put, sandbox } from '../../support/disk.ts';
import { runProgram, type Run } from '../../support/program.ts';
import { cargoThat, git, standIns, workspace } from '../../support/stand-ins.ts';
import { KEY, Terminal } from '../../support/terminal.ts';

const RECEIPT = 'target/gates/receipt.json';

async function verify(folder: string, PATH: string, ...args: string[]): Promise<Run> {
  return runProgram(folder, ['verify', ...args], { PATH });
}

function receiptIn(folder: string): Receipt {
  return fs.readJsonSync(path.join(folder, RECEIPT)) as Receipt;
}

function states(receipt: Receipt): Record<string, string> {
  return Object.fromEntries(receipt.gates.map(({ id, state }) => [id, state]));
}

describe('the gates', () => {
  test('of a pull request run, and what cannot run is not passed', async () => {
    const folder = await workspace();
    const { code, out, err } = await verify(folder, await standIns(cargoThat({ deny: 'exit 1' })));
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const receipt = receiptIn(folder);
    expect(states(receipt)).toEqual({
      fmt: 'passed',
      typos: 'not run',
      lock: 'passed',
      'unused-dependencies': 'not run',
      deny: 'not run',
      clippy: 'passed',
      doc: 'passed',
      'query-data': 'not run',
      test: 'not run',
      doctest: 'passed',
    });
    expect(receipt.gates[1]?.reason).toMatch(/^typos-cli is missing; cargo install --locked typos-cli@[\d.]+$/);
    expect(out).toContain('\n5 passed, 5 not run\nReceipt: target/gates/receipt.md\n');
    const commands = /name: .*\n +run: (cargo .*)/g;
    const workflow = fs.readFileSync(path.join(folder, '.github/workflows/ci.yml'), 'utf8');
    const ofWorkflow = [...workflow.matchAll(commands)].map(([, command]) => command);
    expect(ofWorkflow).toEqual(receipt.gates.map(({ command }) => command).filter((text) => text.startsWith('cargo')));
  });

  test('all pass, and the receipt says what passed them', async () => {
    const folder = await workspace();
    const PATH = await standIns({ ...cargoThat(), typos: 'echo typos-cli 1.0.0' });
    const { code, out } = await verify(folder, PATH, '--gate', 'lock,typos', '--gate', 'fmt');
    expect(code).toBe(0);
    const receipt = receiptIn(folder);
    expect(states(receipt)).toEqual({ fmt: 'passed', typos: 'passed', lock: 'passed' });
    const answers = fs.readJsonSync(path.join(folder, '.create-rust-2026.json')) as object;
    expect({ generator: receipt.generator, answers: receipt.answers }).toEqual(answers);
    expect(receipt).toMatchObject({ passed: true, tree: { clean: true, changedMeanwhile: false } });
    expect(receipt.tools).toEqual(
      expect.arrayContaining([
        { name: 'cargo', version: '1.95.0 (0)' },
        { name: 'rustc', version: '1.95.0 (0)' },
        { name: 'typos-cli', version: '1.0.0', pinned: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string },
      ]),
    );
    expect(out).toMatch(/\ntypos-cli is 1\.0\.0 here, and [\d.]+ in CI\n/);
    expect(out.split('\n').slice(0, 2)).toEqual([
      'fmt: cargo fmt --all --check',
      expect.stringMatching(/^fmt: passed \(/),
    ]);
    expect(fs.readFileSync(path.join(folder, 'target/gates/receipt.md'), 'utf8')).toContain(
      '\n| `fmt` | pull-request | passed | ',
    );
  });

  test('that fail show what they said last, and do not stop the others unless told to', async () => {
    const folder = await workspace();
    const talk =
      'for n in $(seq 60); do echo "line $n"; echo "error $n" >&2; done; printf "\\033[31mlast\\033[0m"; exit 7';
    const PATH = await standIns({
      ...cargoThat({ fetch: talk }),
      seq: 'n=1; while [ $n -le $1 ]; do echo $n; n=$((n+1)); done',
    });
    const { code, out } = await verify(folder, PATH, '--gate', 'lock,clippy');
    expect(code).toBe(1);
    expect(out).toMatch(/\nlock: failed: exit code 7 \(.*\)\n {4}error 41\n {4}line 42\n {4}error 42\n/);
    expect(out).toContain('    error 60\n    last\nclippy: cargo clippy');
    expect(states(receiptIn(folder))).toEqual({ lock: 'failed', clippy: 'passed' });
    await verify(folder, PATH, '--gate', 'lock,clippy', '--fail-fast');
    expect(receiptIn(folder).gates).toMatchObject([
      { id: 'lock', state: 'failed', output: expect.arrayContaining(['last']) as unknown },
      { id: 'clippy', state: 'not run', reason: 'lock did not pass, and --fail-fast stops there' },
    ]);
  });

  test('of the night run when asked for', async () => {
    const folder = await workspace();
    const PATH = await standIns(cargoThat());
    const { out } = await verify(folder, PATH, '--nightly', '--json');
    const nightly = (JSON.parse(out) as Receipt).gates.filter(({ tier }) => tier === 'nightly').map(({ id }) => id);
    expect(nightly).toEqual(['advisories', 'workflows', 'latest']);
    expect((JSON.parse((await verify(folder, PATH, '--gate', 'latest', '--json')).out) as Receipt).gates).toMatchObject(
      [{ id: 'latest', tier: 'nightly', state: 'not run' }],
    );
  });

  test('run as in CI: at the root, and each line of a command counts', async () => {
    const folder = await workspace();
    const PATH = await standIns(
      cargoThat({ fmt: 'echo "$CI at ${PWD##*/}"', update: 'exit 3', nextest: 'echo cargo-nextest 1.0.0' }),
    );
    await verify(path.dirname(folder), PATH, 'orders', '--gate', 'fmt,latest');
    expect(receiptIn(folder).gates).toMatchObject([
      { id: 'fmt', output: ['true at orders'] },
      { id: 'latest', state: 'failed', reason: 'exit code 3' },
    ]);
  });

  test('as JSON are the receipt, and nothing else', async () => {
    const folder = await workspace();
    const { code, out, err } = await verify(folder, await standIns(cargoThat()), '--gate', 'fmt', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual(receiptIn(folder));
  });
});

describe('the tree', () => {
  test('is git’s own, whatever is committed, and git is left as it was', async () => {
    const folder = await workspace();
    const PATH = await standIns(cargoThat());
    const run = async () => {
      await verify(folder, PATH, '--gate', 'fmt');
      return receiptIn(folder).tree;
    };
    const [commit, tree] = [await git(folder, 'rev-parse', 'HEAD'), await git(folder, 'rev-parse', 'HEAD^{tree}')];
    expect(await run()).toEqual({ id: tree, commit, clean: true, changedMeanwhile: false });

    put(folder, { 'new.txt': 'new\n', 'README.md': 'changed\n', 'target/built': '' });
    fs.removeSync(path.join(folder, 'rustfmt.toml'));
    const before = contents(path.join(folder, '.git'));
    const changed = await run();
    expect(contents(path.join(folder, '.git'))).toEqual(before);
    await git(folder, 'add', '--all');
    expect(changed).toEqual({ id: await git(folder, 'write-tree'), commit, clean: false, changedMeanwhile: false });
    expect(await run()).toEqual(changed);
    await git(folder, 'commit', '--quiet', '--message=x');
    expect(await run()).toMatchObject({ id: 'id' in changed ? changed.id : '', clean: true });
  });

  test('is that of the workspace, where the repository is larger', async () => {
    const root = sandbox();
    await git(root, 'init', '--quiet');
    await runProgram(root, ['orders', '--yes']);
    put(root, { 'other/file': 'x\n' });
    await verify(path.join(root, 'orders'), await standIns(cargoThat()), '--gate', 'fmt');
    await git(root, 'add', '--all');
    const id = await git(root, 'write-tree', '--prefix=orders/');
    expect(receiptIn(path.join(root, 'orders')).tree).toEqual({ id, clean: false, changedMeanwhile: false });
  });

  test('has the same id without a repository', async () => {
    const folder = await workspace(['--no-git']);
    await verify(folder, await standIns(cargoThat()), '--gate', 'fmt');
    const { tree } = receiptIn(folder);
    await git(folder, 'init', '--quiet');
    await git(folder, 'add', '--all');
    expect(tree).toEqual({ id: await git(folder, 'write-tree'), clean: false, changedMeanwhile: false });
  });

  test('that a gate changed is told', async () => {
    const folder = await workspace();
    const { out } = await verify(folder, await standIns(cargoThat({ fmt: 'echo x >> README.md' })), '--gate', 'fmt');
    expect(receiptIn(folder).tree).toMatchObject({ clean: true, changedMeanwhile: true });
    expect(out).toContain('\nthe files changed while the gates ran\n');
  });

  test('is unknown without git, and the gates run all the same', async () => {
    const folder = await workspace();
    const PATH = await standIns(cargoThat());
    fs.removeSync(path.join(PATH, 'git'));
    expect((await verify(folder, PATH, '--gate', 'fmt')).code).toBe(0);
    expect(receiptIn(folder).tree).toEqual({ problem: 'git is not installed' });
  });
});

describe('the receipt', () => {
  test('tells no absolute path and no host', async () => {
    const folder = await workspace();
    const talk = 'echo "$PWD/src $HOME/.cargo /usr/lib/x $TMPDIR/y"; hostname';
    await verify(folder, await standIns(cargoThat({ fmt: `${talk}; exit 1` })), '--gate', 'fmt');
    for (const file of ['receipt.md', 'receipt.json']) {
      const text = fs.readFileSync(path.join(folder, 'target/gates', file), 'utf8');
      expect(text).toContain('./src ~/.cargo …/x');
      expect(text).not.toContain(path.dirname(folder));
      expect(text).not.toMatch(new RegExp(`\\b${os.hostname()}\\b`));
    }
  });

  test('goes where it is told to, in the place of an earlier one, and follows no link', async () => {
    const [folder, elsewhere] = [await workspace(), sandbox()];
    const PATH = await standIns(cargoThat());
    put(elsewhere, { 'mine.json': 'mine\n' });
    fs.symlinkSync(path.join(elsewhere, 'mine.json'), path.join(elsewhere, 'receipt.json'));
    const { code, out } = await verify(folder, PATH, '--gate', 'fmt', '--receipt', elsewhere);
    expect(code).toBe(0);
    expect(out).toContain(`\nReceipt: ${path.relative(folder, path.join(elsewhere, 'receipt.md'))}\n`);
    expect(fs.readdirSync(elsewhere).sort()).toEqual(['mine.json', 'receipt.json', 'receipt.md']);
    expect(fs.readFileSync(path.join(elsewhere, 'mine.json'), 'utf8')).toBe('mine\n');
    expect(fs.existsSync(path.join(folder, 'target'))).toBe(false);
    expect((await verify(folder, PATH, '--gate', 'fmt', '--receipt', 'target/here')).code).toBe(0);
    expect(fs.readdirSync(path.join(folder, 'target/here')).sort()).toEqual(['receipt.json', 'receipt.md']);
  });
});

describe('bad input: one line that names it, exit code 2, nothing run', () => {
  test.each<[string, string[], string]>([
    ['a gate', ['--gate', 'fmtt'], '--gate: there is no "fmtt" here; did you mean fmt?'],
    ['a gate of other workspaces', ['--gate', 'loom'], '--gate: there is no "loom" here; choose from fmt, '],
    ['an empty gate', ['--gate', ''], '--gate: there is no "" here; choose from fmt, '],
    ['no folder', ['nowhere'], 'there is no folder "nowhere"; give the path of a workspace'],
    ['a folder that is no workspace', ['crates'], 'crates holds no .create-rust-2026.json'],
    ['a receipt in the tree', ['--receipt', 'docs'], 'git would see a receipt in docs; give a folder that git ignores'],
    ['two receipts', ['--receipt', '/tmp/a', '--receipt', '/tmp/b'], '--receipt takes one folder'],
    ['an empty place', ['--receipt', ''], '--receipt is empty; give a folder'],
    ['a file for a folder', ['--receipt', '/dev/null'], 'cannot write /dev/null: '],
  ])('%s', async (_title, args, message) => {
    const folder = await workspace();
    const before = contents(folder);
    const { code, out, err } = await verify(folder, await standIns(cargoThat({ fmt: 'echo x > ran' })), ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toContain(message);
    expect(contents(folder)).toEqual(before);
  });

  test.each<[string, (text: string) => string, string]>([
    [
      'another version',
      (text) => text.replace(/"version": ".*"/, '"version": "9.8.7"'),
      '; run npx create-rust-2026@9.8.7 verify orders\n',
    ],
    [
      'an unknown option',
      (text) => text.replace('"db"', '"dbs"'),
      '"dbs" (orders/.create-rust-2026.json, line 12) is not',
    ],
    [
      'an unknown key',
      (text) => text.replace('{', '{\n"more": 1,'),
      '"more" (orders/.create-rust-2026.json, line 2) is',
    ],
    ['no JSON', () => 'pillar = ["cloud"]', 'orders/.create-rust-2026.json, line 1: not valid JSON: '],
  ])('an answers file with %s', async (_title, edit, message) => {
    const folder = await workspace();
    const file = path.join(folder, '.create-rust-2026.json');
    fs.writeFileSync(file, edit(fs.readFileSync(file, 'utf8')));
    const { code, err } = await verify(path.dirname(folder), await standIns(cargoThat()), 'orders');
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(fs.existsSync(path.join(folder, 'target'))).toBe(false);
  });

  test('a link in the place of target', async () => {
    const [folder, elsewhere] = [await workspace(), sandbox()];
    fs.symlinkSync(elsewhere, path.join(folder, 'target'));
    const { code, err } = await verify(folder, await standIns(cargoThat()), '--gate', 'fmt');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: target is a symbolic link; say where the receipt goes with --receipt\n',
    });
    expect(fs.readdirSync(elsewhere)).toEqual([]);
  });
});

describe('in a terminal', () => {
  test('a line moves while a gate runs, and stays with its result', async () => {
    const folder = await workspace();
    const go = path.join(sandbox(), 'go');
    const PATH = await standIns(cargoThat({ fetch: `while [ ! -e ${go} ]; do sleep 0.05; done` }));
    const terminal = new Terminal(folder, ['verify', '--gate', 'fmt,lock'], { PATH });
    await expect
      .poll(() => new Set(terminal.text.match(/\r. lock {2}\d+ s {2}cargo fetch --locked/g)).size, { timeout: 60_000 })
      .toBeGreaterThan(2);
    fs.writeFileSync(go, '');
    await terminal.see('✓ lock  passed');
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).toMatch(/✓ fmt {3}passed \(\d+\.\d s\)\r\n/);
    expect(terminal.text).toMatch(/2 passed\r\nReceipt: target\/gates\/receipt\.md\r\n$/);
  });

  test.each([
    [
      'Ctrl-C',
      (terminal: Terminal) => {
        terminal.type(KEY.ctrlC);
      },
      130,
    ],
    [
      'a window that is closed',
      (terminal: Terminal) => {
        terminal.hangUp();
      },
      129,
    ],
  ])('%s ends the gate with all that it started, and leaves no receipt', async (_title, stop, code) => {
    const folder = await workspace();
    const pids = path.join(sandbox(), 'pids');
    const script = `trap '' INT; sleep 600 & echo $! $$ > ${pids}; wait`;
    const terminal = new Terminal(folder, ['verify', '--gate', 'fmt,lock'], {
      PATH: await standIns(cargoThat({ fetch: script })),
    });
    await terminal.see(' lock  ');
    const written = () => fs.existsSync(pids) && fs.readFileSync(pids, 'utf8').endsWith('\n');
    await expect.poll(written, { timeout: 60_000 }).toBe(true);
    stop(terminal);
    expect(await terminal.exit).toBe(code);
    const started = fs.readFileSync(pids, 'utf8').trim().split(' ').map(Number);
    expect(started).toHaveLength(2);
    await expect.poll(() => started.filter(isRunning), { timeout: 60_000 }).toEqual([]);
    expect(fs.readdirSync(path.join(folder, 'target/gates'))).toEqual([]);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A dead child that nobody has asked for yet is still listed.
  const stat = fs.existsSync(`/proc/${pid}/stat`) ? fs.readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return !stat.includes(') Z ');
}
