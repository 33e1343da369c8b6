import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { InputError, onOneLine } from '../../options/errors.ts';
import { diskError, showNames, showPath } from '../errors.ts';
import { interruptible } from '../interrupt.ts';
import { findJournal, refuseAtWork } from './journal.ts';
import {
  findRepository,
  type Index,
  keepsModes,
  operationUnderWay,
  readIndex,
  readStatus,
  type Repository,
} from './repository.ts';

/** A folder in which a command changes files. */
export interface Worksite {
  /** Absolute, symbolic links resolved; changes are named from here. */
  readonly root: string;
  /** The folder as the user wrote it, for messages. */
  readonly shown: string;
  readonly repository: Repository;
  /** What git knew when the worksite was opened. */
  readonly index: Index;
  readonly status: ReadonlyMap<string, string>;
  /** Whether files may be executable here. */
  readonly hasModes: boolean;
  /** Whether files may be changed whose present text git does not have. */
  readonly allowDirty: boolean;
}

/**
 * Opens a folder for a command that is to change files in it. Changes nothing.
 *
 * @param folder relative to the working folder, or absolute
 * @throws InputError where git could not take the changes back, or a run was interrupted or is still at work
 */
export async function openWorksite(folder: string, options: { readonly allowDirty: boolean }): Promise<Worksite> {
  const site = await surveyWorksite(folder, options);
  refuseRun(site);
  const operation = operationUnderWay(site.repository);
  if (operation !== undefined) throw new InputError(`a ${operation} is under way in ${site.shown}; finish it first`);
  const unmerged = [...site.status].filter(([, letters]) => /U|AA|DD/.test(letters)).map(([file]) => file);
  if (unmerged.length > 0) {
    throw new InputError(`conflicts in ${site.shown} are not resolved: ${showNames(unmerged)}; resolve them first`);
  }
  const uncommitted = uncommittedIn(site);
  if (uncommitted !== undefined && !options.allowDirty) throw new InputError(uncommitted);
  return site;
}

/** What a worksite is refused for unless that is allowed; undefined where all is committed. */
export function uncommittedIn({ status, shown }: Worksite): string | undefined {
  if (status.size === 0) return undefined;
  return `${shown} has uncommitted changes: ${showNames([...status.keys()])}; commit them, or allow that with --allow-dirty`;
}

/** A worksite in whatever state; for a run that goes on with what another began. */
export async function surveyWorksite(folder: string, { allowDirty }: { allowDirty: boolean }): Promise<Worksite> {
  const shown = showPath(folder);
  const root = resolveFolder(folder, shown);
  return interruptible(async () => {
    const repository = await findRepository(root, shown);
    const [index, status, hasModes] = await Promise.all([
      readIndex(repository),
      readStatus(repository),
      keepsModes(repository),
    ]);
    return { root, shown, repository, index, status, allowDirty, hasModes: hasModes && process.platform !== 'win32' };
  });
}

function resolveFolder(folder: string, shown: string): string {
  try {
    const stat = fs.statSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) throw new InputError(`there is no folder ${shown}; choose one that exists`);
    if (!stat.isDirectory()) throw new InputError(`${shown} is a file, not a folder; choose another path`);
    return fs.realpathSync.native(folder);
  } catch (error) {
    throw diskError(error, shown, 'read');
  }
}

function refuseRun(site: Worksite): void {
  const journal = findJournal(site.repository);
  if (journal === undefined) return;
  refuseAtWork(journal, site.shown);
  const command = onOneLine(journal.record.command.join(' '));
  throw new InputError(
    `\`${command}\` was interrupted in ${site.shown}; run it again to finish it, or with --abort to put everything back`,
  );
}

/** A path of the worksite as git names it, from the work tree's root. */
export function inRepository({ root, repository }: Pick<Worksite, 'root' | 'repository'>, file: string): string {
  return path.relative(repository.top, path.join(root, file)).split(path.sep).join('/');
}

/** A path of the worksite for a message. */
export function shownPath({ shown }: Pick<Worksite, 'shown'>, file: string): string {
  return path.join(shown, showPath(file));
}
