import path from 'node:path';

import { getStaticTOMLValue, parseTOML, ParseError } from 'toml-eslint-parser';

import type { Toolchain } from '../gates/needs.ts';
import { InputError, onOneLine } from '../options/errors.ts';
import { isFile } from './executable.ts';
import type { Io } from './io.ts';
import { readText } from './read-text.ts';

const FILE = 'rust-toolchain.toml';

/**
 * The toolchain that rustup would pick for a folder, as far as the folder or the environment asks for one.
 *
 * @throws InputError where its file cannot be read.
 */
export function toolchainOf(folder: string, env: Io['env']): Toolchain | undefined {
  const override = env['RUSTUP_TOOLCHAIN'] ?? '';
  if (override !== '') return { channel: override, components: [], targets: [] };
  const file = path.join(folder, FILE);
  return isFile(file) ? parseToolchain(readText(file, FILE)) : undefined;
}

/**
 * Reads a rust-toolchain.toml.
 *
 * @returns undefined where it names no channel.
 * @throws InputError where it is no TOML.
 */
export function parseToolchain(text: string): Toolchain | undefined {
  const { toolchain } = parse(text) as { readonly toolchain?: Readonly<Record<string, unknown>> };
  const channel = toolchain?.['channel'];
  if (typeof channel !== 'string') return undefined;
  return { channel, components: textsIn(toolchain?.['components']), targets: textsIn(toolchain?.['targets']) };
}

function parse(text: string): unknown {
  try {
    return getStaticTOMLValue(parseTOML(text));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new InputError(`${FILE}, line ${error.lineNumber}: not valid TOML: ${onOneLine(error.message)}`);
  }
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
