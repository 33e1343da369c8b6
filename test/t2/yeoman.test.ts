import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { packed } from '../support/packed.ts';
import { deskEnvironment } from '../support/program.ts';
import { KEY, Terminal } from '../support/terminal.ts';
import { readTree } from '../support/tree.ts';
import { git } from '../support/worksite.ts';

const yo = path.resolve(import.meta.dirname, '../support/yo.mjs');

/** What `list --json` says, as far as it is read here. */
interface Listing {
  readonly commands: readonly { readonly id: string; readonly generates: boolean; readonly yeoman?: string }[];
  readonly pillars: readonly { readonly id: string }[];
  readonly options: readonly ListedOption[];
}

interface ListedOption {
  readonly id: string;
  readonly title: string;
  readonly kind: 'one-of' | 'any-of' | 'text' | 'names';
  readonly choices?: readonly { readonly id: string }[];
  readonly default: string | readonly string[];
  readonly example?: string | readonly string[];
  readonly when?: Readonly<Record<string, string | readonly string[]>>;
}

type Answers = Readonly<Record<string, string | readonly string[]>>;

let listing: Listing;
let folder: string;
beforeAll(async () => {
  const { stdout } = await execa('node', [packed.cli, 'list', '--json']);
  listing = JSON.parse(stdout) as Listing;
});
beforeEach(async () => {
  // Below the installation, so that Yeoman finds the package as it would from a project that has it installed.
  folder = await fs.mkdtemp(path.join(packed.folder, 'yeoman-'));
});
afterEach(() => fs.remove(folder));

describe('the same answers give the same tree, byte for byte and mode for mode', () => {
  test('every command that makes files and every pillar, with the defaults and with everything else', async () => {
    const commands = listing.commands.filter(({ generates }) => generates);
    const pillars = listing.pillars.map(({ id }) => id);
    expect(commands.map(({ id }) => id)).toContain('new');
    expect(pillars).toContain('cloud');
    const runs = [
      ...commands.map(({ id, yeoman = '' }) => ({
        face: yeoman.split(':')[1] ?? '',
        command: [id],
        pillar: {},
        answers: {},
      })),
      ...pillars.flatMap((id) => [
        { face: id, command: [], pillar: { pillar: id }, answers: {} },
        ...otherAnswers(id).map((answers) => ({ face: id, command: [], pillar: { pillar: id }, answers })),
      ]),
    ].map((run, index) => ({ ...run, target: `${run.face}-${index}` }));
    for (const { command, target, pillar, answers } of runs) await npx([...command, target], { ...pillar, ...answers });
    await yeoman(...runs.map(({ face, target, answers }) => [`rust-2026:${face}`, target, ...toFlags(answers)]));
    for (const { target } of runs) await expectSame(target);
  });

  test('the answers beside the defaults cover every option', () => {
    const answered = new Set(listing.pillars.flatMap(({ id }) => otherAnswers(id).flatMap(Object.keys)));
    expect([...answered, 'pillar'].sort()).toEqual(listing.options.map(({ id }) => id).sort());
  });

  test.each(['rust-2026:cloud', 'generator-rust-2026/generators/cloud'])(
    'composed by another generator as %s',
    async (which) => {
      await installForeign(`await this.composeWith(
        ${which.includes('/') ? `(await import('node:url')).fileURLToPath(import.meta.resolve('${which}'))` : `'${which}'`},
        { generatorArgs: ['orders'], generatorOptions: { db: 'postgres', editors: ['vscode', 'zed'], owners: '' } },
      );`);
      await npx(['orders'], { db: 'postgres', editors: 'vscode,zed' });
      await yeoman(['foreign']);
      await expectSame('orders');
      expect(await fs.readdir(at('yeoman'))).toEqual(['DEPLOY.md', 'orders']);
    },
  );

  test('beside what a fresh clone holds', async () => {
    for (const way of ['npx', 'yeoman']) {
      await fs.outputFile(at(way, 'orders', 'README.md'), '# Ours\n');
      await fs.outputFile(at(way, 'orders', '.git', 'HEAD'), 'ref: refs/heads/main\n');
    }
    await npx(['orders'], {});
    await yeoman(['rust-2026', 'orders']);
    await expectSame('orders');
    expect(await fs.readFile(at('yeoman', 'orders', 'README.md'), 'utf8')).toBe('# Ours\n');
  });
});

