import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../../options/errors.ts';
import { type Change, sameState } from '../../render/change.ts';
import { diskError, showNames, showPath } from '../errors.ts';
import { foldersOf } from '../folders.ts';
import { interruptible } from '../interrupt.ts';
import { stagingName } from '../staging.ts';
import { takeBack } from '../undo.ts';
import { prepareStages, setStages, stagesThatDiffer } from './conflicts.ts';
import {
  closeJournal,
  type Entry,
  findJournal,
  type Journal,
  openJournal,
  refuseAtWork,
  type RunRecord,
  takeOver,
} from './journal.ts';
import { refuseClashes, statFile } from './paths.ts';
import { holds } from './read.ts';
import { isWithin } from './repository.ts';
import { inRepository, shownPath, surveyWorksite, uncommittedIn, type Worksite } from './worksite.ts';
import { isDue, move, prepare, removeEmptied, removeTemporary, type Side, undoOf } from './write.ts';

/**
 * Makes the changes, all of them or none. They are recorded first: a run that is killed can be finished or taken back.
 *
 * @param command the program's arguments, for whoever finds the record
 * @throws InputError where a file is not as the command read it, or the disk refuses; everything is then as it was
 */
export async function applyChanges(
  site: Worksite,
  command: readonly string[],
  changes: readonly Change[],
): Promise<void> {
  const real = changes.filter((change) => change.conflict !== undefined || !sameState(change.before, change.after));
  if (real.length === 0) return;
  await interruptible(async (signal) => {
    try {
      const record = await planRun(site, command, real, signal);
      const journal = openJournal(site.repository, record);
      await runOrTakeBack(site, journal, signal);
    } catch (error) {
      throw diskError(error, site.shown);
    }
  });
}

