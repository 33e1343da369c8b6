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
  const isCommand = COMMANDS.some(({ id }) => id === answers.name);
  const path = isCommand ? `./${answers.name}` : answers.name;
  const layers = presets.flatMap((preset) => ['--preset', preset]);
  const words = [
    path,
    ...layers,
    ...toArguments(answers, { all: presets.length > 0 }),
    ...(git ? [] : ['--no-git']),
    '--yes',
  ];
  return `npx ${GENERATOR}@${version} ${words.map(shellWord).join(' ')}`;
}
