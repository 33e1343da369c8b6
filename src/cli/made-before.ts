import path from 'node:path';

import type { AnswersRecord, ProjectRecord } from '../lifecycle/answers-file.ts';
import { InputError } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import type { RawAnswers } from '../options/resolve.ts';
import { wayTo } from './destination.ts';
import { isFile } from './executable.ts';
import { npx } from './reproduce.ts';
import { recordIn } from './workspace.ts';

/**
 * The rest of the sentence that refuses to make a workspace where one was made before: `add` is what brings it the answers
 * that are new. Undefined for any other folder; one without a Cargo.toml is what an interrupted run left.
 *
 * @param target absolute
 */
export function madeBefore(target: string, said: RawAnswers, cwd: string): string | undefined {
  const record = readableRecord(target);
  if (record?.kind !== 'workspace' || !isFile(path.join(target, 'Cargo.toml'))) return undefined;
  const flags = newFlags(record, said);
  const folder = wayTo(target, cwd);
  const way =
    flags.length === 0
      ? `see \`${npx(['add', '--help'], record.version)}\` for what it can be given`
      : `change it with \`${npx(['add', ...flags, ...(folder === '' ? [] : ['--dir', folder])], record.version)}\``;
  return `is already a workspace that ${GENERATOR} made; ${way}, or choose another folder for another one`;
}

/** An answers file that nobody can read makes no workspace; what is in the way is then said as of any folder. */
function readableRecord(folder: string): ProjectRecord | undefined {
  try {
    return recordIn({ folder, shown: folder, given: folder });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** What was said and the workspace does not have, as `add` takes it: of a list only what is new. */
function newFlags({ answers }: AnswersRecord, said: RawAnswers): string[] {
  const present = new Map(answers.map(({ key, value }) => [key, [value].flat()]));
  return Object.entries(said).flatMap(([id, answer]) => {
    const added = [answer].flat().filter((item) => present.get(id)?.includes(item) !== true);
    return id === 'name' || added.length === 0 ? [] : [`--${id}`, added.join(',') || 'none'];
  });
}
