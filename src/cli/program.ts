import { Command, CommanderError } from 'commander';

import { InputError } from '../options/errors.ts';
import { OPTIONS } from '../options/table.ts';
import type { Option } from '../options/types.ts';
import { loadAssets } from './assets.ts';
import type { Io } from './io.ts';
import { runNew } from './new.ts';

/** Runs one command line (without node and program) and returns the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    await buildProgram(io).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (error instanceof CommanderError) return 2;
    if (error instanceof InputError) {
      io.err(`error: ${error.message}\n`);
      return 2;
    }
    throw error;
  }
}

function buildProgram(io: Io): Command {
  const assets = loadAssets();
  const program = new Command('create-rust-2026')
    .version(assets.version)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  const create = program
    .command('new [path]', { isDefault: true })
    .option('--name <name>', 'package name, where it is not the last part of the path')
    .option('--yes', 'ask nothing, take the default of what is not said')
    .option('--no-git', 'make no git repository')
    .option('--force', 'write beside what the folder holds')
    .action(async (path: string | undefined, flags: Record<string, unknown>) => runNew({ path, flags, assets, io }));
  for (const option of OPTIONS as readonly Option[]) {
    if (option.kind === 'any-of') {
      create.option(`--${option.id} <ids>`, option.description, collect);
    } else {
      create.option(`--${option.id} <value>`, option.description);
    }
  }
  return program;
}

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, ...value.split(',').map((part) => part.trim())];
}
