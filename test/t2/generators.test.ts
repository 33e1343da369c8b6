import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

import { execa } from 'execa';
import fs from 'fs-extra';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import Generator from 'yeoman-generator';
import { RunContext } from 'yeoman-test';

import { commandGenerator } from '../../generators/command.ts';
import { FACES } from '../../generators/faces.ts';
import type { GeneratorClass, Host } from '../../generators/host.ts';
import { workspaceGenerator } from '../../generators/workspace.ts';
import { repeatable } from '../../src/cli/flags.ts';
import type { CommandModule } from '../../src/cli/command.ts';
import { OPTIONS, type Answers } from '../../src/options/table.ts';
import { openAssets } from '../../src/cli/assets.ts';
import { packed } from '../support/packed.ts';
import { readTree } from '../support/tree.ts';

const assets = await openAssets(pathToFileURL(path.dirname(packed.cli) + path.sep));

/** Nobody is there. */
const SILENT: Host = { env: {}, interactive: false, colour: false, openAssets: () => Promise.resolve(assets) };

const start = process.cwd();

const SAMPLE = path.resolve(import.meta.dirname, '../../docs/presets/acme/company');

let folder: string;
beforeEach(async () => {
  folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-generators-')));
  await fs.ensureDir(at('yeoman'));
});
afterEach(async () => {
  process.chdir(start);
  await fs.remove(folder);
});

describe('without a terminal', () => {
  test.each([
    ['all pillars', ['all', '--pillar=all', '--name=orders', '--editors=none']],
    ['a preset', ['orders', '--preset=../team.toml']],
    ['a folder with files, a gate and a registry', ['orders', '--preset=../acme']],
    ['presets in layers', ['orders', '--preset=../acme', '--preset=../team.toml']],
    ['a name alone', ['--name=orders']],
    ['nothing', []],
  ])('%s: the same tree as the npx way', async (_title, args) => {
    await fs.outputFile(at('team.toml'), 'db = "postgres"\neditors = ["zed"]\n');
    await fs.copy(SAMPLE, at('acme'));
    await run('app', args);
    await fs.ensureDir(at('npx'));
    await execa('node', [packed.cli, ...args, '--yes', '--no-git'], { cwd: at('npx'), stdin: 'ignore' });
    expect(await readTree(at('yeoman'))).toEqual(await readTree(at('npx')));
  });

  test('a text that starts a program is executable, under the process’s mask', async () => {
    const more = { 'base/check.sh': '#!/bin/sh\n', 'base/check.txt': 'Checked\n' };
    const load = async (answers: Answers) => {
      const loaded = await assets.load(answers);
      return { ...loaded, templates: { ...loaded.templates, ...more } };
    };
    await run('app', ['orders'], { host: { openAssets: () => Promise.resolve({ ...assets, load }) } });
    await fs.writeFile(at('program'), '', { mode: 0o777 });
    await fs.writeFile(at('text'), '');
    const [program, text, ours] = await Promise.all([
      fs.stat(at('program')),
      fs.stat(at('text')),
      readTree(at('yeoman', 'orders')),
    ]);
    expect(ours['check.sh']).toBe(`${program.mode.toString(8)} #!/bin/sh\n`);
    expect(ours['check.txt']).toBe(`${text.mode.toString(8)} Checked\n`);
  });

  test.each([
    ['a path that is no name', ['1orders'], /"1orders" must start with a letter/],
    ['a bad name', ['orders', '--name=fn'], /^--name: "fn" is a Rust keyword$/],
    ['a list with an unknown choice', ['orders', '--editors=zed,emacs'], /^--editors: there is no "emacs"/],
    ['an ill-formed text', ['orders', '--repository=ftp://x'], /^--repository must be the https URL/],
    ['no pillar', ['orders', '--pillar='], /^--pillar needs at least one of/],
    ['a preset that is not there', ['orders', '--preset=team.toml'], /team\.toml/],
  ])('%s is refused', async (_title, args, message) => {
    await expect(run('app', args)).rejects.toThrow(message);
    expect(await fs.readdir(at('yeoman'))).toEqual([]);
  });
});

test('writes beside what is there when told to', async () => {
  await fs.outputFile(at('yeoman', 'orders', 'notes.txt'), 'Notes\n');
  await expect(run('app', ['orders'])).rejects.toThrow(/notes\.txt/);
  await run('app', ['orders', '--force']);
  expect(await fs.readFile(at('yeoman', 'orders', 'notes.txt'), 'utf8')).toBe('Notes\n');
  expect(await fs.pathExists(at('yeoman', 'orders', 'Cargo.lock'))).toBe(true);
});

describe('at a terminal', () => {
  test('asks for what was not said and applies', async () => {
    const questions = await run('app', ['--auth=none'], {
      host: { interactive: true },
      answers: { name: 'shop', pillar: ['cloud'], db: 'postgres', editors: ['zed'], license: 'MIT', confirmed: true },
    });
    expect(questions).toEqual([
      'name',
      'pillar',
      'sample',
      'db',
      'data-access',
      'api',
      'telemetry',
      'container',
      'deploy',
      'license',
      'ci',
      'repository',
      'owners',
      'editors',
      'dev-container',
      'confirmed',
    ]);
    expect(await fs.readJson(at('yeoman', 'shop', '.create-rust-2026.json'))).toMatchObject({
      answers: { name: 'shop', db: 'postgres', auth: 'none', license: 'MIT', editors: ['zed'] },
    });
  });

  test('a sub-generator does not ask for its pillar', async () => {
    const questions = await run('cloud', ['--name=shop'], {
      host: { interactive: true },
      answers: { editors: ['zed'] },
    });
    expect(questions).not.toContain('pillar');
    expect(questions).toContain('db');
  });

  test.each([
    ['with --yes', 'app', ['--yes']],
    ['where path and pillar are said', 'app', ['orders', '--pillar=cloud']],
    ['where the face says the pillar', 'cloud', ['orders']],
  ])('asks nothing %s', async (_title, face, args) => {
    expect(await run(face, args, { host: { interactive: true } })).toEqual([]);
    expect(await fs.readdir(at('yeoman'))).toHaveLength(1);
  });

  test('writes nothing when the summary is turned down', async () => {
    const answers = { pillar: ['cloud'], editors: ['zed'], confirmed: false };
    await expect(run('app', [], { host: { interactive: true }, answers })).rejects.toThrow(
      'Cancelled; nothing was written.',
    );
    expect(await fs.readdir(at('yeoman'))).toEqual([]);
  });
});

