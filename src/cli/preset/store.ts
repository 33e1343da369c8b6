import { InputError } from '../../options/errors.ts';

/** Files that a preset is read from: a folder on the disk, an unpacked package, a commit. */
export interface Store {
  /** What lies directly in a folder (empty for the root); nothing where there is no such folder. */
  readonly list: (folder: string) => Promise<readonly StoreEntry[]>;
  /** The bytes of files that were listed, in order. */
  readonly read: (files: readonly string[]) => Promise<readonly Uint8Array[]>;
  /** How messages name a file. */
  readonly label: (file: string) => string;
}

export interface StoreEntry {
  readonly name: string;
  /** `other` is what no preset may hold: a socket, a device, a submodule. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Of a file, in bytes. */
  readonly size: number;
}

/** What was fetched, and exactly which of what was wanted it is. */
export interface Fetched {
  readonly store: Store;
  /** A version, or a commit. */
  readonly exact: string;
}

/** Where fetching happens. */
export interface FetchPlace {
  /** Whose .npmrc holds. */
  readonly cwd: string;
  /** Empty, and gone afterwards. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Of everything in a store by path: what lies directly in a folder. */
export function listFlat(flat: ReadonlyMap<string, Omit<StoreEntry, 'name'>>, folder: string): StoreEntry[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const found = new Map<string, StoreEntry>();
  for (const [path, entry] of flat) {
    const [name = '', ...deeper] = path.startsWith(prefix) ? path.slice(prefix.length).split('/') : [];
    if (name === '') continue;
    found.set(name, deeper.length === 0 ? { name, ...entry } : { name, kind: 'folder', size: 0 });
  }
  return [...found.values()];
}

const KIB = 1024;

/** The largest preset.toml, in bytes; answers fit into a hundredth of it. */
export const LARGEST_PRESET = 64 * KIB;

/** The largest file of files/, in bytes. */
export const LARGEST_FILE = 1024 * KIB;

/** The most that is read of one preset, in bytes and in files. */
export const LARGEST_STORE = 16 * 1024 * KIB;
export const MOST_FILES = 2000;

/** `64 KiB`, `16 MiB`. */
export function sizeText(bytes: number): string {
  return bytes < 1024 * KIB ? `${bytes / KIB} KiB` : `${bytes / 1024 / KIB} MiB`;
}

/** @throws InputError where there is more than a preset may hold. */
export function refuseTooMuch(shown: string, { files, bytes }: { files: number; bytes: number }): void {
  if (files > MOST_FILES) throw new InputError(`--preset: ${shown} holds more than ${MOST_FILES} files`);
  if (bytes > LARGEST_STORE) throw new InputError(`--preset: ${shown} holds more than ${sizeText(LARGEST_STORE)}`);
}
