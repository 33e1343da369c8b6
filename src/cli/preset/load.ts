import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';

import { InputError, quoted } from '../../options/errors.ts';
import { parsePreset, type Preset } from './parse.ts';

/** The largest preset, in bytes; answers fit into a hundredth of it. */
const LARGEST = 64 * 1024;

/**
 * Reads a preset from a file.
 *
 * @param given as the user wrote it, relative to `cwd`.
 * @throws InputError that names the file.
 */
export async function loadPreset(given: string, cwd: string): Promise<Preset> {
  const file = /^[\w./\\:~+@-]+$/.test(given) ? given : quoted(given);
  const bytes = readStart(path.resolve(cwd, given), file);
  if (bytes.length > LARGEST) throw new InputError(`--preset: ${file} is larger than ${LARGEST / 1024} KiB`);
  return parsePreset(decode(bytes, file), file);
}

/** Reads no more than one byte above the limit, so that an endless device ends too. */
function readStart(absolute: string, file: string): Uint8Array {
  const buffer = new Uint8Array(LARGEST + 1);
  let filled = 0;
  try {
    const descriptor = openSync(absolute, 'r');
    try {
      for (let read = -1; read !== 0 && filled < buffer.length; filled += read) {
        read = readSync(descriptor, buffer, filled, buffer.length - filled, null);
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new InputError(`--preset: cannot read ${file}: ${readProblem(error)}`);
  }
  return buffer.subarray(0, filled);
}

function readProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      return String(code ?? error);
  }
}

/** A byte order mark is dropped. */
function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`--preset: ${file} is not UTF-8 text`);
  }
}
