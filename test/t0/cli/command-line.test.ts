import path from 'node:path';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { COMMANDS } from '../../../src/cli/commands.ts';
import { reproduceCommand } from '../../../src/cli/reproduce.ts';
import { InputError } from '../../../src/options/errors.ts';
import { resolveAnswers, toArguments } from '../../../src/options/resolve.ts';
import { optionOf, OPTIONS } from '../../../src/options/table.ts';
import { given, parse, someAnswers, WORK } from '../../support/command-line.ts';
import { hostileText } from '../../support/hostile.ts';

const PILLARS = optionOf('pillar').choices.map(({ id }) => id);

describe('the command', () => {
  test.each([
    [['orders'], 'new', 'orders'],
    [['new', 'orders'], 'new', 'orders'],
    [['new', 'new'], 'new', 'new'],
    [['./list'], 'new', './list'],
    [['--pillar', 'cloud'], 'new', undefined],
    [['--pillar', 'cloud', 'orders'], 'new', 'orders'],
    [['orders', '--pillar', 'cloud'], 'new', 'orders'],
    [[], 'new', undefined],
    [['list'], 'list', undefined],
    [['verify'], 'verify', undefined],
    [['verify', 'orders'], 'verify', 'orders'],
    [['./verify'], 'new', './verify'],
    [['explain', 'tokio'], 'explain', 'tokio'],
  ] as const)('of %j is %s', async (argv, command, path) => {
    expect(await parse(argv)).toMatchObject({ command, path });
  });

  test.each(['add', 'remove'])('%s shows no defaults: the answers of the workspace count', async (verb) => {
    const { out } = await parse([verb, '--help']);
    expect(out.match(/default: [^)]*/g)).toEqual(['default: this folder']);
    for (const { id, kind } of OPTIONS) {
      const isShown = verb === 'add' || kind === 'any-of' || kind === 'names';
      expect(out.includes(` --${id} <`)).toBe(isShown);
    }
  });

  test.each([[['help']], [['--help']], [['-h']], [['new', '--help']], [['orders', '--help']]])(
    '%j prints help with every flag and command',
    async (argv) => {
      const { out } = await parse(argv);
      for (const { id } of OPTIONS) expect(out).toContain(`--${id} <`);
      for (const { id, description } of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${id} +${description}$`, 'm'));
      expect(out).toMatch(/^Usage: create-rust-2026 \[new\] \[path\] \[options\]\n/);
    },
  );

  test.each([[['--version']], [['-V']], [['new', '--version']], [['list', '-V']], [['orders', '--version']]])(
    '%j prints the version',
    async (argv) => {
      expect((await parse(argv)).out).toBe('1.2.3\n');
    },
  );

  test('help shows examples that work', async () => {
    const { out } = await parse(['--help']);
    const examples = out.split('Examples:\n')[1]?.trimEnd().split('\n') ?? [];
    expect(examples.length).toBeGreaterThan(2);
    for (const example of examples) {
      const [program, ...argv] = example.trim().split(' ');
      expect(program).toBe('create-rust-2026');
      expect(await parse(argv)).toMatchObject({ command: 'new' });
    }
  });
});

describe('flags', () => {
  test.each([
    [['--editors', 'zed,vscode']],
    [['--editors', 'zed', '--editors', 'vscode']],
    [['--editors=zed, vscode']],
  ])('%j are a list', async (argv) => {
    expect((await given(...argv)).raw).toEqual({ editors: ['vscode', 'zed'] });
  });

  test('all and none are lists too', async () => {
    expect((await given('--pillar', 'all', '--editors', 'none')).raw).toEqual({
      pillar: OPTIONS[0].choices.map(({ id }) => id),
      editors: [],
    });
  });

  test.each([
    ['orders', '/nowhere/work/orders', 'orders'],
    ['./orders/', '/nowhere/work/orders', 'orders'],
    ['../orders', '/nowhere/orders', 'orders'],
    ['/srv/a/orders', '/srv/a/orders', 'orders'],
    ['.', '/nowhere/work', 'work'],
    ['x/../orders', '/nowhere/work/orders', 'orders'],
  ])('the path %s is a folder and a name', async (argument, target, name) => {
    expect(await given(argument)).toMatchObject({ target: path.resolve(target), raw: { name } });
  });

  test('--name wins over the path', async () => {
    expect(await given('Some Folder', '--name', 'orders')).toMatchObject({
      target: path.join(WORK, 'Some Folder'),
      raw: { name: 'orders' },
    });
  });
});

describe('bad arguments are told in one line', () => {
  test.each<[string[], string]>([
    [['--piller', 'cloud'], 'there is no option --piller; did you mean --pillar?'],
    [['--pilar=cloud'], 'there is no option --pilar; did you mean --pillar?'],
    [['--yes=no'], '--yes takes no value'],
    [['--no-gti'], 'there is no option --no-gti; did you mean --no-git?'],
    [['--verison'], 'there is no option --verison; did you mean --version?'],
    [['--xyz'], 'there is no option --xyz; --help lists all'],
    [['-p'], 'there is no option -p; --help lists all'],
    [['--a\nb'], 'there is no option "--a\\nb"; --help lists all'],
    [["--it's"], `there is no option "--it's"; --help lists all`],
    [['list', '--pillar'], 'there is no option --pillar; --help lists all'],
    [['--pillar'], `--pillar needs a value; choose from ${PILLARS.join(', ')}, all`],
    [['a', '--auth', '--pillar', 'cloud'], '--auth needs a value; choose from jwt, session, none'],
    [['a', '--db', '--data-access=sqlx'], '--db needs a value; choose from sqlite, postgres'],
    [['--service', '--piller', 'cloud'], '--service needs a value; give names such as billing,invoicing'],
    [['--auth', '--', 'a'], '--auth needs a value; choose from jwt, session, none'],
    [['add', '--dir', '-y'], '--dir needs a value'],
    [['gates', '--ci', '--refresh'], '--ci needs a value; choose from github, gitlab, both'],
    [['verify', '--receipt', '--help'], '--receipt needs a value'],
    [['--name'], '--name needs a value'],
    [['--name', '--yes', 'a'], '--name needs a value'],
    [['--name=--yes'], '--name: "--yes" must start with a letter from a to z'],
    [['a', 'b\n'], 'new takes one path, not "a" "b\\n"'],
    [['list', 'x'], 'list takes no path, not "x"'],
    [['verify', 'a', 'b'], 'verify takes one path, not "a" "b"'],
    [['explain', 'a', 'b', 'c'], 'explain takes two words, not "a" "b" "c"'],
    [['explain'], 'explain needs a <name>; --help says which there are'],
    [['verify', '--gates', 'fmt'], 'there is no option --gates; did you mean --gate?'],
    [['doctor', '--nightly'], 'there is no option --nightly; --help lists all'],
    [['--pillar', 'clod'], '--pillar: there is no "clod"; did you mean cloud?'],
    [['--pillar', ''], `--pillar is empty; choose from ${PILLARS.join(', ')}, all`],
    [['--editors', 'zed,'], '--editors is empty; choose from vscode, rustrover, neovim, zed, all, none'],
    [['--editors', 'none,zed'], '--editors: none stands alone'],
    [['--db='], '--db is empty; choose from sqlite, postgres'],
    [['--service', ''], '--service is empty; give names such as billing,invoicing'],
    [['--owners', ''], '--owners is empty; give a text such as @acme/platform'],
    [['--db', 'sqlite', '--db', 'sqlite'], '--db takes one value, not 2'],
    [['--name', 'a', '--name', 'b'], '--name takes one value, not 2'],
    [['--name', ''], '--name: a project needs a name'],
    [['--name', '../x'], '--name: "../x" may only hold a to z, 0 to 9, "-" and "_"'],
    [['--preset', ''], '--preset is empty; give a file, a folder, an npm package or a git repository'],
    [['--preset', 'a', '--preset', ''], '--preset is empty; give a file, a folder, an npm package or a git repository'],
    [[''], 'the path is empty; give the folder to make'],
    [['a\0/b'], 'the path holds a NUL character'],
    [['/'], `the path's last part names the project: a project needs a name; --name gives another name`],
    [
      ['My Shop'],
      `the path's last part names the project: "My Shop" may only hold a to z, 0 to 9, "-" and "_"; --name my-shop would do`,
    ],
  ])('%j', async (argv, message) => {
    await expect(given(...argv)).rejects.toThrow(new InputError(message));
  });

  test('with a hint where npm may have eaten the flags', async () => {
    await expect(parse(['orders', 'cloud'], { npm_command: 'init' })).rejects.toThrow(
      /^new takes one path, not "orders" "cloud"; npm takes options for its own unless they stand behind a bare --$/,
    );
  });

  test('or they are good: nothing else happens, whatever is typed', async () => {
    const word = fc.oneof(
      hostileText,
      fc.constantFrom('new', 'list', 'help', '--', '--yes', '--json', '--no-git', '--name', '-y', '-V', '-h'),
      fc.constantFrom(...OPTIONS.map(({ id }) => `--${id}`)),
      fc.tuple(fc.constantFrom(...OPTIONS.map(({ id }) => `--${id}`)), hostileText).map((pair) => pair.join('=')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (argv) => {
        try {
          const { raw } = await given(...argv);
          if (raw['name'] !== undefined) expect(raw['name']).toMatch(/^[a-z][a-z0-9_-]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

describe('the reproduce command', () => {
  test('pins the version and says only what differs', () => {
    const answers = resolveAnswers({ name: 'orders', db: 'postgres', owners: '@acme/platform @ada', editors: [] });
    expect(reproduceCommand(answers, '1.2.3', true)).toBe(
      'npx create-rust-2026@1.2.3 orders --db postgres --owners "@acme/platform @ada" --editors none --yes',
    );
  });

  test('names presets, and beside them every answer, for theirs are other defaults', async () => {
    const answers = resolveAnswers({ name: 'orders', pillar: ['data'], editors: [] });
    const presets = ['npm:@acme/preset@1.2.0', '../team.toml'];
    expect(reproduceCommand(answers, '1.2.3', true, presets)).toBe(
      'npx create-rust-2026@1.2.3 orders --preset "npm:@acme/preset@1.2.0" --preset ../team.toml --pillar data' +
        ' --license "MIT OR Apache-2.0" --ci github --repository none --owners none --editors none --dev-container no --yes',
    );
    const { raw } = await given(answers.name, ...toArguments(answers, { all: true }));
    expect(raw).toEqual(answers);
  });

  test('says when there was to be no repository', () => {
    expect(reproduceCommand(resolveAnswers({ name: 'orders' }), '1.2.3', false)).toBe(
      'npx create-rust-2026@1.2.3 orders --no-git --yes',
    );
  });

  test.each(COMMANDS.map(({ id }) => id))('a project may be called like the command %s', async (name) => {
    const [, , ...argv] = reproduceCommand(resolveAnswers({ name }), '1.2.3', true).split(' ');
    expect((await given(...argv)).raw).toEqual({ name });
  });

  test('gives the same answers, whatever they were', async () => {
    await fc.assert(
      fc.asyncProperty(someAnswers, async (raw) => {
        const answers = resolveAnswers({ name: 'orders', ...raw });
        const again = await given(answers.name, ...toArguments(answers));
        expect(resolveAnswers(again.raw, again.naming)).toEqual(answers);
      }),
    );
  });
});
