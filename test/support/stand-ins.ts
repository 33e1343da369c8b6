import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { afterAll } from 'vitest';

import { sandbox } from './disk.ts';
import { runProgram } from './program.ts';

/** What stand-ins, git and gates are started with, from the machine at hand. */
const REAL = ['bash', 'cat', 'env', 'git', 'hostname', 'sh', 'sleep'];

/**
 * The value of a PATH that holds a few real programs and, by name, scripts in the place of others.
 *
 * @param scripts what each does, for sh.
 */
export async function standIns(scripts: Readonly<Record<string, string>>): Promise<string> {
  const bin = sandbox();
  for (const program of REAL) {
    const { stdout } = await execa('sh', ['-c', `command -v ${program}`]);
    await fs.symlink(stdout, path.join(bin, program));
  }
  for (const [name, script] of Object.entries(scripts)) {
    await fs.writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return bin;
}

/** A Rust without rustup and Cargo's tools, in which each subcommand does what is said of it: nothing, unless something is. */
export function cargoThat(subcommands: Readonly<Record<string, string>> = {}): Record<string, string> {
  const arms = Object.entries(subcommands).map(([subcommand, script]) => `${subcommand}) ${script} ;;`);
  return {
    cargo: `case "$1" in\n--version) echo 'cargo 1.95.0 (0)' ;;\n${arms.join('\n')}\ndeny | hack | nextest | shear | sqlx) exit 101 ;;\n*) exit 0 ;;\nesac`,
    rustc: `echo 'rustc 1.95.0 (0)'`,
    rustfmt: 'echo 1',
    'cargo-clippy': 'echo 1',
  };
}

const made = new Map<string, string>();

afterAll(async () => {
  await Promise.all(Array.from(made.values(), (folder) => fs.remove(folder)));
});

/** A generated workspace below a new folder, with its first commit unless the flags say otherwise. */
export async function workspace(args: readonly string[] = ['--sample', 'minimal']): Promise<string> {
  const key = args.join(' ');
  const original = made.get(key) ?? (await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-original-')));
  if (!made.has(key)) {
    made.set(key, original);
    const { code, err } = await runProgram(original, ['orders', '--yes', ...args]);
    if (code !== 0) throw new Error(err);
  }
  const folder = path.join(sandbox(), 'orders');
  await fs.copy(path.join(original, 'orders'), folder);
  return folder;
}

/** What git answers in a folder. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const env = {
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'a@b',
  };
  return (await execa('git', args, { cwd: folder, env })).stdout;
}