async function planRun(
  site: Worksite,
  command: readonly string[],
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<RunRecord> {
  const files = changes.map((change) => change.path);
  const folders = foldersOf(files);
  if (new Set([...files, ...folders]).size < files.length + folders.length) {
    throw new Error('a path is changed twice, or is a file of one change and a folder of another');
  }
  const modes = changes.map((change) => checkChange(site, change));
  refuseClashes(site, files);
  const entries: Entry[] = [];
  for (const [index, change] of changes.entries()) {
    const { path: file, before, after } = change;
    const stages = await prepareStages(site, change, signal);
    entries.push({
      path: file,
      before: before && { ...before, mode: modes[index] ?? 0 },
      after,
      temporary: stagingName(path.join(site.root, file)),
      ...(stages === undefined ? {} : { stages }),
    });
  }
  await stagesThatDiffer(site, entries, 'after');
  return { command, folder: inRepository(site, ''), entries, folders: modesOf(site, folders) };
}

/** @returns the file's mode, undefined where there is no file */
function checkChange(site: Worksite, change: Change): number | undefined {
  const { path: file, before } = change;
  const mode = statFile(site, file)?.mode;
  if (!holds(site, file, before)) {
    throw new InputError(`${shownPath(site, file)} was changed by somebody else meanwhile; try again`);
  }
  const unknown = unknownToGit(site, change);
  if (unknown !== undefined && !site.allowDirty) throw new InputError(unknown);
  return mode;
}

function unknownToGit(site: Worksite, { path: file, before }: Change): string | undefined {
  if (before === undefined || site.index.has(inRepository(site, file))) return undefined;
  return `git does not have ${shownPath(site, file)}; add and commit it, or allow its change with --allow-dirty`;
}

/** What the changes are refused for where files must not be changed whose present text git does not have. */
export function refusalOf(site: Worksite, changes: readonly Change[]): string | undefined {
  return uncommittedIn(site) ?? changes.flatMap((change) => unknownToGit(site, change) ?? [])[0];
}

function modesOf({ root }: Worksite, folders: readonly string[]): RunRecord['folders'] {
  return folders.flatMap((folder) => {
    const stat = fs.lstatSync(path.join(root, folder), { throwIfNoEntry: false });
    return stat === undefined ? [] : [[folder, stat.mode] as const];
  });
}

async function runOrTakeBack(site: Worksite, journal: Journal, signal: AbortSignal): Promise<void> {
  const { record } = journal;
  const written: Entry[] = [];
  let staged = false;
  try {
    await writeFiles(site, record, { absent: false, written, signal });
    staged = true;
    await setStages(site, record.entries, 'after', signal);
    removeEmptied(site, record);
    closeJournal(journal);
  } catch (error) {
    if (!(await takeAllBack(site, journal, staged ? record.entries : [], written))) throw unfinished(error, site);
    throw error;
  }
}

/** Whether that could be done. */
async function takeAllBack(
  site: Worksite,
  journal: Journal,
  staged: readonly Entry[],
  written: readonly Entry[],
): Promise<boolean> {
  if (!takeBack(undoOf(site, journal.record, written))) return false;
  try {
    await setStages(site, staged, 'before');
    closeJournal(journal);
    return true;
  } catch {
    return false;
  }
}

function unfinished(error: unknown, { shown }: Worksite): unknown {
  const reason = diskError(error, shown);
  if (!(reason instanceof InputError)) return error;
  return new InputError(`${reason.message}; what was written so far could not be taken back: do that with --abort`, {
    cause: error,
  });
}

/**
 * Looks whether the changes could be made, as far as that can be told before.
 *
 * @throws InputError as `applyChanges`
 */
export function checkChanges(site: Worksite, changes: readonly Change[]): void {
  changes.forEach((change) => checkChange(site, change));
  refuseClashes(
    site,
    changes.map(({ path: file }) => file),
  );
}

interface Writing {
  /** As of `isDue`. */
  readonly absent: boolean;
  /** Takes each file that may have been touched. */
  readonly written: Entry[];
  readonly signal: AbortSignal;
}

async function writeFiles(site: Worksite, record: RunRecord, { absent, written, signal }: Writing): Promise<void> {
  prepare(site, record);
  await new Promise((resolve) => setImmediate(resolve)); // A signal that has come is heard.
  signal.throwIfAborted();
  for (const entry of record.entries) {
    if (isDue(site, entry, 'after', absent)) {
      written.push(entry);
      move(site, entry, 'after');
    } else removeTemporary(site, entry);
  }
}

/** A run that was killed, and is over now. */
export interface SettledRun {
  /** The program's arguments. */
  readonly command: readonly string[];
  /** Files that it was to change, relative to the folder that it worked in. */
  readonly files: readonly string[];
}

/**
 * Finishes the run that was killed in the folder's repository; undefined when there is none.
 *
 * @throws InputError where it is still at work, or somebody has edited its files since: then nothing is touched
 */
export async function continueRun(folder: string): Promise<SettledRun | undefined> {
  return settle(folder, 'after', async (site, record, signal) => {
    await writeFiles(site, record, { absent: true, written: [], signal });
    await setStages(site, record.entries, 'after', signal);
    removeEmptied(site, record);
  });
}

/**
 * Takes back the run that was killed in the folder's repository; undefined when there is none.
 *
 * @throws InputError as `continueRun`
 */
export async function abortRun(folder: string): Promise<SettledRun | undefined> {
  return settle(folder, 'before', async (site, record, signal) => {
    await setStages(site, record.entries, 'before', signal);
    for (const step of undoOf(site, record, record.entries).reverse()) step();
  });
}

async function settle(
  folder: string,
  to: Side,
  work: (site: Worksite, record: RunRecord, signal: AbortSignal) => Promise<void>,
): Promise<SettledRun | undefined> {
  const here = await surveyWorksite(folder, { allowDirty: true });
  const found = findJournal(here.repository);
  if (found === undefined) return undefined;
  refuseAtWork(found, here.shown);
  const root = path.join(here.repository.top, found.record.folder);
  const site = { ...here, root, shown: root === here.root ? here.shown : showPath(root) };
  await interruptible(async (signal) => {
    try {
      refuseMoved(site);
      await refuseEdited(site, found, to);
      const journal = takeOver(found);
      await work(site, journal.record, signal);
      closeJournal(journal);
    } catch (error) {
      throw diskError(error, site.shown);
    }
  });
  return { command: found.record.command, files: found.record.entries.map((entry) => entry.path) };
}

/** The folder of a record may be a link by now. */
function refuseMoved({ root, shown, repository }: Worksite): void {
  if (isWithin(repository.top, root) && fs.realpathSync.native(root) === root) return;
  throw new InputError(`a run was interrupted in ${shown}, which leads out of its repository now; put it back first`);
}

async function refuseEdited(site: Worksite, { file, record }: Journal, to: Side): Promise<void> {
  const edited = record.entries.filter((entry) => {
    statFile(site, entry.path);
    return ![entry.before, entry.after, undefined].some((state) => holds(site, entry.path, state));
  });
  if (edited.length > 0) {
    const list = showNames(edited.map((entry) => path.join(site.shown, entry.path)));
    throw new InputError(
      `edited since a run was interrupted: ${list}; move that away and try again, or delete ${showPath(file)} to leave everything as it is`,
    );
  }
  await stagesThatDiffer(site, record.entries, to);
}
