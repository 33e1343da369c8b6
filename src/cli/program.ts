import { Command, CommanderError } from 'commander';

import { InputError } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { argumentError } from './arguments.ts';
import { openAssets } from './assets.ts';
import { COMMANDS, type CommandId } from './commands.ts';
import { addAnswerFlags, repeatable, type Flags } from './flags.ts';
import type { Io } from './io.ts';
import { toJson } from './json.ts';
import { listData, listText } from './list.ts';
import { runNew } from './new.ts';
import { pathText } from './path.ts';
import { Cancelled } from './prompter.ts';
import { styleOf } from './style.ts';

/** As a shell reports a program that Ctrl-C ended. */
const CANCELLED = 130;

/** Shown by --help. */
const EXAMPLES = ['orders --pillar cloud', '../billing --db postgres --auth none', '--preset acme.toml --yes'];

/** Runs one command line (without node and program) and returns the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const assets = await openAssets();
  const program = buildProgram(assets.version, io, {
    new: (path, flags) => runNew({ path, flags, assets, io }),
    list: (flags) => {
      const listing = listData(assets.version);
      if (flags['json'] === true) io.out(toJson(listing));
      else io.out(flags['path'] === true ? pathText(listing.labs, styleOf(io)) : listText(styleOf(io)));
    },
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
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

/** What the commands do. */
export interface Actions {
  readonly new: (path: string | undefined, flags: Flags) => Promise<void>;
  readonly list: (flags: Flags) => void;
}

/** The whole command line, derived from the option table. Parsing throws InputError for bad arguments. */
export function buildProgram(version: string, io: Pick<Io, 'out' | 'columns' | 'env'>, actions: Actions): Command {
  const program = new Command(GENERATOR)
    .configureOutput({ writeOut: io.out, outputError: () => undefined, getOutHelpWidth: () => io.columns })
    .configureHelp({ commandUsage: usage })
    .helpOption(false) // a bare --help is the default command's, as is --version
    .helpCommand(false);
  const create = program.command('new' satisfies CommandId, { isDefault: true });
  describeNew(create).action(actions.new);
  const list = program
    .command('list' satisfies CommandId)
    .description('Shows all pillars and options, with their choices and defaults.')
    .option('--path', 'show the labs instead, in the order in which to learn them')
    .option('--json', 'print all of it as JSON')
    .action(actions.list);
  const help = program.command('help' satisfies CommandId).action(() => {
    create.outputHelp();
  });
  for (const command of [create, list, help]) addCommon(command, version, io.env);
  return program;
}

function describeNew(command: Command): Command {
  command
    .description('Makes a Rust workspace that builds, passes its own strict gates and is locked to tested versions.')
    .argument('[path]', 'the folder to make; its last part is the name (default: a free one in this folder)')
    .addHelpText('after', closingHelp())
    .optionsGroup('What to make:');
  addAnswerFlags(command);
  return command
    .optionsGroup('How to make it:')
    .addOption(repeatable('--name <name>', "the project's name, where it is not the folder's"))
    .addOption(repeatable('--preset <file>', 'take answers from a TOML or JSON file; flags win over it'))
    .option('-y, --yes', 'ask nothing, take the default of what is not said')
    .option('--force', 'write beside what the folder already holds')
    .option('--no-git', 'make no git repository')
    .option('--dry-run', 'show the files, write nothing')
    .option('--json', 'print the result as JSON, ask nothing');
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
  return command.name() === 'new' ? `${GENERATOR} [new] [path] [options]` : `${GENERATOR} ${command.name()} [options]`;
}

function closingHelp(): string {
  return [
    '\nCommands:',
    ...COMMANDS.map(({ id, description }) => `  ${id.padEnd(4)}  ${description}`),
    '\nExamples:',
    ...EXAMPLES.map((example) => `  ${GENERATOR} ${example}`),
  ].join('\n');
}
