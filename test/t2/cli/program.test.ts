import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import type { Listing } from '../../../src/cli/list.ts';
import type { Result } from '../../../src/cli/result.ts';
import { OPTIONS } from '../../../src/options/table.ts';
import { contents, put, sandbox } from '../../support/disk.ts';
import { packed } from '../../support/packed.ts';
import { deskEnvironment, refusalOf, runProgram } from '../../support/program.ts';

interface Remembered {
  readonly generator: { readonly version: string };
  readonly answers: Readonly<Record<string, unknown>>;
}

function remembered(workspace: string): Remembered {
  return fs.readJsonSync(path.join(workspace, '.create-rust-2026.json')) as Remembered;
}

async function dryRun(folder: string, args: readonly string[]): Promise<Result> {
  const { out } = await runProgram(folder, [...args, '--dry-run', '--json']);
  return JSON.parse(out) as Result;
}

describe('new', () => {
  test('makes the workspace and says how to go on', async () => {
    const folder = sandbox();
    const { code, out, err } = await runProgram(folder, ['orders', '--pillar', 'cloud']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { generator, answers } = remembered(path.join(folder, 'orders'));
    expect(answers).toMatchObject({ name: 'orders', pillar: ['cloud'] });
    expect(out).toMatch(/^Created orders: \d+ files, \d+ crates?, \d+ dependencies locked, first commit made\n/);
    expect(out).toContain('\nNext:\n  cd orders\n  cargo run\nIn another terminal:\n  curl ');
    expect(out).toMatch(new RegExp(`\\n  npx create-rust-2026@${generator.version} orders --yes\\n$`));
  });

  test.each<[string, string, string[], string]>([
    ['from above', '.', ['orders', '--pillar', 'cloud,memory'], '--pillar memory --dir orders'],
    ['with --force', '.', ['orders', '--service', 'billing', '--force'], '--service billing --dir orders'],
    ['inside it', 'orders', ['.', '--db', 'postgres', '--force'], '--db postgres'],
    ['from elsewhere', 'orders/crates', ['../../orders', '--ci', 'both', '--dry-run'], '--ci both --dir ..'],
  ])('refuses a workspace that it made before, and says how to extend it: %s', async (_title, cwd, args, words) => {
    const box = sandbox();
    const orders = path.join(box, 'orders');
    await runProgram(box, ['orders', '--pillar', 'cloud']);
    const { version } = remembered(orders).generator;
    expect(await refusalOf(path.join(box, cwd), args)).toBe(
      `${orders} is already a workspace that create-rust-2026 made; change it with ` +
        `\`npx create-rust-2026@${version} add ${words}\`, or choose another folder for another one`,
    );
    expect(await runProgram(path.join(box, cwd), ['add', ...words.split(' '), '--yes'])).toMatchObject({ code: 0 });
  });

  test.each([
    ['.', 'orders', ['.']],
    ['a sibling', 'other', ['../orders']],
    ['a folder in none yet', '..', ['orders/deep/orders']],
  ])('goes into %s', async (_title, cwd, args) => {
    const root = sandbox();
    const folder = path.join(root, 'x', cwd);
    fs.ensureDirSync(folder);
    const { code, out } = await runProgram(folder, [...args, '--yes', '--no-git']);
    expect(code).toBe(0);
    const target = path.resolve(folder, ...args);
    expect(remembered(target).answers).toMatchObject({ name: 'orders' });
    const [enter] = out.split('Next:\n  ')[1]?.split('\n') ?? [];
    expect(enter).toBe(args[0] === '.' ? 'cargo run' : `cd ${args[0] ?? ''}`);
  });

  test('goes to an absolute path', async () => {
    const root = sandbox();
    const { code } = await runProgram(sandbox(), [path.join(root, 'orders'), '--no-git']);
    expect(code).toBe(0);
    expect(fs.readdirSync(root)).toEqual(['orders']);
  });

  test('finds a free folder name of its own', async () => {
    const folder = sandbox();
    for (const args of [['--pillar', 'cloud'], ['--yes'], ['new', '--no-git']]) {
      expect((await runProgram(folder, args)).code).toBe(0);
    }
    expect(fs.readdirSync(folder).sort()).toEqual(['my-cloud', 'my-cloud-2', 'my-cloud-3']);
    expect(remembered(path.join(folder, 'my-cloud-2')).answers).toMatchObject({ name: 'my-cloud-2' });
  });

  test('takes a slip of the finger for the command that was meant, unless more is said', async () => {
    const folder = sandbox();
    const { code, err } = await runProgram(folder, ['lst']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: "lst" is no command; did you mean list? A workspace of that name is made with ./lst\n',
    });
    expect(fs.readdirSync(folder)).toEqual([]);
    expect((await runProgram(folder, ['./lst', '--no-git'])).code).toBe(0);
    expect((await runProgram(folder, ['lisp', '--pillar', 'cloud', '--no-git'])).code).toBe(0);
  });

  test('takes --name for the folder too, where no path is given', async () => {
    const folder = sandbox();
    await runProgram(folder, ['--name', 'orders', '--no-git']);
    await runProgram(folder, ['other', '--name', 'billing', '--no-git']);
    expect(fs.readdirSync(folder).sort()).toEqual(['orders', 'other']);
    expect(remembered(path.join(folder, 'other')).answers).toMatchObject({ name: 'billing' });
  });

  test('as JSON tells what is on the disk, and nothing else is printed', async () => {
    const folder = sandbox();
    const { code, out, err } = await runProgram(folder, ['orders', '--json', '--editors', 'none']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const result = JSON.parse(out) as Result;
    const workspace = path.join(folder, 'orders');
    expect(result).toMatchObject({ path: workspace, name: 'orders', kept: [], warnings: [], dryRun: false });
    expect(result.git).toEqual({ state: 'committed' });
    expect({ version: result.version, answers: result.answers }).toEqual({
      version: remembered(workspace).generator.version,
      answers: remembered(workspace).answers,
    });
    const written = Object.entries(contents(workspace) ?? {}).filter(([, text]) => text !== '/');
    expect(result.files).toEqual(
      written
        .map(([file, text]) => ({ path: file, bytes: Buffer.byteLength(text) }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
  });

  test('as a dry run shows the same files and writes none', async () => {
    const folder = sandbox();
    const shown = await runProgram(folder, ['orders', '--dry-run']);
    const { files } = await dryRun(folder, ['orders']);
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^orders\/\n├── /);
    const names = shown.out.split('\n').flatMap((line) => /── (.*?) {2,}.*B$/.exec(line)?.[1] ?? []);
    expect(names.sort()).toEqual(files.map((file) => path.posix.basename(file.path)).sort());
    const made = JSON.parse((await runProgram(folder, ['orders', '--json'])).out) as Result;
    expect(made.files).toEqual(files);
  });

  test('keeps what a fresh clone holds, and says so', async () => {
    const folder = sandbox();
    put(folder, { 'orders/README.md': 'mine\n' });
    const { code, err } = await runProgram(path.join(folder, 'orders'), ['.']);
    expect({ code, err }).toEqual({
      code: 0,
      err:
        'warning: kept as they were: README.md\n' +
        'warning: the README.md of this workspace gave way to yours, and CONTRIBUTING.md speaks of it;' +
        ' to read it, make exactly this workspace again in an empty folder\n',
    });
    expect(fs.readFileSync(path.join(folder, 'orders/README.md'), 'utf8')).toBe('mine\n');
  });

  test('goes on without git and cargo, and says what is missing', async () => {
    const folder = sandbox();
    const { code, out, err } = await runProgram(folder, ['orders'], { PATH: folder });
    expect(code).toBe(0);
    expect(out).not.toContain('commit');
    const [git, cargo, ...rest] = err.split('\n');
    expect(git).toMatch(/^warning: no git repository was made: .*git/);
    expect(cargo).toBe('warning: cargo was not found; install Rust with rustup before the first build');
    expect(rest).toEqual(['']);
    expect(remembered(path.join(folder, 'orders')).answers).toMatchObject({ name: 'orders' });
  });
});

describe('bad input: one line that names it, exit code 2, nothing written', () => {
  test.each<[string, string[], string]>([
    ['a name', ['9lives'], '"9lives" must start with a letter'],
    ['a hostile name', ['${{ github.token }}'], '"${{ github.token }}" may only hold'],
    ['a name with a line break', ['a\nb'], String.raw`"a\nb" may only hold`],
    ['a keyword', ['--name', 'async', 'orders'], '--name: "async" is a Rust keyword'],
    ['a pillar', ['orders', '--pillar', 'clowd'], '--pillar: there is no "clowd"; did you mean cloud?'],
    ['an option', ['orders', '--pilar', 'cloud'], 'there is no option --pilar; did you mean --pillar?'],
    ['a value', ['orders', '--db', 'postgresql'], '--db: there is no "postgresql"; did you mean postgres?'],
    ['no value', ['orders', '--db'], '--db needs a value'],
    ['an empty value', ['orders', '--db', ''], '--db is empty; choose from sqlite, postgres'],
    ['a flag twice', ['orders', '--db', 'sqlite', '--db', 'postgres'], '--db takes one value, not 2'],
    ['two paths', ['orders', 'billing'], 'new takes one path, not "orders" "billing"'],
    ['a full folder', ['.', '--name', 'orders'], 'main.rs'],
    [
      'no preset',
      ['orders', '--preset', 'nowhere.toml'],
      '--preset: cannot read nowhere.toml: there is no such file or folder',
    ],
  ])('%s', async (_title, args, message) => {
    const folder = sandbox();
    put(folder, { 'main.rs': 'fn main() {}\n' });
    const plain = await runProgram(folder, args);
    expect(plain).toMatchObject({ code: 2, out: '' });
    expect(plain.err).toMatch(/^error: [^\n]+\n$/);
    expect(plain.err).toContain(message);
    const json = await runProgram(folder, ['--json', ...args]);
    expect(json).toMatchObject({ code: 2, err: '' });
    expect((JSON.parse(json.out) as { error: string }).error).toBe(plain.err.slice('error: '.length, -1));
    expect(contents(folder)).toEqual({ 'main.rs': 'fn main() {}\n' });
  });
});

describe('a preset', () => {
  const TOML = 'db = "postgres"\neditors = ["zed"]\n';

  test.each([
    ['TOML', 'acme.toml', TOML],
    ['JSON', 'acme.json', '{ "db": "postgres", "editors": ["zed"] }'],
    ['a byte order mark', 'acme.toml', `\ufeff${TOML}`],
    ['CRLF', 'acme.toml', TOML.replaceAll('\n', '\r\n')],
    ['another ending', 'acme.conf', TOML],
  ])('with %s gives answers, and flags win', async (_title, file, text) => {
    const folder = sandbox();
    put(folder, { [file]: text });
    expect((await dryRun(folder, ['--preset', file])).answers).toMatchObject({ db: 'postgres', editors: ['zed'] });
    const { answers, reproduce } = await dryRun(folder, ['orders', '--preset', file, '--db', 'sqlite']);
    expect(answers).toMatchObject({ db: 'sqlite', editors: ['zed'] });
    expect(reproduce).toMatch(/ orders --preset acme\.\w+ --pillar cloud .* --db sqlite .* --editors zed .*--yes$/);
  });

  test('does not bind where a flag chooses something that it does not apply to', async () => {
    const folder = sandbox();
    put(folder, { 'a.toml': 'pillar = ["cloud"]\ndb = "postgres"\n' });
    const { answers } = await dryRun(folder, ['orders', '--preset', 'a.toml', '--pillar', 'data']);
    expect(answers).toMatchObject({ pillar: ['data'] });
    expect(answers).not.toHaveProperty('db');
    put(folder, { 'b.toml': 'pillar = ["data"]\ndb = "postgres"\n' });
    const { code, err } = await runProgram(folder, ['orders', '--preset', 'b.toml']);
    expect([code, err]).toEqual([2, expect.stringContaining('"db" (b.toml, line 2) does not apply here')]);
  });

  test('may come from a pipe', async () => {
    const script = `printf 'db = "postgres"' | "$0" "$1" orders --preset /dev/stdin --dry-run --json`;
    const { stdout } = await execa('sh', ['-c', script, process.execPath, packed.cli], { cwd: sandbox() });
    expect((JSON.parse(stdout) as Result).answers.db).toBe('postgres');
  });

  test.each<[string, string, string | Uint8Array, string]>([
    [
      'an unknown key',
      'a.toml',
      'db = "sqlite"\ndbs = 1\n',
      '"dbs" (a.toml, line 2) is not an option; did you mean db?',
    ],
    ['an ill-typed key', 'a.json', '{\n\n"db": 1}', '"db" (a.json, line 3) takes a text, not a number'],
    ['a wrong value', 'a.toml', '\ndb = "x"', '"db" (a.toml, line 2): there is no "x"; choose from sqlite, postgres'],
    ['a wrong name', 'a.toml', 'name = "9"', '"name" (a.toml, line 1): "9" must start with a letter from a to z'],
    ['broken syntax', 'a.toml', 'db = "sqlite"\n"', 'a.toml, line 2: not valid TOML: '],
    ['64 KiB and more', 'a.toml', '#'.repeat(64 * 1024 + 1), '--preset: a.toml is larger than 64 KiB'],
    ['no UTF-8', 'a.toml', new Uint8Array([0x23, 0xff]), '--preset: a.toml is not UTF-8 text'],
    ['depth', 'a.json', '['.repeat(60_000), 'a.json is nested too deeply to be a preset'],
  ])('with %s is refused', async (_title, file, text, message) => {
    const folder = sandbox();
    fs.writeFileSync(path.join(folder, file), text);
    const { code, err } = await runProgram(folder, ['--preset', file]);
    expect(code).toBe(2);
    expect(err.slice(0, `error: ${message}`.length)).toBe(`error: ${message}`);
    expect(fs.readdirSync(folder)).toEqual([file]);
  });

  test.each([
    ['/dev/zero', 'is larger than 64 KiB'],
    ['.', '--preset: ./preset.toml is not there; a preset is a folder that holds one'],
    ['a.toml/b.toml', 'there is no such file or folder'],
  ])('is not read from %s', async (file, message) => {
    const folder = sandbox();
    put(folder, { 'a.toml': '' });
    const { code, err } = await runProgram(folder, ['--preset', file]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('may just fill the limit', async () => {
    const folder = sandbox();
    put(folder, { 'a.toml': TOML.padEnd(64 * 1024, '#') });
    expect((await dryRun(folder, ['--preset', 'a.toml'])).answers).toMatchObject({ db: 'postgres' });
  });
});

describe('list, help and version', () => {
  test('list --json is the option table', async () => {
    const { code, out, err } = await runProgram(sandbox(), ['list', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { options, pillars } = JSON.parse(out) as Listing;
    expect(options).toEqual(OPTIONS);
    expect(pillars).toContainEqual(expect.objectContaining({ id: 'cloud' }));
  });

  test('list --schema is the schema that the package holds', async () => {
    const { code, out, err } = await runProgram(sandbox(), ['list', '--schema']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual(fs.readJsonSync(path.join(path.dirname(packed.cli), 'preset.schema.json')));
  });

  test.each([
    [['list'], /^--pillar {2}/],
    [['--help'], /^Usage: /],
    [['help'], /^Usage: /],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ])('%j prints to standard output', async (args, start) => {
    const { code, out, err } = await runProgram(sandbox(), args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(start);
  });

  test('a reader that has gone away is no error', async () => {
    const child = spawn(process.execPath, [packed.cli, 'list', '--json'], { env: deskEnvironment() });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
