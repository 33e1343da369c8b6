import path from 'node:path';

import { expect, test } from 'vitest';

import { madeBefore } from '../../../src/cli/made-before.ts';
import type { RawAnswers } from '../../../src/options/resolve.ts';
import { put, sandbox } from '../../support/disk.ts';

const MADE = {
  generator: { name: 'create-rust-2026', version: '1.2.3' },
  answers: { name: 'orders', pillar: ['cloud'], db: 'sqlite', service: ['billing'], owners: '@acme/platform' },
};

const ADD = 'npx create-rust-2026@1.2.3 add';

/** What is said in one folder of another. */
function said(answers: RawAnswers, from: string, { record = MADE, folder = 'orders' }: Made = {}) {
  const box = sandbox();
  const target = path.join(box, folder);
  put(target, { 'Cargo.toml': '[workspace]\n', '.create-rust-2026.json': JSON.stringify(record) });
  return madeBefore(target, answers, path.join(box, from));
}

interface Made {
  readonly record?: object;
  readonly folder?: string;
}

test.each<[string, RawAnswers, string, Made, string]>([
  ['another answer', { db: 'postgres' }, '.', {}, `${ADD} --db postgres --dir orders`],
  [
    'what is new of lists',
    { pillar: ['cloud', 'memory', 'async'] },
    '.',
    {},
    `${ADD} --pillar memory,async --dir orders`,
  ],
  [
    'several, in the order in which they were said',
    { name: 'cart', service: ['invoicing'], pillar: ['cloud'], db: 'sqlite', auth: 'none' },
    '.',
    {},
    `${ADD} --service invoicing --auth none --dir orders`,
  ],
  ['an answer that empties a text', { owners: '' }, '.', {}, `${ADD} --owners none --dir orders`],
  ['words that a shell takes apart', { owners: '@a @b' }, '.', {}, `${ADD} --owners "@a @b" --dir orders`],
  ['the working folder', { db: 'postgres' }, 'orders', {}, `${ADD} --db postgres`],
  ['a folder beside', { db: 'postgres' }, 'cart', {}, `${ADD} --db postgres --dir ../orders`],
  ['a folder that is like a flag', { db: 'postgres' }, '.', { folder: '-x' }, `${ADD} --db postgres --dir ./-x`],
  ['a folder with blanks', { db: 'postgres' }, '.', { folder: 'my x' }, `${ADD} --db postgres --dir "my x"`],
])('a workspace is extended by the command that adds what is new: %s', (_title, answers, from, made, command) => {
  expect(said(answers, from, made)).toBe(
    `is already a workspace that create-rust-2026 made; change it with \`${command}\`, or choose another folder for another one`,
  );
});

test.each<[string, RawAnswers]>([
  ['nothing', {}],
  ['what it has', { name: 'orders', pillar: ['cloud'], db: 'sqlite' }],
  ['a list that is empty', { service: [] }],
])('where nothing is new, help says what extends a workspace: %s', (_title, answers) => {
  expect(said(answers, '.')).toBe(
    'is already a workspace that create-rust-2026 made; see `npx create-rust-2026@1.2.3 add --help` for what it can be given, or choose another folder for another one',
  );
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['is empty', {}],
  ['no program of ours made', { 'Cargo.toml': '[workspace]\n' }],
  ['an interrupted run left', { '.create-rust-2026.json': JSON.stringify(MADE) }],
  [
    'has only gates',
    {
      'Cargo.toml': '[workspace]\n',
      '.create-rust-2026.json': JSON.stringify({ generator: MADE.generator, gates: { ci: 'github' } }),
    },
  ],
  ['has a record that nobody can read', { 'Cargo.toml': '[workspace]\n', '.create-rust-2026.json': '<<<<<<<' }],
])('nothing is said of a folder that %s', (_title, files) => {
  const folder = sandbox();
  put(folder, files);
  expect(madeBefore(folder, { db: 'postgres' }, '/')).toBeUndefined();
});
