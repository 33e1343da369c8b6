import { GENERATOR } from '../options/generator.ts';
import { toArguments } from '../options/resolve.ts';
import type { Answers } from '../options/table.ts';
import { COMMANDS } from './commands.ts';
import { shellWord } from './shell.ts';

/**
 * The command that makes exactly this workspace again: the version pinned, only the answers that differ from that
 * version's defaults; beside presets every answer, for theirs are other defaults.
 *
 * @param presets what `--preset` takes.
 */
export function reproduceCommand(
  answers: Answers,
  version: string,
  git: boolean,
  presets: readonly string[] = [],
): string {
  const layers = presets.flatMap((preset) => ['--preset', preset]);
  const all = presets.length > 0;
  return commandOf([answers.name, ...layers, ...toArguments(answers, { all }), ...(git ? [] : ['--no-git'])], version);
}

/**
 * The command that makes a workspace with some version of the generator.
 *
 * @param words its name, then flags.
 */
export function commandOf([name = '', ...flags]: readonly string[], version: string): string {
  const path = COMMANDS.some(({ id }) => id === name) ? `./${name}` : name;
  return npx([path, ...flags, '--yes'], version);
}

/** The command line that runs some version. */
export function npx(words: readonly string[], version: string): string {
  return `npx ${GENERATOR}@${version} ${words.map(shellWord).join(' ')}`;
}
