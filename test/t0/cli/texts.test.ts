import { stripVTControlCharacters } from 'node:util';

import { describe, expect, test } from 'vitest';

import { listData, listText } from '../../../src/cli/list.ts';
import { dryRunText, reportText } from '../../../src/cli/report.ts';
import type { Result } from '../../../src/cli/result.ts';
import { shellWord } from '../../../src/cli/shell.ts';
import { styleOf } from '../../../src/cli/style.ts';
import { resolveAnswers } from '../../../src/options/resolve.ts';
import { OPTIONS } from '../../../src/options/table.ts';

const plain = styleOf({ colour: false });
const coloured = styleOf({ colour: true });

const RESULT: Result = {
  generator: 'create-rust-2026',
  version: '1.2.3',
  path: '/home/orders',
  name: 'orders',
  answers: resolveAnswers({ name: 'orders' }),
  presets: [],
  files: [
    { path: '.gitignore', bytes: 8 },
    { path: 'Cargo.toml', bytes: 999 },
    { path: 'crates/orders/Cargo.toml', bytes: 1000 },
    { path: 'crates/orders/src/main.rs', bytes: 12_345 },
    { path: 'crates/store/Cargo.toml', bytes: 7 },
    { path: 'rustfmt.toml', bytes: 0 },
  ],
  kept: [],
  crates: 1,
  dependencies: 204,
  dryRun: false,
  git: { state: 'committed' },
  warnings: [],
  next: ['cd orders', 'cargo run'],
  meanwhile: [],
  reproduce: 'npx create-rust-2026@1.2.3 orders --yes',
};

describe('the closing text', () => {
  test('says what was made, how to go on and how to make it again', () => {
    expect(reportText(RESULT, plain)).toBe(
      [
        'Created orders: 6 files, 1 crate, 204 dependencies locked, first commit made',
        '',
        'Next:',
        '  cd orders',
        '  cargo run',
        '',
        'Exactly this workspace again:',
        '  npx create-rust-2026@1.2.3 orders --yes',
        '',
      ].join('\n'),
    );
  });

  test('says what wants another terminal', () => {
    const text = reportText({ ...RESULT, meanwhile: ['curl localhost'] }, plain);
    expect(text).toContain('\n  cargo run\nIn another terminal:\n  curl localhost\n\n');
  });

  test('does not boast of what is not there', () => {
    const text = reportText({ ...RESULT, dependencies: 0, git: { state: 'initialised', reason: 'x' } }, plain);
    expect(text.split('\n')[0]).toBe('Created orders: 6 files, 1 crate');
  });
});

describe('the dry run', () => {
  test('shows the tree with sizes', () => {
    expect(dryRunText(RESULT, plain)).toBe(
      [
        'orders/',
        '├── .gitignore                8 B',
        '├── Cargo.toml              999 B',
        '├── crates/',
        '│   ├── orders/',
        '│   │   ├── Cargo.toml     1.0 kB',
        '│   │   └── src/',
        '│   │       └── main.rs   12.3 kB',
        '│   └── store/',
        '│       └── Cargo.toml        7 B',
        '└── rustfmt.toml              0 B',
        '',
        '6 files, 14.4 kB; nothing was written',
        '',
      ].join('\n'),
    );
  });
});

describe('the list', () => {
  test('as JSON is the whole option table', () => {
    const data = listData('1.2.3');
    expect(data).toMatchObject({ generator: 'create-rust-2026', version: '1.2.3' });
    expect(JSON.parse(JSON.stringify(data.options))).toEqual(OPTIONS);
    expect(data.pillars.map(({ id }) => id)).toContain('cloud');
    expect(data.commands.map(({ id, generates, yeoman }) => [id, generates, yeoman])).toEqual([
      ['new', true, 'rust-2026:app'],
      ['add', false, 'rust-2026:add'],
      ['remove', false, 'rust-2026:remove'],
      ['gates', false, 'rust-2026:gates'],
      ['list', false, 'rust-2026:list'],
      ['verify', false, 'rust-2026:verify'],
      ['doctor', false, 'rust-2026:doctor'],
      ['reproduce', false, 'rust-2026:reproduce'],
      ['explain', false, 'rust-2026:explain'],
      ['help', false, undefined],
    ]);
  });

  test('as text has every option with every choice', () => {
    const text = listText(plain);
    for (const option of OPTIONS) {
      expect(text).toContain(`--${option.id}  ${option.description}`);
      if (option.kind === 'text') expect(text).toContain(option.example);
      else if (option.kind === 'names') expect(text).toContain(option.example.join(','));
      else for (const { id, description } of option.choices) expect(text).toMatch(new RegExp(`${id} +${description}`));
    }
    expect(text).toContain('--db  Where the service keeps its data (with --pillar cloud)\n  sqlite ');
    expect(text).toContain('sqlite    A file, nothing to set up (default)\n');
  });
});

test.each([
  ['list', listText],
  ['report', (style: typeof plain) => reportText(RESULT, style)],
  ['dry run', (style: typeof plain) => dryRunText(RESULT, style)],
])('colours change nothing else: %s', (_title, render) => {
  expect(render(coloured)).not.toBe(render(plain));
  expect(stripVTControlCharacters(render(coloured))).toBe(render(plain));
  expect(stripVTControlCharacters(render(plain))).toBe(render(plain));
});

test.each([
  ['orders', 'orders'],
  ['https://github.com/acme/orders', 'https://github.com/acme/orders'],
  ['vscode,zed', 'vscode,zed'],
  ['MIT OR Apache-2.0', '"MIT OR Apache-2.0"'],
  ['@acme/platform', '"@acme/platform"'],
  ['', '""'],
  ["it's", `"it's"`],
  ['~', '"~"'],
  ['a"b', `'a"b'`],
  ['$HOME', `'$HOME'`],
  ['100%', `'100%'`],
  ['!!', `'!!'`],
  ["$it's", String.raw`'$it'\''s'`],
])('%j is %s in a shell', (text, word) => {
  expect(shellWord(text)).toBe(word);
});
