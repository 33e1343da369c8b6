import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { expect, vi } from 'vitest';

import { applyChanges } from '../../src/disk/changes/apply.ts';
import { readFile } from '../../src/disk/changes/read.ts';
import { openWorksite } from '../../src/disk/changes/worksite.ts';
import { InputError } from '../../src/options/errors.ts';
import type { Change } from '../../src/render/change.ts';
import { put, sandbox } from './disk.ts';
import { deskEnvironment } from './program.ts';

/** Lets this process and its git be those of a person at a desk, until the test ends. */
function sitAtDesk(): void {
  for (const [name, value] of Object.entries(deskEnvironment())) vi.stubEnv(name, value);
}

/** What a command is allowed, unless it is told otherwise. */
export const STRICT = { allowDirty: false };

/**
 * A folder called `orders` in a new sandbox, in which this process and its git are at a desk until the test ends.
 *
 * @param texts what it holds, and its repository has; without any it is empty and under no git.
 */
export async function worksite(texts?: Readonly<Record<string, string>>): Promise<string> {
  sitAtDesk();
  const folder = path.join(sandbox(), 'orders');
  fs.mkdirSync(folder);
  if (texts !== undefined) {
    put(folder, texts);
    await commitAll(folder);
  }
  return folder;
}

/** A crate as small as can be. */
export const CRATE = { 'Cargo.toml': '[package]\n', 'src/main.rs': 'fn main() {}\n' };

/** A new file. */
export function made(file: string, text: string): Change {
  return { path: file, before: undefined, after: { text, executable: false } };
}

/** As a command would: reads a file, then writes `ours` into it. */
export async function edit(folder: string, file: string, { allowDirty = false } = {}): Promise<void> {
  const site = await openWorksite(folder, { allowDirty });
  const before = readFile(site, file);
  await applyChanges(site, ['gates'], [{ path: file, before, after: { text: 'ours\n', executable: false } }]);
}

/** The work is refused with this message, and nothing in the box has changed, git's own files included. */
export async function expectRefusal(box: string, work: () => unknown, message: string): Promise<void> {
  const before = snapshot(box, { git: true });
  const outcome = await Promise.resolve()
    .then(work)
    .catch((error: unknown) => error);
  expect(outcome).toEqual(new InputError(message));
  expect(snapshot(box, { git: true })).toEqual(before);
}

/** Whatever is done leaves a folder as it was, git's own files included. */
export async function expectUnchanged(folder: string, work: () => Promise<unknown>): Promise<void> {
  const before = snapshot(folder, { git: true });
  await work();
  expect(snapshot(folder, { git: true })).toEqual(before);
}

/** Asks git about a folder, as a person at a desk would. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  return (await execa('git', args, { cwd: folder, env: deskEnvironment(), extendEnv: false })).stdout;
}

/** Makes a repository of a folder, with one commit of all that it holds. */
export async function commitAll(folder: string): Promise<void> {
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--allow-empty', '--message=First');
}

/**
 * Everything in a folder, links not followed, names byte by byte: kind, mode and content.
 *
 * @param options.git whether what is in `.git` counts too
 */
export function snapshot(folder: string, options: { readonly git: boolean }): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (place: Buffer): void => {
    for (const name of fs.readdirSync(place, { encoding: 'buffer' })) {
      const full = Buffer.concat([place, Buffer.from('/'), name]);
      const stat = fs.lstatSync(full);
      const key = path.posix.relative(folder, full.toString('latin1'));
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) found[key] = `-> ${fs.readlinkSync(full)}`;
      else if (stat.isFile()) found[key] = `${mode} ${fs.readFileSync(full, 'latin1')}`;
      else if (stat.isDirectory()) {
        found[key] = `${mode} /`;
        if (options.git || key !== '.git') visit(full);
      } else found[key] = 'special';
    }
  };
  visit(Buffer.from(folder));
  return found;
}
