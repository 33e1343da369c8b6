import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../../options/errors.ts';
import type { FileState } from '../../render/change.ts';
import { errorCode } from '../errors.ts';
import { removeEmptyFolder } from '../files.ts';
import { foldersOf } from '../folders.ts';
import type { Undo } from '../undo.ts';
import type { Entry, RunRecord } from './journal.ts';
import { holds } from './read.ts';
import { shownPath, type Worksite } from './worksite.ts';

/** The two ways that a file may stand. */
export type Side = 'before' | 'after';

/** Writes everything that takes room on the disk, where nobody looks yet. */
export function prepare(site: Worksite, record: RunRecord): void {
  makeFolders(site, record, 'after');
  for (const entry of record.entries) {
    if (!holds(site, entry.path, entry.after)) writeTemporary(site, entry, entry.after);
  }
}

/**
 * Whether a file is still to be brought to a side.
 *
 * @param absent whether it is all the same if somebody moved it away
 * @throws InputError where it holds neither of its texts
 */
export function isDue(site: Worksite, entry: Entry, to: Side, absent: boolean): boolean {
  if (holds(site, entry.path, entry[to])) return false;
  const other = entry[to === 'after' ? 'before' : 'after'];
  if (holds(site, entry.path, other) || (absent && holds(site, entry.path, undefined))) return true;
  throw new InputError(`${shownPath(site, entry.path)} was changed by somebody else meanwhile; try again`);
}

/** Puts in place what was prepared, or takes the file away. */
export function move(site: Worksite, entry: Entry, to: Side): void {
  const [place, temporary] = [path.join(site.root, entry.path), temporaryOf(site, entry)];
  if (entry[to] === undefined) fs.unlinkSync(place);
  else if (fs.lstatSync(place, { throwIfNoEntry: false }) === undefined) moveNew(temporary, place);
  else fs.renameSync(temporary, place);
}

/** Unlike a rename, a link never replaces what somebody put there this moment. */
function moveNew(from: string, to: string): void {
  try {
    fs.linkSync(from, to);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw error;
    fs.renameSync(from, to); // A disk without hard links.
    return;
  }
  fs.unlinkSync(from);
}

/** Removes the folders in which nothing is left. */
export function removeEmptied(site: Worksite, { entries }: RunRecord): void {
  const left = entries.filter(({ after }) => after === undefined).map((entry) => entry.path);
  for (const folder of foldersOf(left).reverse()) removeEmptyFolder(path.join(site.root, folder));
}

/** What takes a run back; of its entries only those that are given. */
export function undoOf(site: Worksite, record: RunRecord, entries: readonly Entry[]): Undo {
  const found = new Map(record.folders);
  const made = foldersOf(record.entries.map((entry) => entry.path)).filter((folder) => !found.has(folder));
  const putBack = (entry: Entry): void => {
    if (!isDue(site, entry, 'before', true)) return;
    writeTemporary(site, entry, entry.before);
    move(site, entry, 'before');
  };
  return [
    ...made.map((folder) => () => {
      removeEmptyFolder(path.join(site.root, folder));
    }),
    ...record.entries.map((entry) => () => {
      removeTemporary(site, entry);
    }),
    ...entries.map((entry) => () => {
      putBack(entry);
    }),
    () => {
      makeFolders(site, record, 'before');
    },
  ];
}

/** The folders that the files of one side lie in; one that was there before gets its mode back. */
function makeFolders(site: Worksite, { entries, folders }: RunRecord, side: Side): void {
  const modes = new Map(folders);
  for (const folder of foldersOf(entries.filter((entry) => entry[side] !== undefined).map((entry) => entry.path))) {
    const place = path.join(site.root, folder);
    if (fs.existsSync(place)) continue;
    fs.mkdirSync(place);
    const mode = modes.get(folder);
    if (mode !== undefined) setMode(site, place, mode);
  }
}

function writeTemporary(site: Worksite, entry: Entry, state: FileState | undefined): void {
  removeTemporary(site, entry);
  if (state === undefined) return;
  const place = temporaryOf(site, entry);
  const mode = entry.before === undefined ? undefined : withExecutable(entry.before.mode, state.executable);
  fs.writeFileSync(place, state.text, { flag: 'wx', mode: mode ?? (state.executable ? 0o777 : 0o666) });
  if (mode !== undefined) setMode(site, place, mode);
}

/** A mode in which whoever may read may execute, or nobody. */
function withExecutable(mode: number, executable: boolean): number {
  if (((mode & 0o100) !== 0) === executable) return mode;
  return executable ? mode | ((mode & 0o444) >> 2) : mode & ~0o111;
}

function setMode({ hasModes }: Worksite, place: string, mode: number): void {
  if (hasModes) fs.chmodSync(place, mode & 0o7777);
}

/** Removes what a killed run may have left beside a file. */
export function removeTemporary(site: Worksite, entry: Entry): void {
  fs.rmSync(temporaryOf(site, entry), { force: true });
}

function temporaryOf({ root }: Worksite, entry: Entry): string {
  return path.join(root, path.dirname(entry.path), path.basename(entry.temporary));
}
