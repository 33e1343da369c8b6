import path from 'node:path';

import { showPath } from '../disk/errors.ts';
import {
  readRecord,
  recordedAnswers,
  type AnswersRecord,
  type GatesOnlyRecord,
  type ProjectRecord,
} from '../lifecycle/answers-file.ts';
import { create, type Creation } from '../lifecycle/create.ts';
import { InputError, quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import type { RawAnswers } from '../options/resolve.ts';
import { NO_ADDITIONS, type Additions } from '../project/additions.ts';
import { ANSWERS_FILE } from '../render/answers.ts';
import type { Surroundings } from './command.ts';
import { isFile, isFolder } from './executable.ts';
import { readText } from './read-text.ts';
import { shellWord } from './shell.ts';

/** A folder that was named, or is the working folder. */
export interface Place {
  /** Absolute. */
  readonly folder: string;
  /** As messages name it. */
  readonly shown: string;
  /** As it was named; undefined for the working folder. */
  readonly given: string | undefined;
}

/** What the answers and the presets of a workspace give. */
export interface Recreation extends Creation {
  /** What `--preset` takes to get exactly these presets again, from here. */
  readonly presetArguments: readonly string[];
  /** @throws InputError where answers override what a preset locks */
  readonly refuseOverrides: (said: RawAnswers) => void;
}

/** What a command that reads a workspace works with. */
export interface ReaderSurroundings extends Surroundings {
  /** What `--preset` said: where presets lie that the workspace was made with. */
  readonly presets?: readonly string[];
}

/** The folder that a command is to work in. */
export function placeOf(given: string | undefined, cwd: string): Place {
  if (given === undefined) return { folder: cwd, shown: 'this folder', given };
  if (given === '') throw new InputError('the folder is empty; give the path of a workspace');
  const folder = path.resolve(cwd, given);
  if (!isFolder(folder)) throw new InputError(`there is no folder ${quoted(given)}; give the path of a workspace`);
  return { folder, shown: showPath(given), given };
}

/** What the answers file of a folder says, whichever version wrote it; undefined where there is none. */
export function recordIn({ folder, given = '' }: Place): ProjectRecord | undefined {
  const place = path.join(folder, ANSWERS_FILE);
  if (!isFile(place)) return undefined;
  const file = showPath(path.join(given, ANSWERS_FILE));
  return readRecord(readText(place, file), file);
}

/**
 * What the answers and the presets of a record give. Only presets that are packages or repositories, and that nobody has
 * given, are fetched.
 *
 * @param command that is to be run with the recorded version, where that is another.
 * @throws InputError where another version wrote the record, it holds what no record of this one does, or a preset is not
 *   what it was.
 */
export async function recreate(
  record: AnswersRecord,
  command: string,
  { assets, io, presets = [] }: Pick<ReaderSurroundings, 'assets' | 'presets'> & Partial<Pick<Surroundings, 'io'>>,
): Promise<Recreation> {
  refuseOtherVersion(record, command, assets.version);
  const answers = recordedAnswers(record);
  const { additions, ...rest } = await presetsOf(record, presets, io?.cwd ?? '.');
  return { ...create(answers, await assets.load(answers), additions), ...rest };
}

async function presetsOf(
  record: AnswersRecord,
  given: readonly string[],
  cwd: string,
): Promise<Omit<Recreation, keyof Creation> & { readonly additions: Additions }> {
  if (record.presets === undefined && given.length === 0) {
    return { additions: NO_ADDITIONS, presetArguments: [], refuseOverrides: () => undefined };
  }
  const [{ recordedLayers }, { additionsOf, combineLayers }] = await Promise.all([
    import('./preset/recorded.ts'),
    import('./preset/layers.ts'),
  ]);
  const layers = await recordedLayers(record, given, cwd);
  return {
    additions: additionsOf(layers),
    presetArguments: layers.map(({ argument }) => argument),
    refuseOverrides: (said) => void combineLayers(layers, said),
  };
}

/** @throws InputError where another version wrote the record, which alone knows what that gives. */
export function refuseOtherVersion({ file, version }: ProjectRecord, command: string, ours: string): void {
  if (version === ours) return;
  throw new InputError(
    `${file} was written by ${GENERATOR} ${version}, and this is ${ours}; run npx ${GENERATOR}@${version} ${command}`,
  );
}

/** @throws InputError where presets were given for a project that only has gates. */
export function refusePresets({ file }: GatesOnlyRecord, presets: readonly string[] = []): void {
  if (presets.length === 0) return;
  throw new InputError(`--preset has no say here: ${file} is of a project that only has gates; leave it out`);
}

/** @throws InputError where the folder has none. */
export function projectRecord(place: Place): ProjectRecord {
  const record = recordIn(place);
  if (record !== undefined) return record;
  throw new InputError(
    `${place.shown} holds no ${ANSWERS_FILE}, so ${GENERATOR} did not make it; give the folder of a workspace`,
  );
}

/** The same command again, for a shell. */
export function commandIn({ given }: Place, command: string, presets: readonly string[] = []): string {
  const words = [...(given === undefined ? [] : [given]), ...presets.flatMap((preset) => ['--preset', preset])];
  return [command, ...words.map(shellWord)].join(' ');
}
