import path from 'node:path';

import { CommanderError } from 'commander';
import fc from 'fast-check';

import { gatherGiven, type Given } from '../../src/cli/given.ts';
import type { Flags } from '../../src/cli/flags.ts';
import type { CommandId } from '../../src/cli/commands.ts';
import { readCommandLine } from '../../src/cli/program.ts';
import type { RawAnswers } from '../../src/options/resolve.ts';
import { OPTIONS } from '../../src/options/table.ts';
import type { Option } from '../../src/options/types.ts';
import { applicable } from './combinations.ts';

/** What a command line (without node and program) asks for. */
export interface Parsed {
  /** Undefined for help and the version. */
  readonly command: CommandId | undefined;
  readonly path: string | undefined;
  readonly flags: Flags;
  /** What was printed: help or the version. */
  readonly out: string;
}

/** Parses as the program does; throws what it throws. */
export async function parse(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Parsed> {
  let parsed: Parsed = { command: undefined, path: undefined, flags: {}, out: '' };
  const io = {
    env,
    columns: 200,
    out: (text: string) => {
      parsed = { ...parsed, out: parsed.out + text };
    },
  };
  try {
    const { id, invocation } = await readCommandLine(argv, '1.2.3', io);
    parsed = { ...parsed, command: id, path: invocation.args[0], flags: invocation.flags };
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
  return parsed;
}

/** The folder that command lines are typed in: nothing is there. */
export const WORK = path.resolve('/nowhere/work');

/** What a command line says. */
export async function given(...argv: string[]): Promise<Given> {
  const { path, flags } = await parse(argv);
  return gatherGiven(path, flags, WORK);
}

/** Any answers that the option table allows, each option that applies said or not. */
export const someAnswers: fc.Arbitrary<RawAnswers> = fc
  .tuple(
    ...(OPTIONS as readonly Option[]).map((option) =>
      fc.option(
        someAnswer(option).map((answer) => [option.id, answer] as const),
        { nil: undefined },
      ),
    ),
  )
  .map((entries) => applicable(Object.fromEntries(entries.filter((entry) => entry !== undefined))));

function someAnswer(option: Option): fc.Arbitrary<string | readonly string[]> {
  if (option.kind === 'text') return fc.constantFrom(option.example, 'none');
  if (option.kind === 'names') return fc.subarray([...option.example]);
  const ids = option.choices.map(({ id }) => id);
  if (option.kind === 'one-of') return fc.constantFrom(...ids);
  return fc.subarray(ids, { minLength: option.allowNone ? 0 : 1 });
}
