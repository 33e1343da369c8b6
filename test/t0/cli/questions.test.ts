import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { Cancelled } from '../../../src/cli/prompter.ts';
import { askForRest, confirmSummary } from '../../../src/cli/questions.ts';
import { resolveAnswers } from '../../../src/options/resolve.ts';
import { given, WORK } from '../../support/command-line.ts';
import { CTRL_C, ScriptedPrompter } from '../../support/scripted-prompter.ts';

/** The first words of all questions, in order. */
const ALL = [
  'Project',
  'Pillars',
  'Sample',
  'Database',
  'Data',
  'Interfaces',
  'Authentication',
  'Telemetry',
  'Container',
  'Deployment',
  'Licence',
  'CI',
  'Repository',
  'Code',
  'Editors',
  'Dev',
];

async function ask(argv: readonly string[], answers: Readonly<Record<string, unknown>> = {}) {
  const prompter = new ScriptedPrompter(answers);
  const decided = await askForRest(await given(...argv), WORK, prompter);
  return { ...decided, asked: prompter.asked };
}

describe('the questions', () => {
  test('can all be answered by Enter, which takes the defaults', async () => {
    const { target, raw, asked } = await ask([]);
    expect(asked).toEqual(ALL);
    expect(target).toBe(path.join(WORK, 'my-cloud'));
    expect(raw).toEqual(resolveAnswers({ name: 'my-cloud' }));
  });

  test('take what is answered', async () => {
    const { target, raw } = await ask([], {
      Project: '../orders',
      Database: 'postgres',
      Repository: 'https://github.com/acme/orders',
      Editors: [],
    });
    expect(target).toBe(path.resolve('/nowhere/orders'));
    expect(raw).toMatchObject({
      name: 'orders',
      db: 'postgres',
      repository: 'https://github.com/acme/orders',
      editors: [],
    });
  });

  test('take away what a preset answered, where the person leaves no place for it', async () => {
    const prompter = new ScriptedPrompter({ Pillars: ['data'] });
    const said = await given('orders', '--auth', 'none');
    const { raw } = await askForRest({ ...said, ofPresets: new Set(['auth']) }, WORK, prompter);
    expect(raw).not.toHaveProperty('auth');
    expect(resolveAnswers(raw).pillar).toEqual(['data']);
  });

  test('do not ask for further services, and keep those that were named', async () => {
    const { raw, asked } = await ask(['orders', '--service', 'invoicing,billing']);
    expect(asked).toEqual(ALL.filter((word) => word !== 'Project'));
    expect(resolveAnswers(raw).service).toEqual(['billing', 'invoicing']);
  });

  test('are only those that the command line left open', async () => {
    const argv = ['sub/orders', '--db', 'postgres', '--license', 'MIT'];
    const { target, raw, asked } = await ask(argv);
    expect(asked).toEqual(ALL.filter((word) => !['Project', 'Database', 'Licence'].includes(word)));
    expect(target).toBe(path.join(WORK, 'sub/orders'));
    expect(raw).toMatchObject({ name: 'orders', db: 'postgres', license: 'MIT' });
  });

  test('do not ask for the folder of a given name', async () => {
    const { target, asked } = await ask(['--name', 'orders']);
    expect(asked).not.toContain('Project');
    expect(target).toBe(path.join(WORK, 'orders'));
  });

  test('are not begun where the folder holds a project, nor go on with its name', async () => {
    const taken = path.resolve(import.meta.dirname, '../../../catalogue');
    await expect(ask([taken])).rejects.toThrow(`${taken} holds a Cargo.toml already; choose another folder`);
    await expect(ask([], { Project: taken })).rejects.toThrow('holds a Cargo.toml already');
  });

  test.each<[string, unknown, RegExp]>([
    ['Project', 'My Shop', /^the path's last part names the project: "My Shop" .*--name my-shop would do$/],
    ['Project', 'a\0b', /NUL/],
    ['Repository', 'github', /^Repository URL must be the https URL/],
    ['Code', 'ada', /^Code owners must be @user/],
  ])('say at once what is wrong with %s %j', async (word, answer, problem) => {
    await expect(ask([], { [word]: answer })).rejects.toThrow(problem);
  });

  test.each(ALL)('end at %s with Ctrl-C', async (word) => {
    await expect(ask([], { [word]: CTRL_C })).rejects.toThrow(Cancelled);
  });
});

describe('the summary', () => {
  const answers = resolveAnswers({ name: 'orders', editors: ['zed', 'vscode'] });

  test('shows the facts and every answer', async () => {
    const prompter = new ScriptedPrompter();
    await confirmSummary(prompter, answers, [['Name', 'orders']]);
    expect(prompter.shown).toEqual([
      [
        'Summary',
        'Name              orders',
        'Pillars           cloud',
        'Sample domain     full',
        'Database          sqlite',
        'Data access       sqlx',
        'Interfaces        rest',
        'Authentication    jwt',
        'Telemetry         log',
        'Container         docker',
        'Deployment        none',
        'Further services  none',
        'Licence           MIT OR Apache-2.0',
        'CI                github',
        'Repository URL    none',
        'Code owners       none',
        'Editors           vscode, zed',
        'Dev container     no',
      ].join('\n'),
    ]);
    expect(prompter.asked).toEqual(['Make']);
  });

  test.each([false, CTRL_C])('goes no further after %s', async (answer) => {
    await expect(confirmSummary(new ScriptedPrompter({ Make: answer }), answers, [])).rejects.toThrow(Cancelled);
  });
});
