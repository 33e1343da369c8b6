import { asFlag, checkGiven, type CheckedAnswers, type RawAnswers } from '../options/resolve.ts';
import { NO_ADDITIONS } from '../project/additions.ts';
import { checkPathName, destinationOf } from './destination.ts';
import { answersFrom, presetsFrom, type Flags } from './flags.ts';
import type { Said } from './said.ts';

/** What was said, and where the workspace goes. */
export interface Given extends Said {
  /** Absolute; undefined where no path was given. */
  readonly target: string | undefined;
}

/**
 * Puts together what was said: flags win over presets, and a path's last part over a preset's name.
 *
 * @throws InputError for the first thing that is wrong by itself.
 */
export async function gatherGiven(path: string | undefined, flags: Flags, cwd: string): Promise<Given> {
  const answers = answersFrom(flags);
  const destination = path === undefined ? undefined : destinationOf(path, cwd);
  const said = await withPresets(answers, flags, cwd);
  if (destination === undefined) return { ...said, target: undefined };
  if (answers['name'] !== undefined) return { ...said, target: destination.target };
  checkPathName(destination.name);
  return { ...said, target: destination.target, raw: { ...said.raw, name: destination.name } };
}

async function withPresets(answers: RawAnswers, flags: Flags, cwd: string): Promise<Said> {
  const presets = presetsFrom(flags);
  if (presets.length === 0) return withoutPresets(checkGiven(answers));
  return (await import('./preset/layers.ts')).sayWithPresets(presets, answers, cwd);
}

function withoutPresets(raw: CheckedAnswers): Said {
  return { raw, naming: asFlag, ofPresets: new Set(), additions: NO_ADDITIONS, presetArguments: [], warnings: [] };
}
