import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../../options/errors.ts';
import type { FileState } from '../../render/change.ts';
import { diskError } from '../errors.ts';
import { statFile } from './paths.ts';
import { inRepository, shownPath, type Worksite } from './worksite.ts';

/** Largest file that a command edits, in bytes: what is larger, nobody wrote by hand. */
const LARGEST = 8 * 1024 * 1024;

const BYTE_ORDER_MARK = '\ufeff';

/**
 * A file that a command may change later; undefined where there is none.
 *
 * @param file relative to the worksite, `/` between segments
 * @throws InputError where it is anything else than a text in UTF-8 that belongs to this repository
 */
export function readFile(site: Worksite, file: string): FileState | undefined {
  const shown = shownPath(site, file);
  try {
    const stat = statFile(site, file);
    if (stat === undefined) return undefined;
    if (stat.size > LARGEST) throw new InputError(`${shown} is larger than 8 MiB; make it smaller, or move it away`);
    return {
      text: decode(fs.readFileSync(path.join(site.root, file)), shown),
      executable: isExecutable(site, file, stat),
    };
  } catch (error) {
    throw diskError(error, shown, 'read');
  }
}

/**
 * Those of some files that are there, by the names that were given.
 *
 * @param folder from where they are named, relative to the worksite
 * @throws InputError as `readFile`
 */
export function readFiles(site: Worksite, names: Iterable<string>, folder = ''): ReadonlyMap<string, FileState> {
  const files = new Map<string, FileState>();
  for (const name of new Set(names)) {
    const state = readFile(site, path.posix.join(folder, name));
    if (state !== undefined) files.set(name, state);
  }
  return files;
}

function decode(bytes: Buffer, shown: string): string {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) throw new InputError(`${shown} is not in UTF-8; convert it first`);
  if (text.startsWith(BYTE_ORDER_MARK)) {
    throw new InputError(`${shown} begins with a byte order mark; save it without one first`);
  }
  return text;
}

/** Where the disk does not know, git does. */
function isExecutable(site: Worksite, file: string, { mode }: fs.Stats): boolean {
  if (site.hasModes) return (mode & 0o100) !== 0;
  const entries = site.index.get(inRepository(site, file)) ?? [];
  return entries.some((entry) => entry.startsWith('100755'));
}

/** Whether just this file, or none, is there; the path has been looked at. */
export function holds(site: Worksite, file: string, state: FileState | undefined): boolean {
  const place = path.join(site.root, file);
  const stat = fs.lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined || state === undefined) return stat === state;
  if (!stat.isFile() || (site.hasModes && isExecutable(site, file, stat) !== state.executable)) return false;
  const bytes = Buffer.from(state.text);
  return stat.size === bytes.length && fs.readFileSync(place).equals(bytes);
}
