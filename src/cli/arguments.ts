import type { Command, CommanderError } from 'commander';

import { InputError, quoted } from '../options/errors.ts';
import { nearest } from '../options/near.ts';
import { OPTIONS } from '../options/table.ts';
import type { Option } from '../options/types.ts';
import { whatToGive } from './flags.ts';
import type { Io } from './io.ts';

/**
 * What commander found wrong with the arguments of one command, in this program's words.
 *
 * @param env tells whether npm may have taken the flags for its own.
 */
export function argumentError(error: CommanderError, command: Command, env: Io['env']): InputError {
  switch (error.code) {
    case 'commander.unknownOption':
      return new InputError(unknownFlag(quotedPart(error.message), command));
    case 'commander.optionMissingArgument':
      return new InputError(lacksValue(quotedPart(error.message).replace(/ .*/, '')));
    case 'commander.missingArgument':
      return new InputError(`${command.name()} needs a <${quotedPart(error.message)}>; --help says which there are`);
    case 'commander.excessArguments':
      return new InputError(tooMany(command, env));
    default:
      return new InputError(error.message.replace(/^error: /, ''));
  }
}

/**
 * Refuses a flag whose value is missing before the next one is taken for it. A value that begins as a flag does is given
 * behind a `=`.
 *
 * @throws InputError
 */
export function refuseLackingValues(words: readonly string[], command: Command): void {
  const end = words.indexOf('--');
  const lacking = words.find((word, index) => {
    const next = words[index + 1];
    if (next === undefined || (end !== -1 && index > end)) return false;
    return beginsFlag(next, command) && command.options.some(({ long, required }) => required && long === word);
  });
  if (lacking !== undefined) throw new InputError(lacksValue(lacking));
}

function beginsFlag(word: string, command: Command): boolean {
  return word.startsWith('--') || ['-h', ...command.options.map(({ short }) => short)].includes(word);
}

function lacksValue(flag: string): string {
  const option = (OPTIONS as readonly Option[]).find(({ id }) => `--${id}` === flag);
  return `${flag} needs a value${option === undefined ? '' : `; ${whatToGive(option)}`}`;
}

/** `error: unknown option '--x'` */
function quotedPart(message: string): string {
  return message.slice(message.indexOf("'") + 1, message.lastIndexOf("'"));
}

function unknownFlag(given: string, command: Command): string {
  const flag = given.replace(/=.*/s, '');
  const near = nearest(flag.replace(/^-+/, ''), longFlags(command));
  if (flag !== given && longFlags(command).includes(flag.slice(2))) return `${flag} takes no value`;
  const shown = /^--?[\w-]+$/.test(flag) ? flag : quoted(flag);
  return `there is no option ${shown}; ${near === undefined ? '--help lists all' : `did you mean --${near}?`}`;
}

function longFlags(command: Command): string[] {
  return [...command.options.flatMap(({ long }) => long ?? []), '--help', '--version'].map((flag) => flag.slice(2));
}

function tooMany(command: Command, env: Io['env']): string {
  const most = ['no path', 'one path'][command.registeredArguments.length] ?? 'two words';
  const throughNpm = ['init', 'create', 'innit'].includes(env['npm_command'] ?? '');
  const hint = throughNpm ? '; npm takes options for its own unless they stand behind a bare --' : '';
  return `${command.name()} takes ${most}, not ${command.args.map(quoted).join(' ')}${hint}`;
}
