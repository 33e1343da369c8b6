import type { Command } from 'commander';

import { abortRun, continueRun, type SettledRun } from '../disk/changes/apply.ts';
import { InputError } from '../options/errors.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';

/** The flags of every command that changes files in a folder. */
export function addChangeFlags(command: Command): void {
  command
    .option('--dry-run', 'show the changes as a diff, make none')
    .option('--abort', 'put back what a run that was killed has changed')
    .option('--allow-dirty', 'also change files whose present text git does not have')
    .option('--json', 'print the result as JSON');
}

/**
 * Ends a run that was killed in a folder, and says so; a run that is to change nothing leaves it, and is refused for its
 * sake.
 *
 * @returns whether there was one: then nothing else is done
 * @throws InputError as `continueRun`, and where there is nothing to put back
 */
export async function settleRun(folder: string, flags: Flags, io: Pick<Io, 'out'>): Promise<boolean> {
  const settled = await settle(folder, flags);
  if (settled === undefined) return false;
  const done = flags['abort'] === true ? 'put back' : 'finished';
  io.out(`${done} what \`${settled.command.join(' ')}\` had begun: ${settled.files.join(', ')}\n`);
  if (flags['abort'] !== true) io.out('Nothing else was done; say again what you want now.\n');
  return true;
}

async function settle(folder: string, flags: Flags): Promise<SettledRun | undefined> {
  if (flags['abort'] !== true) return flags['dryRun'] === true ? undefined : continueRun(folder);
  const settled = await abortRun(folder);
  if (settled === undefined) throw new InputError('no run was interrupted here; there is nothing to put back');
  return settled;
}
