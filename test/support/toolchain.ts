import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { parse } from 'smol-toml';

import { FEATURES } from '../../src/pillars/index.ts';
import { cache } from './cache.ts';

/** All that any workspace builds for: one toolchain has them, for whichever workspace. */
const TARGETS = [...new Set(FEATURES.flatMap(({ targets = {} }) => Object.keys(targets)))].sort();
const SETUP = path.resolve(import.meta.dirname, 'targets/setup-targets.sh');

interface ToolchainFile {
  readonly toolchain: { readonly channel: string; readonly targets?: readonly string[] };
}

/** A command with what it needs to find its toolchain. */
interface Prepared {
  readonly env: Readonly<Record<string, string>>;
  readonly command: string;
}

/**
 * As it is where rustup can install what it asks for. Where rustup has the host's target alone, a toolchain put together
 * from Debian's packages builds for the others, and for the host the file's targets must not be asked for. Where there is
 * no nightly, the pinned toolchain does what only nightly allows.
 */
export async function prepareToolchain(folder: string, command: string): Promise<Prepared> {
  if (!command.includes('cargo +nightly ') || (await hasNightly())) return prepareTarget(folder, command);
  const { env, command: prepared } = await prepareTarget(folder, command.replace('cargo +nightly ', 'cargo '));
  // proc-macro2 asks for this variable: in one folder, it and all that stands on it would be built anew in turns.
  const apart = { CARGO_TARGET_DIR: path.join(cache.target, 'nightly') };
  return { env: { ...apart, ...env, RUSTC_BOOTSTRAP: '1' }, command: prepared };
}

/** Whether there is a nightly toolchain with Miri. */
export async function hasNightly(): Promise<boolean> {
  return succeedsOnce('cargo', '+nightly', 'miri', '--version');
}

async function prepareTarget(folder: string, command: string): Promise<Prepared> {
  const { toolchain } = parse(
    await fs.readFile(path.join(folder, 'rust-toolchain.toml'), 'utf8'),
  ) as unknown as ToolchainFile;
  const { channel, targets = [] } = toolchain;
  if (targets.length === 0 || (await succeedsOnce('rustup', 'target', 'add', '--toolchain', channel, ...targets)))
    return { env: {}, command };
  const [, target = ''] = / --target (\S+)/.exec(command) ?? [];
  if (!targets.includes(target)) return { env: { RUSTUP_TOOLCHAIN: channel }, command };
  // Two compilers would build everything anew in turns.
  const env = { CARGO_TARGET_DIR: path.join(cache.target, 'cross') };
  // The runners are those of the workspace.
  const setup = `eval "$(TARGETS='${TARGETS.join(' ')}' WASMTIME= '${SETUP}' '${cache.targets}' | grep -v _RUNNER=)"`;
  return { env, command: `${setup}; ${command}` };
}

const tried = new Map<string, Promise<boolean>>();

function succeedsOnce(program: string, ...args: readonly string[]): Promise<boolean> {
  const key = [program, ...args].join(' ');
  const answer = tried.get(key) ?? execa(program, args, { reject: false }).then(({ failed }) => !failed);
  tried.set(key, answer);
  return answer;
}
