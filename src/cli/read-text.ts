import { closeSync, openSync, readSync } from 'node:fs';

import { InputError } from '../options/errors.ts';

/** The largest file of answers, in bytes; they fit into a hundredth of it. */
const LARGEST = 64 * 1024;

/**
 * Reads a small file of text. A byte order mark is dropped.
 *
 * @param absolute where it lies.
 * @param file as messages name it.
 * @param label what messages begin with.
 * @throws InputError where there is none, it is larger than 64 KiB, or no UTF-8.
 */
export function readText(absolute: string, file: string, label = ''): string {
  const bytes = readStart(absolute, file, label);
  if (bytes.length > LARGEST) throw new InputError(`${label}${file} is larger than ${LARGEST / 1024} KiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${label}${file} is not UTF-8 text`);
  }
}

/** Reads no more than one byte above the limit, so that an endless device ends too. */
function readStart(absolute: string, file: string, label: string): Uint8Array {
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
    throw new InputError(`${label}cannot read ${file}: ${readProblem(error)}`);
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
