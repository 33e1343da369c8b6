import type { Command, CommanderError } from 'commander';

import { InputError, quoted } from '../options/errors.ts';
import { nearest } from '../options/near.ts';
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
      return new InputError(`${quotedPart(error.message).replace(/ .*/, '')} needs a value`);
    case 'commander.missingArgument':
      return new InputError(`${command.name()} needs a <${quotedPart(error.message)}>; --help says which there are`);
    case 'commander.excessArguments':
      return new InputError(tooMany(command, env));
    default:
      return new InputError(error.message.replace(/^error: /, ''));
  }
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
