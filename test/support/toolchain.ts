import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { parse } from 'smol-toml';

import { cache } from './cache.ts';

const SETUP = path.resolve(import.meta.dirname, 'targets/setup-targets.sh');

interface ToolchainFile {
  readonly toolchain: { readonly channel: string; readonly targets?: readonly string[] };
}

/** What a command of a workspace needs to find its toolchain. */
interface Preparation {
  readonly env: Readonly<Record<string, string>>;
  /** Shell commands that come before it. */
  readonly setup: string;
}

const NOTHING: Preparation = { env: {}, setup: '' };

/**
 * Nothing where rustup can install what rust-toolchain.toml asks for. Where it has the host's target alone, a toolchain put
 * together from Debian's packages builds for the others, and for the host the file's targets must not be asked for.
 */
export async function prepareToolchain(folder: string, command: string): Promise<Preparation> {
  const { toolchain } = parse(
    await fs.readFile(path.join(folder, 'rust-toolchain.toml'), 'utf8'),
  ) as unknown as ToolchainFile;
  const { channel, targets = [] } = toolchain;
  if (targets.length === 0 || (await canInstall(targets, channel))) return NOTHING;
  if (!command.includes(' --target ')) return { env: { RUSTUP_TOOLCHAIN: channel }, setup: '' };
  // Two compilers would build everything anew in turns.
  const env = { CARGO_TARGET_DIR: path.join(cache.target, 'cross') };
  return { env, setup: `eval "$(TARGETS='${targets.join(' ')}' WASMTIME= '${SETUP}' '${cache.targets}')"; ` };
}

const known = new Map<string, Promise<boolean>>();

function canInstall(targets: readonly string[], channel: string): Promise<boolean> {
  const key = [channel, ...targets].join(' ');
  const answer = known.get(key) ?? install(targets, channel);
  known.set(key, answer);
  return answer;
}

async function install(targets: readonly string[], channel: string): Promise<boolean> {
  const { failed } = await execa('rustup', ['target', 'add', '--toolchain', channel, ...targets], { reject: false });
  return !failed;
}
