import path from 'node:path';

import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import { resolveAnswers } from '../../../src/options/resolve.ts';
import { OPTIONS } from '../../../src/options/table.ts';
import { sandbox } from '../../support/disk.ts';
import { KEY, Terminal } from '../../support/terminal.ts';

const NAME = 'Project name';

/** What is asked, in order, when everything is left open and defaults are taken. */
const ANSWERS = resolveAnswers({ name: 'orders' });
const QUESTIONS = [
  NAME,
  ...OPTIONS.filter(({ id, kind }) => id in ANSWERS && kind !== 'names').map(({ title }) => `${title}:`),
  'Make it?',
];

/** Sees the questions one after the other and answers each with Enter, up to the one with this index. */
async function enterUpTo(terminal: Terminal, index: number): Promise<void> {
  for (const question of QUESTIONS.slice(0, index)) {
    await terminal.see(question);
    terminal.type(KEY.enter);
  }
  await terminal.see(QUESTIONS[index] ?? '');
}

/** The answers that a workspace remembers. */
function answersIn(folder: string): unknown {
  return (fs.readJsonSync(path.join(folder, '.create-rust-2026.json')) as { answers: unknown }).answers;
}

describe('in a terminal', () => {
  test('Enter all the way makes the default workspace', async () => {
    const folder = sandbox();
    const terminal = new Terminal(folder, []);
    await enterUpTo(terminal, QUESTIONS.length - 1);
    expect(fs.readdirSync(folder)).toEqual([]);
    terminal.type(KEY.enter);
    expect(await terminal.exit).toBe(0);
    expect(fs.readdirSync(folder)).toEqual(['my-cloud']);
    expect(answersIn(path.join(folder, 'my-cloud'))).toEqual({
      name: 'my-cloud',
      pillar: ['cloud'],
      sample: 'full',
      db: 'sqlite',
      'data-access': 'sqlx',
      api: ['rest'],
      auth: 'jwt',
      telemetry: 'log',
      container: 'docker',
      deploy: 'none',
      service: [],
      license: 'MIT OR Apache-2.0',
      ci: 'github',
      repository: '',
      owners: '',
      editors: ['vscode'],
      'dev-container': 'no',
    });
    expect(terminal.text).toContain('Created my-cloud: ');
  });

  test('what is typed is taken, and what is wrong is said at once', async () => {
    const folder = sandbox();
    const terminal = new Terminal(folder, [
      '--db',
      'postgres',
      '--auth',
      'none',
      '--license',
      'MIT',
      '--owners',
      'none',
    ]);
    await terminal.see(NAME);
    terminal.type(`My Shop${KEY.enter}`);
    await terminal.see('--name my-shop would do');
    terminal.type(`${'\u007f'.repeat(7)}shop${KEY.enter}`);
    await terminal.see('Pillars:');
    terminal.type(KEY.enter);
    await terminal.see('Sample domain:');
    terminal.type(`${KEY.down}${KEY.enter}`);
    await terminal.see('Data access:');
    terminal.type(`${KEY.down}${KEY.enter}`);
    await terminal.see('Interfaces:');
    terminal.type(`${KEY.down}${KEY.space}${KEY.enter}`);
    await terminal.see('Telemetry:');
    terminal.type(`${KEY.down}${KEY.enter}`);
    await terminal.see('Container:');
    terminal.type(KEY.enter);
    await terminal.see('Deployment:');
    terminal.type(`${KEY.down}${KEY.enter}`);
    await terminal.see('CI:');
    terminal.type(`${KEY.down}${KEY.enter}`);
    await terminal.see('Repository URL:');
    terminal.type(`https://github.com/acme/shop${KEY.enter}`);
    await terminal.see('Editors:');
    terminal.type(`${KEY.space}${KEY.down}${KEY.down}${KEY.space}${KEY.enter}`);
    await terminal.see('Dev container:');
    terminal.type(`${KEY.down}${KEY.enter}`);
    await terminal.see('Summary');
    await terminal.see('https://github.com/acme/shop');
    await terminal.see('Make it?');
    terminal.type(KEY.enter);
    expect(await terminal.exit).toBe(0);
    expect(answersIn(path.join(folder, 'shop'))).toEqual({
      name: 'shop',
      pillar: ['cloud'],
      sample: 'minimal',
      db: 'postgres',
      'data-access': 'sea-orm',
      api: ['rest', 'graphql'],
      auth: 'none',
      telemetry: 'otlp',
      container: 'docker',
      deploy: 'kubernetes',
      service: [],
      license: 'MIT',
      ci: 'gitlab',
      repository: 'https://github.com/acme/shop',
      owners: '',
      editors: ['neovim'],
      'dev-container': 'yes',
    });
  });

  test.each([
    ['path and pillar', ['orders', '--pillar', 'cloud']],
    ['--yes', ['--yes', '--name', 'orders']],
    ['--json', ['--json', '--name', 'orders']],
  ])('nothing is asked with %s', async (_title, args) => {
    const folder = sandbox();
    const terminal = new Terminal(folder, args);
    expect(await terminal.exit).toBe(0);
    expect(terminal.text).not.toContain('◆');
    expect(fs.readdirSync(folder)).toEqual(['orders']);
  });

  test('nothing is asked in CI', async () => {
    const folder = sandbox();
    const terminal = new Terminal(folder, [], { CI: 'true' });
    expect(await terminal.exit).toBe(0);
    expect(fs.readdirSync(folder)).toEqual(['my-cloud']);
  });

  test('a wrong flag is said before anything is asked', async () => {
    const folder = sandbox();
    const terminal = new Terminal(folder, ['--db', 'mysql']);
    expect(await terminal.exit).toBe(2);
    expect(terminal.text).toBe('error: --db: there is no "mysql"; choose from sqlite, postgres\r\n');
  });
});