test('refuses what another generator of the run writes', async () => {
  class Foreign extends Generator {
    async initializing(): Promise<void> {
      this.fs.write(this.destinationPath('orders/Cargo.toml'), '[package]');
      await this.composeWith({ Generator: generatorOf('cloud'), path: import.meta.filename }, ['orders']);
    }
  }
  const refusal = 'another generator of this run writes Cargo.toml; let it write elsewhere';
  await expect(runGenerator(Foreign, [])).rejects.toThrow(refusal);
  expect(await fs.readdir(at('yeoman'))).toEqual([]);
});

test('help names every option but those that the face answers', () => {
  const Cloud = generatorOf('cloud');
  const generator = new Cloud([], { help: true, resolved: import.meta.filename, namespace: 'rust-2026:cloud' });
  const help = generator.help();
  const flags = OPTIONS.map(({ id }) => id).filter((id) => id !== 'pillar');
  for (const flag of flags) expect(help).toMatch(new RegExp(`^ +--${flag} +# `, 'm'));
  expect(help).not.toMatch(/^ +--pillar/m);
});

describe('a command', () => {
  /** Everything that a command can be told, and a prompt. */
  const module: CommandModule = {
    describe: (command) =>
      command
        .argument('<what>', 'what to tell')
        .argument('[dir]', 'where')
        .addOption(repeatable('--gate <ids>', 'some gates'))
        .option('--fail-fast', 'stop')
        .option('--no-git', 'leave git alone'),
    run: async ({ args, flags }, { io }) => {
      told.push({ args, flags, cwd: io.cwd, live: io.live });
      io.out('said\n');
      if (args[0] === 'ask') told.push(await (await io.prompter()).confirm({ id: 'sure', message: 'Sure?' }));
      return args[0] === 'fail' ? 1 : 0;
    },
  };
  const told: unknown[] = [];
  beforeEach(() => told.splice(0));

  const Told = commandGenerator({ id: 'tell', description: 'tell', command: 'verify' }, module, SILENT);

  test('is told what Yeoman was told', async () => {
    await runGenerator(Told, ['a', 'b', '--gate=fmt,lock', '--fail-fast', '--no-git']);
    const flags = { gate: ['fmt,lock'], failFast: true, git: false };
    expect(told).toEqual([{ args: ['a', 'b'], flags, cwd: at('yeoman'), live: false }]);
  });

  test('is told no more than that', async () => {
    await runGenerator(Told, ['a']);
    expect(told).toEqual([{ args: ['a'], flags: { git: true }, cwd: at('yeoman'), live: false }]);
  });

  test('asks through Yeoman', async () => {
    expect(await runGenerator(Told, ['ask'], { sure: false })).toEqual(['sure']);
    expect(told.at(-1)).toBe(false);
  });

  test('that does not succeed fails the run', async () => {
    await expect(runGenerator(Told, ['fail'])).rejects.toThrow('verify ended with exit code 1');
  });

  test.each([
    [[], 'verify needs a <what>; --help says which there are'],
    [['a', 'b', 'c'], 'verify takes two words, not "a" "b" "c"'],
  ])('told %j does not run', async (args, message) => {
    await expect(runGenerator(Told, args)).rejects.toThrow(message);
    expect(told).toEqual([]);
  });

  test('help names its arguments and flags', () => {
    const help = new Told([], { help: true, resolved: import.meta.filename, namespace: 'rust-2026:tell' }).help();
    for (const word of ['what', 'dir', '--gate', '--fail-fast', '--git']) expect(help).toContain(word);
  });
});

test('no two faces share a name', () => {
  const ids = FACES.map(({ id }) => id);
  expect(ids).toContain('app');
  expect(new Set(ids).size).toBe(ids.length);
});

interface Circumstances {
  readonly host?: Partial<Host>;
  readonly answers?: Record<string, unknown>;
}

/** Runs a face in the folder yeoman/, and returns the names of the questions that it asked, in order. */
async function run(id: string, args: readonly string[], { host, answers }: Circumstances = {}): Promise<string[]> {
  return runGenerator(generatorOf(id, host), args, answers);
}

function generatorOf(id: string, host: Partial<Host> = {}): GeneratorClass {
  const face = FACES.find((candidate) => candidate.id === id);
  if (face === undefined || !('create' in face)) throw new Error(`there is no face ${id} that makes a workspace`);
  return workspaceGenerator(face, { ...SILENT, ...host });
}

async function runGenerator(
  which: GeneratorClass,
  args: readonly string[],
  answers: Record<string, unknown> = {},
): Promise<string[]> {
  const cwd = at('yeoman');
  const result = await new RunContext(which as never, { cwd, oldCwd: start, tmpdir: false }, { cwd })
    .withOptions({ force: false } as never) // yeoman-test says --force otherwise
    .withArguments([...args])
    .withAnswers(answers);
  return result.askedQuestions.map(({ name }) => name);
}

function at(...parts: string[]): string {
  return path.join(folder, ...parts);
}
