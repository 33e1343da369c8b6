import { GENERATOR } from '../options/generator.ts';
import { toArguments } from '../options/resolve.ts';
import type { Answers } from '../options/table.ts';
import { COMMANDS } from './commands.ts';
import { shellWord } from './shell.ts';

/**
 * The command that makes exactly this workspace again: the version pinned, only the answers that differ from that
 * version's defaults.
 */
export function reproduceCommand(answers: Answers, version: string, git: boolean): string {
  return commandOf([answers.name, ...toArguments(answers), ...(git ? [] : ['--no-git'])], version);
}

/**
 * The command that makes a workspace with some version.
 *
 * @param words its name, then flags.
 */
export function commandOf([name = '', ...flags]: readonly string[], version: string): string {
  const path = COMMANDS.some(({ id }) => id === name) ? `./${name}` : name;
  return `npx ${GENERATOR}@${version} ${[path, ...flags, '--yes'].map(shellWord).join(' ')}`;
}