test('CI=false is no CI', async () => {
  const terminal = new Terminal(sandbox(), [], { CI: 'false' });
  await enterUpTo(terminal, 0);
  terminal.type(KEY.ctrlC);
  expect(await terminal.exit).toBe(130);
});

describe('nothing is left behind', () => {
  test.each(QUESTIONS.map((question, index) => [question, index] as const))(
    'by Ctrl-C at %s',
    async (_question, index) => {
      const folder = sandbox();
      const terminal = new Terminal(folder, []);
      await enterUpTo(terminal, index);
      terminal.type(KEY.ctrlC);
      expect(await terminal.exit).toBe(130);
      expect(terminal.text).toMatch(/Cancelled; nothing was written\.\r\n$/);
      expect(fs.readdirSync(folder)).toEqual([]);
    },
  );

  test.each([
    ['Escape', KEY.escape],
    ['no', 'n'],
  ])('by %s at the end', async (_title, keys) => {
    const folder = sandbox();
    const terminal = new Terminal(folder, []);
    await enterUpTo(terminal, QUESTIONS.length - 1);
    terminal.type(keys);
    expect(await terminal.exit).toBe(130);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['text', 0],
    ['list', 1],
  ])('by Ctrl-D at a %s', async (_title, index) => {
    const folder = sandbox();
    const terminal = new Terminal(folder, []);
    await enterUpTo(terminal, index);
    terminal.type(KEY.ctrlD);
    expect(await terminal.exit).toBe(130);
    expect(terminal.raw).toMatch(/\[\?25hCancelled; nothing was written\.\r\n$/);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('by Ctrl-C while git works', async () => {
    const [folder, bin] = [sandbox(), sandbox()];
    fs.writeFileSync(path.join(bin, 'git'), '#!/bin/sh\necho git works >/dev/tty\nexec sleep 600\n', { mode: 0o755 });
    const terminal = new Terminal(folder, ['orders', '--yes'], {
      PATH: [bin, process.env['PATH']].join(path.delimiter),
    });
    await terminal.see('git works');
    expect(fs.readdirSync(folder)).not.toEqual([]);
    terminal.type(KEY.ctrlC);
    expect(await terminal.exit).toBe(130);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('by a window that is closed', async () => {
    const folder = sandbox();
    const terminal = new Terminal(folder, []);
    await enterUpTo(terminal, 2);
    terminal.hangUp();
    expect(await terminal.exit).toBe(129);
    expect(fs.readdirSync(folder)).toEqual([]);
  });
});

describe('colours', () => {
  // eslint-disable-next-line no-control-regex -- that is what a colour is
  const COLOUR = /\u001b\[(3|4|9|10)[0-7]m/;

  test('come in a terminal', async () => {
    const terminal = new Terminal(sandbox(), ['orders', '--yes']);
    await terminal.exit;
    expect(terminal.raw).toMatch(COLOUR);
  });

  test.each([
    ['NO_COLOR', { NO_COLOR: '1' }],
    ['a terminal without them', { TERM: 'dumb' }],
  ])('do not come with %s', async (_title, env) => {
    const terminal = new Terminal(sandbox(), ['orders', '--yes'], env);
    await terminal.exit;
    expect(terminal.raw).toContain('Created orders');
    expect(terminal.raw).not.toMatch(COLOUR);
  });

  test('do not come in questions with NO_COLOR', async () => {
    const terminal = new Terminal(sandbox(), [], { NO_COLOR: '1' });
    await enterUpTo(terminal, 2);
    terminal.type(KEY.ctrlC);
    await terminal.exit;
    expect(terminal.raw).not.toMatch(COLOUR);
  });
});
