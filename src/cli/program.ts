import { Command, CommanderError, type Argument } from 'commander';

import { InputError } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { argumentError, refuseLackingValues } from './arguments.ts';
import { openAssets } from './assets.ts';
import type { CommandModule, Invocation } from './command.ts';
import type { CommandId, ModuleId } from './commands.ts';
import type { Io } from './io.ts';
import { toJson } from './json.ts';
import { MODULES } from './modules.ts';
import { Cancelled } from './prompter.ts';

/** As a shell reports a program that Ctrl-C ended. */
const CANCELLED = 130;

/** Runs one command line (without node and program) and returns the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const assets = await openAssets();
  try {
    const { module, invocation } = await readCommandLine(argv, assets.version, io);
    return (await module.run(invocation, { assets, io })) ?? 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof Cancelled) {
      io.err(`${error.message}\n`);
      return CANCELLED;
    }
    if (!(error instanceof InputError)) throw error;
    if (argv.includes('--json')) {
      io.out(toJson({ generator: GENERATOR, version: assets.version, error: error.message }));
    } else {
      io.err(`error: ${error.message}\n`);
    }
    return 2;
  }
}

/** What a command line asks for. */
interface CommandLine {
  readonly id: CommandId;
  readonly module: CommandModule;
  readonly invocation: Invocation;
}

/**
 * Reads a command line. The first word names the command; where it does not, the command is `new`.
 *
 * @throws InputError for bad arguments; CommanderError with exit code 0 when help or the version was printed instead.
 */
export async function readCommandLine(
  argv: readonly string[],
  version: string,
  io: Pick<Io, 'out' | 'columns' | 'env'>,
): Promise<CommandLine> {
  const { id, words } = split(argv);
  const module = await MODULES[id]();
  return { id, module, invocation: readWords(words, { id, module, version, io }) };
}

/** What reads a line: a command, and where help goes. */
interface LineReader extends Omit<CommandLine, 'invocation'> {
  readonly version: string;
  readonly io: Pick<Io, 'out' | 'columns' | 'env'>;
}

/**
 * Reads what is said to one command.
 *
 * @throws as {@link readCommandLine}
 */
export function readWords(words: readonly string[], { id, module, version, io }: LineReader): Invocation {
  const command = new Command(id)
    .configureOutput({ writeOut: io.out, outputError: () => undefined, getOutHelpWidth: () => io.columns })
    .configureHelp({ commandUsage: usage });
  module.describe(command);
  addCommon(command, version, io.env);
  refuseLackingValues(words, command);
  command.parse([...words], { from: 'user' });
  return { args: command.args, flags: command.opts() };
}

/** `help` and `help list` ask for what `--help` prints. */
function split([first, ...rest]: readonly string[]): { id: ModuleId; words: readonly string[] } {
  if (first === 'help') return { id: rest.map(commandOf).find((id) => id !== undefined) ?? 'new', words: ['--help'] };
  const id = commandOf(first);
  return id === undefined ? { id: 'new', words: first === undefined ? [] : [first, ...rest] } : { id, words: rest };
}

function commandOf(word: string | undefined): ModuleId | undefined {
  return word !== undefined && Object.hasOwn(MODULES, word) ? (word as ModuleId) : undefined;
}

/** What every command has: help, the version, and bad arguments that are input errors. */
function addCommon(command: Command, version: string, env: Io['env']): void {
  command
    .optionsGroup('Other:')
    .helpOption('-h, --help', 'print this')
    .version(version, '-V, --version', 'print the version')
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : argumentError(error, command, env);
    });
}

function usage(command: Command): string {
  const id = command.name();
  return [GENERATOR, id === 'new' ? '[new]' : id, ...command.registeredArguments.map(shown), '[options]'].join(' ');
}

function shown(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}
