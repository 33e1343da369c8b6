import path from 'node:path';

import { showPath } from '../disk/errors.ts';
import { readAnswersRecord, recordedAnswers, type AnswersRecord } from '../lifecycle/answers-file.ts';
import { create, type Creation } from '../lifecycle/create.ts';
import { InputError, quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
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

/** A workspace of this generator's, with what its answers give. */
export interface Workspace extends Place, Creation {
  readonly record: AnswersRecord;
}

/** The folder that a command is to work in. */
export function placeOf(given: string | undefined, cwd: string): Place {
  if (given === undefined) return { folder: cwd, shown: 'this folder', given };
  if (given === '') throw new InputError('the folder is empty; give the path of a workspace');
  const folder = path.resolve(cwd, given);
  if (!isFolder(folder)) throw new InputError(`there is no folder ${quoted(given)}; give the path of a workspace`);
  return { folder, shown: showPath(given), given };
}

/** The answers file of a folder, whichever version wrote it; undefined where there is none. */
export function recordIn({ folder, given = '' }: Place): AnswersRecord | undefined {
  const place = path.join(folder, ANSWERS_FILE);
  if (!isFile(place)) return undefined;
  const file = showPath(path.join(given, ANSWERS_FILE));
  return readAnswersRecord(readText(place, file), file);
}

/**
 * What the answers of a record give.
 *
 * @param command that is to be run with the recorded version, where that is another.
 * @throws InputError where another version wrote the record, or it holds what no record of this one does.
 */
export async function recreate(
  record: AnswersRecord,
  command: string,
  { assets }: Pick<Surroundings, 'assets'>,
): Promise<Creation> {
  if (record.version !== assets.version) {
    throw new InputError(
      `${record.file} was written by ${GENERATOR} ${record.version}, and this is ${assets.version}; run npx ${GENERATOR}@${record.version} ${command}`,
    );
  }
  if (record.withPresets) {
    throw new InputError(
      `${record.file} names presets, which bring what its answers do not say; ${command} does not read presets yet`,
    );
  }
  const answers = recordedAnswers(record);
  return create(answers, await assets.load(answers));
}

/**
 * The workspace in a folder.
 *
 * @param command its name, for the message where another version made the workspace.
 * @throws InputError where there is none of this version's.
 */
export async function openWorkspace(
  given: string | undefined,
  command: string,
  surroundings: Surroundings,
): Promise<Workspace> {
  const place = placeOf(given, surroundings.io.cwd);
  const record = recordIn(place);
  if (record === undefined) {
    throw new InputError(
      `${place.shown} holds no ${ANSWERS_FILE}, so ${GENERATOR} did not make it; give the folder of a workspace`,
    );
  }
  const again = given === undefined ? command : `${command} ${shellWord(given)}`;
  return { ...place, record, ...(await recreate(record, again, surroundings)) };
}
