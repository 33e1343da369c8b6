import fs from 'node:fs';
import path from 'node:path';

import { InputError, quoted } from '../../options/errors.ts';
import { readProblem, readStart } from '../read-text.ts';
import { LARGEST_FILE, type Store, type StoreEntry } from './store.ts';

/** A path as messages show it, without a slash at its end. */
export function shownPath(given: string): string {
  const bare = given.length > 1 ? given.replace(/[/\\]+$/, '') : given;
  return /^[\w./\\:~+@-]+$/.test(bare) ? bare : quoted(bare);
}

/**
 * A folder on the disk; no link in it is followed.
 *
 * @param shown how messages name the folder.
 */
export function openFolder(folder: string, shown: string): Store {
  const label = (file: string): string => `${shown}/${file}`;
  return {
    list: (inner) => Promise.resolve(listFolder(path.join(folder, inner), label(inner))),
    read: (files) =>
      Promise.resolve(files.map((file) => readStart(path.join(folder, file), label(file), LARGEST_FILE, '--preset: '))),
    label,
  };
}

function listFolder(folder: string, shown: string): StoreEntry[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).map((entry): StoreEntry => {
      const kind = kindOf(entry);
      return { name: entry.name, kind, size: kind === 'file' ? fs.lstatSync(path.join(folder, entry.name)).size : 0 };
    });
  } catch (error) {
    throw new InputError(`--preset: cannot read ${shown}: ${readProblem(error)}`);
  }
}

function kindOf(entry: fs.Dirent): StoreEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}
