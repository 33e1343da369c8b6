import { holds } from '../options/condition.ts';
import { InputError } from '../options/errors.ts';
import { asFlag, checkGiven, type CheckedAnswers, type Naming, type RawAnswers } from '../options/resolve.ts';
import { OPTIONS } from '../options/table.ts';
import type { Option } from '../options/types.ts';
import { checkPathName, destinationOf } from './destination.ts';
import { answersFrom, type Flags } from './flags.ts';

/** What the command line and its preset say. */
export interface Given {
  /** Absolute; undefined where no path was given. */
  readonly target: string | undefined;
  /** Each in its canonical form; `name` where a path, a flag or the preset gives one. */
  readonly raw: CheckedAnswers;
  readonly naming: Naming;
}

/**
 * Puts together what was said: flags win over the preset, and a path's last part over the preset's name.
 *
 * @throws InputError for the first thing that is wrong by itself.
 */
export async function gatherGiven(path: string | undefined, flags: Flags, cwd: string): Promise<Given> {
  const said = answersFrom(flags);
  const destination = path === undefined ? undefined : destinationOf(path, cwd);
  const preset = await presetOf(flags, cwd);
  const naming: Naming = (id) => (preset !== undefined && !Object.hasOwn(said, id) ? preset.naming(id) : asFlag(id));
  const all = checkGiven({ ...preset?.raw, ...said }, naming);
  const raw = preset === undefined ? all : withoutOverruled(all, checkGiven(preset.raw, preset.naming), said);
  if (destination === undefined) return { target: undefined, raw, naming };
  if (said['name'] !== undefined) return { target: destination.target, raw, naming };
  checkPathName(destination.name);
  return { target: destination.target, raw: { ...raw, name: destination.name }, naming };
}

/**
 * Without what applied in the preset and no longer does beside the flags: `db`, where a flag chooses another pillar. What
 * never applied stays, to be refused.
 */
function withoutOverruled(all: CheckedAnswers, preset: CheckedAnswers, said: RawAnswers): CheckedAnswers {
  const overruled = (OPTIONS as readonly Option[]).filter(
    ({ id, when }) => !Object.hasOwn(said, id) && holds(when, withDefaults(preset)) && !holds(when, withDefaults(all)),
  );
  return Object.fromEntries(Object.entries(all).filter(([id]) => !overruled.some((option) => option.id === id)));
}

/** With what is taken where nothing is said, as far as it is always there to be taken. */
function withDefaults(answers: RawAnswers): RawAnswers {
  const always = (OPTIONS as readonly Option[]).filter(({ when }) => when === undefined);
  return { ...Object.fromEntries(always.map((option) => [option.id, option.default])), ...answers };
}

async function presetOf(flags: Flags, cwd: string) {
  const files = flags['preset'] as readonly string[] | undefined;
  if (files === undefined) return undefined;
  const [file] = files;
  if (file === undefined || files.length > 1) throw new InputError('--preset takes one file');
  if (file === '') throw new InputError('--preset is empty; give the path of a TOML or JSON file');
  return (await import('./preset/load.ts')).loadPreset(file, cwd);
}
