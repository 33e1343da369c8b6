import { execa } from 'execa';
import { expect } from 'vitest';

import { contents } from './disk.ts';
import { packed } from './packed.ts';

/** What a run left on its way out. */
export interface Run {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/**
 * The environment of a person at a desk: no CI, somebody who commits, no configuration of this machine's user. Made new
 * for each run, so that tests may change theirs.
 */
export function deskEnvironment(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  const person = { NAME: 'Ada', EMAIL: 'ada@example.com' };
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: '/nonexistent',
    TERM: 'xterm-256color',
    ...Object.fromEntries(
      Object.entries(person).flatMap(([what, value]) => [
        [`GIT_AUTHOR_${what}`, value],
        [`GIT_COMMITTER_${what}`, value],
      ]),
    ),
    ...changes,
  };
}

/** What Cargo and rustup need of the environment beside a desk's. */
export function cargoEnvironment(): Record<string, string> {
  const { HOME = '', CARGO_HOME, RUSTUP_HOME } = process.env;
  return { HOME, ...(CARGO_HOME && { CARGO_HOME }), ...(RUSTUP_HOME && { RUSTUP_HOME }) };
}

/**
 * Runs the packed program in a folder, without a terminal.
 *
 * @param preload a module that node loads before the program
 */
export async function runProgram(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  preload?: string,
): Promise<Run> {
  const loading = preload === undefined ? [] : ['--import', preload];
  const { exitCode, stdout, stderr } = await execa(process.execPath, [...loading, packed.cli, ...args], {
    cwd: folder,
    env: deskEnvironment(env),
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
  });
  return { code: exitCode, out: stdout, err: stderr };
}

/** What a run is told that is refused, without `error: `: one line; nothing is written. */
export async function refusalOf(folder: string, args: readonly string[]): Promise<string> {
  const before = contents(folder);
  const { code, out, err } = await runProgram(folder, args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: [^\n]+\n$/);
  expect(contents(folder)).toEqual(before);
  return err.slice('error: '.length, -1);
}
