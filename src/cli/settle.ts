import type { Command } from 'commander';

import { abortRun, continueRun, refusalOf, type SettledRun } from '../disk/changes/apply.ts';
import type { Worksite } from '../disk/changes/worksite.ts';
import { InputError } from '../options/errors.ts';
import type { Change } from '../render/change.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';
import { count } from './report.ts';

/** The flags of every command that changes files in a folder. */
export function addChangeFlags(command: Command): void {
  command
    .option('--dry-run', 'list the changes and show them as a diff, make none')
    .option('--abort', 'put back what a run that was killed has changed')
    .option('--allow-dirty', 'also change files whose present text git does not have')
    .option('--json', 'print the result as JSON');
}

/** Whether changes that are not committed are no reason to stop: they are allowed, or nothing will be written. */
export function mayBeDirty(flags: Flags): boolean {
  return flags['allowDirty'] === true || flags['dryRun'] === true;
}

/** After a dry run: why the run itself would be refused. */
export function warnOfRefusal(
  site: Worksite,
  changes: readonly Change[],
  flags: Flags,
  { err }: Pick<Io, 'err'>,
): void {
  if (flags['dryRun'] !== true || flags['allowDirty'] === true) return;
  const refusal = refusalOf(site, changes);
  if (refusal !== undefined) err(`warning: without --dry-run this is refused: ${refusal}\n`);
}

export type ExitCode = 0 | 1;

/**
 * Ends a run that was killed in a folder, and says so; a run that is to change nothing leaves it, and is refused for its
 * sake.
 *
 * @param words what is asked for now
 * @returns undefined where there was none; else nothing more is done, and 1 says that this was another run than is asked for
 * @throws InputError as `continueRun`, and where there is nothing to put back
 */
export async function settleRun(
  folder: string,
  words: readonly string[],
  flags: Flags,
  io: Pick<Io, 'out'>,
): Promise<ExitCode | undefined> {
  const isAbort = flags['abort'] === true;
  const settled = isAbort ? await abort(folder) : flags['dryRun'] === true ? undefined : await continueRun(folder);
  if (settled === undefined) return undefined;
  const command = settled.command.join(' ');
  io.out(
    `${isAbort ? 'Put back' : 'Finished'} what \`${command}\` had begun: ${count(settled.files.length, 'file')}\n`,
  );
  if (isAbort || command === words.join(' ')) return 0;
  io.out('What is asked for now was not done; commit, and say it again.\n');
  return 1;
}

async function abort(folder: string): Promise<SettledRun> {
  const settled = await abortRun(folder);
  if (settled === undefined) throw new InputError('no run was interrupted here; there is nothing to put back');
  return settled;
}
