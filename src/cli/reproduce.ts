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
  const isCommand = COMMANDS.some(({ id }) => id === answers.name);
  const path = isCommand ? `./${answers.name}` : answers.name;
  const words = [path, ...toArguments(answers), ...(git ? [] : ['--no-git']), '--yes'];
  return `npx ${GENERATOR}@${version} ${words.map(shellWord).join(' ')}`;
}
