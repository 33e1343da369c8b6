import type { Command } from 'commander';

import type { PackedAssets } from './assets.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';

/** What was asked of a command. */
export interface Invocation {
  /** The words that are no flags. */
  readonly args: readonly string[];
  readonly flags: Flags;
}

/** What a command works with besides what was asked. */
export interface Surroundings {
  readonly assets: PackedAssets;
  readonly io: Io;
}

/** One command of the program: how its line is read, and what it does. */
export interface CommandModule {
  /** Gives the command its description, arguments, flags and whatever else its help says. */
  readonly describe: (command: Command) => unknown;
  /**
   * Resolves to the exit code where it is not 0: 1 says that what was asked about is not as it should be.
   *
   * @throws InputError, Cancelled; nothing has been written then.
   */
  readonly run: (invocation: Invocation, surroundings: Surroundings) => Promise<number> | Promise<void> | undefined;
}