describe('a command that makes no workspace is the same command', () => {
  /** For every one of them: what it is told of a workspace called orders. */
  const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
    list: ['--path'],
    verify: ['orders', '--gate=lock', '--receipt=receipt', '--json'],
    doctor: ['orders', '--json'],
    reproduce: ['orders'],
    explain: ['tokio', 'orders'],
  };

  test('every one that the list names with a generator is tried', () => {
    const tried = listing.commands.filter(({ generates, yeoman }) => !generates && yeoman !== undefined);
    expect([...Object.keys(ARGUMENTS), 'add', 'remove', 'gates'].sort()).toEqual(tried.map(({ id }) => id).sort());
    expect(listing.commands.filter(({ yeoman }) => yeoman === undefined).map(({ id }) => id)).toEqual(['help']);
  });

  test.each(Object.entries(ARGUMENTS))('%s says the same and leaves the same', async (id, args) => {
    for (const way of ['npx', 'yeoman']) {
      await execa('node', [packed.cli, 'orders', '--yes', '--no-git'], { cwd: await ensure(way), stdin: 'ignore' });
    }
    // No Rust is there: what its gates would say takes its own time.
    const PATH = await programs();
    const ours = await execa('node', [packed.cli, id, ...args], { cwd: at('npx'), reject: false, env: { PATH } });
    const theirs = await runYo([listing.commands.find((command) => command.id === id)?.yeoman ?? '', ...args], {
      PATH,
    });
    const said = ours.stdout.replace(/"started": ".*"/, '');
    expect(theirs.stderr.replace(/"started": ".*"/, '').slice(0, said.length)).toBe(said);
    expect(theirs.stderr.slice(ours.stdout.length)).toMatch(ours.exitCode === 0 ? /^$/ : /ended with exit code 1$/);
    expect(theirs.exitCode).toBe(ours.exitCode);
    const [here, there] = await Promise.all([readTree(at('npx')), readTree(at('yeoman'))]);
    expect(Object.keys(there)).toEqual(Object.keys(here));
    expect(Object.keys(here).includes('receipt/receipt.md')).toBe(id === 'verify');
  });

  test('add and remove change the same', async () => {
    const env = deskEnvironment();
    const steps = [
      ['add', 'pillar', 'memory,async', '--dir=orders', '--editors=zed'],
      ['remove', '--dir=orders', '--pillar=async'],
    ] as const;
    for (const way of ['npx', 'yeoman']) {
      await execa('node', [packed.cli, 'orders', '--yes'], { cwd: await ensure(way), stdin: 'ignore', env });
    }
    for (const [id, ...args] of steps) {
      await execa('node', [packed.cli, id, ...args], { cwd: at('npx'), env });
      expect(await runYo([`rust-2026:${id}`, ...args], env)).toMatchObject({ exitCode: 0 });
      const [ours, theirs] = await Promise.all(['npx', 'yeoman'].map(async (way) => readTree(at(way, 'orders'))));
      expect(withoutGit(theirs)).toEqual(withoutGit(ours));
      for (const way of ['npx', 'yeoman']) {
        await git(at(way, 'orders'), 'add', '--all');
        await git(at(way, 'orders'), 'commit', '--quiet', `--message=${id}`);
      }
    }
    const manifests = (await fs.readdir(at('yeoman', 'orders', 'crates'))).filter((name) =>
      /executor|arena/.test(name),
    );
    expect(manifests).toEqual(['orders-arena-graph']);
  });

  test('gates refuses the same', async () => {
    for (const way of ['npx', 'yeoman']) await fs.outputFile(at(way, 'site', 'index.html'), '');
    const PATH = await programs();
    const ours = await execa('node', [packed.cli, 'gates', 'site'], { cwd: at('npx'), reject: false, env: { PATH } });
    const theirs = await runYo(['rust-2026:gates', 'site'], { PATH });
    expect([ours.exitCode, theirs.exitCode]).toEqual([2, 1]);
    expect(theirs.stderr.split('\n').at(-1)).toBe(ours.stderr.replace(/^error: /, '').replace(at('npx'), at('yeoman')));
    expect(await readTree(at('yeoman'))).toEqual(await readTree(at('npx')));
  });

  test('it runs when the other generators of the run have written', async () => {
    await installForeign(`
      await this.composeWith('rust-2026:app', { generatorArgs: ['orders'] });
      await this.composeWith('rust-2026:reproduce', { generatorArgs: ['orders'] });
    `);
    const { stderr, exitCode } = await runYo(['foreign']);
    expect(stderr.match(/^npx create-rust-2026@\S+ orders --yes$/m)).not.toBeNull();
    expect(stderr).not.toContain('gone since');
    expect(exitCode).toBe(0);
  });

  test('bad input is told in one line', async () => {
    await expectRefusal(['rust-2026:explain'], /^explain needs a <name>/);
    await expectRefusal(['rust-2026:reproduce', 'a', 'b'], /^reproduce takes one path, not "a" "b"$/);
  });

  /** A PATH with git and what starts gates. */
  async function programs(): Promise<string> {
    for (const program of ['node', 'git', 'bash']) {
      const { stdout } = await execa('sh', ['-c', `command -v ${program}`]);
      await fs.ensureSymlink(stdout, at('bin', program));
    }
    return at('bin');
  }
});

