import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'workbench-'));
});

afterEach(async () => {
  await fs.remove(folder);
});

async function workbench(...args: readonly string[]) {
  return execa('npm', ['run', '--silent', 'workbench', '--', folder, ...args], {
    cwd: root,
    reject: false,
    stdin: 'ignore',
  });
}

it('says where each file comes from, follows other answers, and overwrites nothing that was edited', async () => {
  const first = await workbench('--editors', 'zed,neovim');
  expect(first.exitCode).toBe(0);
  expect(first.stdout).toMatch(/^Cargo\.toml +src\/render\/manifest\.ts$/m);
  expect(first.stdout).toMatch(/^README\.md +templates\/base\/README\.md\.ejs, templates\/.*_parts\//m);
  expect(first.stdout).toMatch(/^\.nvim\.lua +templates\/editors\/neovim\/\.nvim\.lua$/m);
  const named = first.stdout
    .split('\n\n')[0]
    ?.split('\n')
    .map((line) => line.split(' ')[0]);
  const { stdout: written } = await execa('git', ['ls-files'], { cwd: folder });
  expect(named?.sort()).toEqual(written.split('\n').sort());

  const manifest = path.join(folder, 'Cargo.toml');
  const before = await fs.stat(manifest);
  expect((await workbench('--editors', 'vscode')).exitCode).toBe(0);
  expect(await fs.pathExists(path.join(folder, '.vscode/settings.json'))).toBe(true);
  expect(await fs.pathExists(path.join(folder, '.zed/settings.json'))).toBe(false);
  // Cargo rebuilds what was written, changed or not.
  expect((await fs.stat(manifest)).mtimeMs).toBe(before.mtimeMs);

  const file = path.join(folder, 'SECURITY.md');
  await fs.appendFile(file, 'More.\n');
  const refused = await workbench();
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('SECURITY.md  <-  templates/base/SECURITY.md.ejs');
  expect(await fs.readFile(file, 'utf8')).toMatch(/More\.\n$/);
});

it('leaves a folder alone that is not its own', async () => {
  await fs.outputFile(path.join(folder, 'notes.txt'), 'mine\n');
  const { exitCode, stderr } = await workbench();
  expect(exitCode).toBe(2);
  expect(stderr).toContain('name another folder');
  expect(await fs.readdir(folder)).toEqual(['notes.txt']);
});

it.each([
  [['--db', 'postgrse'], 'did you mean postgres?'],
  [['--colour', 'red'], "Unknown option '--colour'"],
])('%j is refused', async (args, message) => {
  const { exitCode, stderr } = await workbench(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
  expect(await fs.readdir(folder)).toEqual([]);
});
