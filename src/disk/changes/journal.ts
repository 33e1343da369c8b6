import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../../options/errors.ts';
import type { FileState } from '../../render/change.ts';
import { showPath } from '../errors.ts';
import { removeEmptyFolder } from '../files.ts';
import { isAlive, removeStale, stagingName, stagingOwner } from '../staging.ts';
import type { Repository } from './repository.ts';

/** Counts up when a record reads differently. */
const FORMAT = 1;

const FASTER = 'another run was faster; try again when it is done';

/** All that a run is about to do, with what is needed to finish it or to put everything back. */
export interface RunRecord {
  /** The program's arguments. */
  readonly command: readonly string[];
  /** The worksite, relative to the work tree's root. */
  readonly folder: string;
  readonly entries: readonly Entry[];
  /** The folders that the entries lie in, as far as they were there, with their modes. */
  readonly folders: readonly (readonly [path: string, mode: number])[];
}

export interface Entry {
  /** Relative to the worksite, `/` between segments. */
  readonly path: string;
  readonly before: (FileState & { readonly mode: number }) | undefined;
  readonly after: FileState | undefined;
  /** Name of the file beside it that takes its place. */
  readonly temporary: string;
  /** Of a conflict, what git's index holds. */
  readonly stages?: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/**
 * The record of a run that is at work or was killed. It is the only file of a folder in git's own one, and its name says
 * which process it belongs to: whoever renames it, takes the run over.
 */
export interface Journal {
  readonly file: string;
  readonly record: RunRecord;
  /** The process that is still at work. */
  readonly process?: number;
}

function folderOf({ gitFolder }: Repository): string {
  return path.join(gitFolder, 'create-rust-2026');
}

/** @throws InputError where there is a record that this program cannot read */
export function findJournal(repository: Repository): Journal | undefined {
  const folder = folderOf(repository);
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    const owner = stagingOwner(folder, name);
    if (owner === undefined) continue;
    const file = path.join(folder, name);
    return { file, record: readRecord(file), ...(isAlive(owner) ? { process: owner.pid } : {}) };
  }
  return undefined;
}

function readRecord(file: string): RunRecord {
  const content = parse(fs.readFileSync(file, 'utf8'));
  if (content?.format === FORMAT) return content.record;
  throw new InputError(
    `${showPath(file)} records an interrupted run for another version of this program; finish it with that one`,
  );
}

function parse(text: string): { readonly format: unknown; readonly record: RunRecord } | undefined {
  try {
    return JSON.parse(text) as { format: unknown; record: RunRecord };
  } catch {
    return undefined;
  }
}

/**
 * Records a run, in one step, and on the disk before anything else is.
 *
 * @throws InputError where another run is recorded
 */
export function openJournal(repository: Repository, record: RunRecord): Journal {
  const folder = folderOf(repository);
  removeStale(folder);
  const staging = path.join(path.dirname(folder), stagingName(folder));
  const name = stagingName(folder);
  try {
    fs.mkdirSync(staging);
    const content = JSON.stringify({ format: FORMAT, record });
    fs.writeFileSync(path.join(staging, name), content, { flag: 'wx', flush: true, mode: 0o600 });
    removeEmptyFolder(folder);
    fs.renameSync(staging, folder);
    return { file: path.join(folder, name), record };
  } catch (error) {
    fs.rmSync(staging, { recursive: true, force: true });
    if (fs.existsSync(folder)) throw new InputError(FASTER);
    throw error;
  }
}

/** @throws InputError where the run's process is still there */
export function refuseAtWork({ process }: Journal, shown: string): void {
  if (process === undefined) return;
  throw new InputError(`process ${process} is changing files in ${shown}; wait until it is done`);
}

/** @throws InputError where another run was faster */
export function takeOver({ file, record }: Journal): Journal {
  const folder = path.dirname(file);
  const own = path.join(folder, stagingName(folder));
  if (!fs.existsSync(file)) throw new InputError(FASTER);
  fs.renameSync(file, own);
  return { file: own, record };
}

/** The run has done all, or nothing. */
export function closeJournal({ file }: Journal): void {
  fs.unlinkSync(file);
  removeEmptyFolder(path.dirname(file));
}
