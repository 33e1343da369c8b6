import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../options/errors.ts';
import type { Tree } from '../render/tree.ts';
import { errorCode, showPath } from './errors.ts';
import { foldersOf } from './folders.ts';
import { compareFile, type TargetPlan } from './inspect.ts';
import type { Undo } from './undo.ts';

/** Appears last: without it Cargo sees no workspace. */
const LAST = 'Cargo.toml';

/** Writes all files into an empty folder. */
export function fillFolder(root: string, files: Tree): void {
  for (const folder of foldersOf(files.keys())) fs.mkdirSync(path.join(root, folder));
  for (const [file, { text, executable }] of files) {
    fs.writeFileSync(path.join(root, file), text, { mode: executable ? 0o777 : 0o666, flag: 'wx' });
  }
}

/** Puts our lines behind those of the user's files. */
export function appendLines({ target, appended }: Pick<TargetPlan, 'target' | 'appended'>, undo: Undo): void {
  for (const [file, lines] of appended) {
    const place = path.join(target, file);
    const { size } = fs.statSync(place);
    undo.push(() => {
      fs.truncateSync(place, size);
    });
    fs.appendFileSync(place, lines);
  }
}

/** Makes the folder and the missing ones above it. */
export function makeParents(folder: string, undo: Undo): void {
  if (fs.existsSync(folder)) return;
  makeParents(path.dirname(folder), undo);
  makeFolder(folder, undo);
}

/**
 * Moves the files, and a repository, out of a staging folder into the folder around it, and removes the staging folder.
 * Replaces nothing: a file that is there already must be the same.
 */
export function moveInto(staging: string, target: string, files: Tree, undo: Undo): void {
  const move = (file: string, text: string): void => {
    place(path.join(staging, file), path.join(target, file), text, undo);
  };
  for (const folder of foldersOf(files.keys())) makeFolder(path.join(target, folder), undo);
  for (const [file, { text }] of files) {
    if (file !== LAST) move(file, text);
  }
  if (fs.existsSync(path.join(staging, '.git'))) moveRepository(staging, target, undo);
  const last = files.get(LAST);
  if (last !== undefined) move(LAST, last.text);
  removeQuietly(staging);
}

function makeFolder(folder: string, undo: Undo): void {
  try {
    fs.mkdirSync(folder);
    undo.push(() => {
      fs.rmdirSync(folder);
    });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (!fs.lstatSync(folder).isDirectory()) refuseNewcomer(folder);
  }
}

/** Removes a folder if it is there and nothing is in it. */
export function removeEmptyFolder(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // Absent, in use, or somebody's by now.
  }
}

function place(from: string, to: string, text: string, undo: Undo): void {
  try {
    fs.linkSync(from, to); // Unlike a rename it never replaces a file.
  } catch {
    const state = compareFile(to, text);
    if (state === 'identical') return;
    if (state === 'differs') refuseNewcomer(to);
    fs.renameSync(from, to); // A disk without hard links.
  }
  undo.push(() => {
    fs.unlinkSync(to);
  });
}

function moveRepository(staging: string, target: string, undo: Undo): void {
  const [from, to] = [path.join(staging, '.git'), path.join(target, '.git')];
  fs.renameSync(from, to);
  undo.push(() => {
    fs.renameSync(to, from);
  });
}

/** @throws InputError: there is something that was not there when the target was looked at. */
export function refuseNewcomer(file: string): never {
  throw new InputError(`${showPath(file)} was put there meanwhile; move it away and try again`);
}

/** The workspace stands by now; the next run removes what is left. */
function removeQuietly(folder: string): void {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
  } catch {
    // An editor or a virus scanner holds it open.
  }
}