describe('what cannot be made ends with exit code 1 and one line, and nothing is written', () => {
  test('a wrong answer', async () => {
    await expectRefusal(['rust-2026', 'orders', '--db=postgress'], /^--db: there is no "postgress"; did you mean/);
    expect(await fs.readdir(at('yeoman'))).toEqual([]);
  });

  test('a file that would be replaced, though nobody is there to ask', async () => {
    await fs.outputFile(at('yeoman', 'orders', 'Cargo.toml'), '[package]\n');
    await expectRefusal(['rust-2026', 'orders', '--force'], /Cargo\.toml/);
    expect(await readTree(at('yeoman'))).toEqual({ 'orders/Cargo.toml': expect.stringMatching(/^100/) as string });
  });
});

describe('in a terminal', () => {
  test('Enter all the way makes the default workspace', async () => {
    await fs.ensureDir(at('yeoman'));
    const terminal = new Terminal(at('yeoman'), ['rust-2026'], {}, yo);
    const asked = listing.options.filter((option) => option.kind !== 'names' && applies(option, defaults()));
    const questions = ['Project name', ...asked.map(({ title }) => `${title}:`), 'Make it?'];
    for (const question of questions) {
      await terminal.see(question);
      expect(await fs.readdir(at('yeoman'))).toEqual([]);
      terminal.type(KEY.enter);
    }
    expect(await terminal.exit).toBe(0);
    await npx(['my-cloud'], {});
    await expectSame('my-cloud');
  });

  test('Ctrl-C leaves nothing behind', async () => {
    await fs.ensureDir(at('yeoman'));
    const terminal = new Terminal(at('yeoman'), ['rust-2026:cloud', '--name=orders'], {}, yo);
    await terminal.see('Sample domain:');
    terminal.type(KEY.ctrlC);
    expect(await terminal.exit).toBe(1);
    expect(await fs.readdir(at('yeoman'))).toEqual([]);
  });
});

test('package.json files and the home folder are left alone, nothing is installed', async () => {
  const manifest = '{ "name": "site", "dependencies": { "left": "1" ';
  await fs.outputFile(at('yeoman', 'package.json'), manifest);
  await yeoman(['rust-2026', 'orders']);
  expect(await fs.readFile(at('yeoman', 'package.json'), 'utf8')).toBe(manifest);
  expect(await fs.readdir(at('yeoman'))).toEqual(['orders', 'package.json']);
  expect(await fs.readdir(at('home'))).toEqual([]);
});

function at(...parts: string[]): string {
  return path.join(folder, ...parts);
}

/** For every option that applies to a pillar alone an answer that is not its default, in one set or two. */
function otherAnswers(pillar: string): Answers[] {
  const all = changed(pillar, []);
  const closed = listing.options.filter((option) => !(option.id in all) && applies(option, { ...defaults(), pillar }));
  return closed.length === 0
    ? [all]
    : [
        all,
        changed(
          pillar,
          closed.flatMap(({ when = {} }) => Object.keys(when)),
        ),
      ];
}

