import { closeSync, openSync, readSync } from 'node:fs';

import { InputError } from '../options/errors.ts';

/** The largest file, in bytes: a record of gates has a dozen lines for each manifest. */
const LARGEST = 1024 * 1024;

/**
 * Reads a small file of text. A byte order mark is dropped.
 *
 * @param absolute where it lies.
 * @param file as messages name it.
 * @throws InputError where there is none, it is larger than 1 MiB, or no UTF-8.
 */
export function readText(absolute: string, file: string): string {
  const bytes = readStart(absolute, file, LARGEST);
  if (bytes.length > LARGEST) throw new InputError(`${file} is larger than 1 MiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${file} is not UTF-8 text`);
  }
}

/**
 * The first bytes of a file, one more than the limit at most, so that an endless device ends too.
 *
 * @param shown as messages name it.
 * @param label what messages begin with.
 * @throws InputError that names the file.
 */
export function readStart(absolute: string, shown: string, limit: number, label = ''): Uint8Array {
  const buffer = new Uint8Array(limit + 1);
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
    throw new InputError(`${label}cannot read ${shown}: ${readProblem(error)}`);
  }
  return buffer.slice(0, filled);
}

/** Why a file or folder cannot be read. */
export function readProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file or folder';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      return String(code ?? error);
  }
}