/** Another answer to every option but some, which keep theirs. */
function changed(pillar: string, kept: readonly string[]): Answers {
  const answers: Record<string, string | readonly string[]> = {};
  const known = Object.fromEntries(Object.entries(defaults()).filter(([id]) => kept.includes(id)));
  for (const option of listing.options.filter(({ id }) => id !== 'pillar' && !kept.includes(id))) {
    if (applies(option, { ...known, ...answers, pillar })) answers[option.id] = otherAnswer(option);
  }
  return answers;
}

function defaults(): Answers {
  return Object.fromEntries(listing.options.map((option) => [option.id, option.default]));
}

function otherAnswer({ kind, choices = [], default: byDefault, example = '' }: ListedOption): string {
  if (kind === 'text' || kind === 'names') return [example].flat().join(',');
  const ids = choices.map(({ id }) => id);
  const others = ids.filter((id) => !byDefault.includes(id));
  // Where all is the default, less is something else.
  if (kind === 'any-of') return (others.length > 0 ? others : ids.slice(0, 1)).join(',');
  return others[0] ?? '';
}

function applies({ when = {} }: ListedOption, answers: Answers): boolean {
  return Object.entries(when).every(([id, wanted]) =>
    [wanted].flat().some((value) => [answers[id] ?? []].flat().join(',').split(',').includes(value)),
  );
}

/** A generator of somebody else's, in a project that has both installed: its `writing` phase writes a file. */
async function installForeign(initializing: string): Promise<void> {
  const generator = at('node_modules', 'generator-foreign', 'generators', 'app', 'index.js');
  await fs.outputJson(at('node_modules', 'generator-foreign', 'package.json'), { type: 'module' });
  await fs.outputFile(
    generator,
    `import Generator from 'yeoman-generator';

    export default class extends Generator {
      async initializing() {
        ${initializing}
      }
      writing() {
        this.fs.write(this.destinationPath('DEPLOY.md'), 'Deployed by the team.\\n');
      }
    }`,
  );
}

/** Runs `create-rust-2026` in the folder npx/. */
async function npx(args: readonly string[], answers: Answers): Promise<void> {
  await fs.ensureDir(at('npx'));
  const flags = [...toFlags(answers), '--yes', '--no-git'];
  await execa('node', [packed.cli, ...args, ...flags], { cwd: at('npx'), stdin: 'ignore' });
}

/** Runs `yo` in the folder yeoman/, once for each list of arguments. */
async function yeoman(...runs: (readonly string[])[]): Promise<void> {
  const { exitCode, stderr } = await runYo(runs.flatMap((args, index) => (index === 0 ? args : [',', ...args])));
  expect(stderr.match(/^Created [\w-]+: \d+ files/gm)).toHaveLength(runs.length);
  expect(exitCode).toBe(0);
}

async function expectRefusal(args: readonly string[], message: RegExp): Promise<void> {
  const { exitCode, stdout, stderr } = await runYo(args);
  expect(stderr).toMatch(message);
  expect(stderr.split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(exitCode).toBe(1);
}

async function ensure(way: string): Promise<string> {
  await fs.ensureDir(at(way));
  return at(way);
}

async function runYo(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  await Promise.all([fs.ensureDir(at('yeoman')), fs.ensureDir(at('home'))]);
  return execa('node', [yo, ...args], {
    cwd: at('yeoman'),
    stdin: 'ignore',
    reject: false,
    env: { HOME: at('home'), npm_config_registry: 'http://127.0.0.1:9', ...env },
  });
}

function toFlags(answers: Answers): string[] {
  return Object.entries(answers).map(([id, answer]) => `--${id}=${[answer].flat().join(',')}`);
}

function withoutGit(tree: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([file]) => !file.startsWith('.git/')));
}

async function expectSame(target: string): Promise<void> {
  const [ours, theirs] = await Promise.all([readTree(at('npx', target)), readTree(at('yeoman', target))]);
  expect(Object.keys(ours)).toContain('Cargo.lock');
  expect(theirs).toEqual(ours);
}
