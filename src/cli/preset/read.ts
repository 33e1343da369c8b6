import { createHash } from 'node:crypto';

import { InputError } from '../../options/errors.ts';
import { didYouMean } from '../../options/near.ts';
import { compareText } from '../../project/order.ts';
import type { Overlay } from '../../project/additions.ts';
import { keeps, type Located } from '../../lifecycle/reader.ts';
import { FILE_PATH } from './rules.ts';
import { LARGEST_FILE, LARGEST_PRESET, refuseTooMuch, sizeText, type Store, type StoreEntry } from './store.ts';

/** A file that a preset brings, as far as the preset knows. */
export type PresetFile = Omit<Overlay, 'preset'>;

/** What one preset is made of, before its file is parsed. */
export interface Contents {
  /** How messages name its file. */
  readonly label: string;
  readonly text: string;
  /** As PresetRecord has it. */
  readonly digest: string;
  /**
   * Its files, each with whether it may replace another.
   *
   * @throws InputError where a reason is given for a file that is not there.
   */
  readonly overlaysFor: (replaces: ReadonlyMap<string, Located<string>>) => PresetFile[];
}

interface ReadFile {
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** The names that a preset's file may have. */
const NAMES = ['preset.toml', 'preset.json'];

/** The folder of files that go into the workspace. */
const FILES = 'files';

/**
 * Reads the preset that a folder of a store holds.
 *
 * @throws InputError where there is none, or something that a preset may not hold.
 */
export async function readFolder(store: Store, folder: string): Promise<Contents> {
  const at = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const entries = await store.list(folder);
  const main = presetFile(store, at, entries);
  const files = entries.find(({ name }) => name === FILES);
  if (files !== undefined && files.kind !== 'folder') refuseKind(store.label(at(FILES)), files.kind);
  const paths = files === undefined ? [] : await listFiles(store, at(FILES));
  const [first = new Uint8Array(), ...rest] = await store.read([main, ...paths]);
  const label = store.label(main);
  const added = rest.map((bytes, index) => {
    const path = paths[index] ?? '';
    return { path: path.slice(at(FILES).length + 1), ...readFile(store.label(path), bytes) };
  });
  return toContents({ label, text: readText(first, label), bytes: first }, added);
}

/** @param added by path below files/. */
export function toContents(main: ReadFile, added: readonly (ReadFile & { readonly path: string })[]): Contents {
  return {
    label: main.label,
    text: main.text,
    digest: digestOf([main.bytes, ...added.flatMap(({ path, bytes }) => [Buffer.from(path), bytes])]),
    overlaysFor: (replaces) => {
      const paths = added.map(({ path }) => path);
      const [idle] = [...replaces].filter(([path]) => !paths.includes(path));
      if (idle !== undefined) {
        const hint = paths.length === 0 ? 'there is none' : didYouMean(idle[0], paths);
        throw new InputError(`${idle[1].label} names no file of ${FILES}/; ${hint}`);
      }
      return added.map(({ path, text, label }) => ({ path, text, origin: label, replaces: replaces.has(path) }));
    },
  };
}

/** The lengths keep apart what stands side by side. */
function digestOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(`${piece.length}\0`).update(piece);
  return `sha256:${hash.digest('hex')}`;
}

function presetFile(store: Store, at: (name: string) => string, entries: readonly StoreEntry[]): string {
  const found = entries.filter(({ name }) => NAMES.includes(name));
  const [entry, other] = found;
  if (entry === undefined) {
    const yaml = entries.find(({ name }) => /^preset\.ya?ml$/.test(name));
    const what = yaml === undefined ? 'is not there' : `is wanted, not ${yaml.name}`;
    throw new InputError(`--preset: ${store.label(at('preset.toml'))} ${what}; a preset is a folder that holds one`);
  }
  if (other !== undefined) {
    throw new InputError(`--preset: ${store.label(at(entry.name))} stands beside ${other.name}; one has to go`);
  }
  const label = store.label(at(entry.name));
  if (entry.kind !== 'file') refuseKind(label, entry.kind);
  if (entry.size > LARGEST_PRESET) refuseSize(label, LARGEST_PRESET);
  return at(entry.name);
}

/** Everything below a folder, sorted. */
async function listFiles(store: Store, folder: string): Promise<string[]> {
  const found: string[] = [];
  let bytes = 0;
  const visit = async (place: string): Promise<void> => {
    for (const { name, kind, size } of await store.list(place)) {
      const path = `${place}/${name}`;
      if (kind === 'folder') await visit(path);
      else {
        if (kind !== 'file') refuseKind(store.label(path), kind);
        if (size > LARGEST_FILE) refuseSize(store.label(path), LARGEST_FILE);
        if (!keeps(FILE_PATH, path.slice(folder.length + 1))) {
          throw new InputError(`--preset: the path of ${store.label(path)} must be ${FILE_PATH.expected}`);
        }
        found.push(path);
        bytes += size;
        refuseTooMuch(store.label(folder), { files: found.length, bytes });
      }
    }
  };
  await visit(folder);
  return found.sort(compareText);
}

function refuseKind(label: string, kind: StoreEntry['kind']): never {
  const what = { file: 'a file', folder: 'a folder', link: 'a symbolic link', other: 'no file' }[kind];
  throw new InputError(`--preset: ${label} is ${what}, which has no place there; a preset holds plain files`);
}

function refuseSize(label: string, limit: number): never {
  throw new InputError(`--preset: ${label} is larger than ${sizeText(limit)}`);
}

/** A text that goes into the workspace, byte for byte. */
function readFile(label: string, bytes: Uint8Array): ReadFile {
  const text = decode(bytes, label, { ignoreBOM: true });
  if (bytes.length > LARGEST_FILE) refuseSize(label, LARGEST_FILE);
  if (/^version https:\/\/git-lfs\.github\.com\/spec\//.test(text)) {
    throw new InputError(`--preset: ${label} is a pointer of Git LFS, whose files are not fetched; commit it plainly`);
  }
  return { label, bytes, text };
}

/** The text of a preset's file; a byte order mark is dropped. */
export function readText(bytes: Uint8Array, label: string): string {
  if (bytes.length > LARGEST_PRESET) refuseSize(label, LARGEST_PRESET);
  return decode(bytes, label);
}

function decode(bytes: Uint8Array, label: string, options: { readonly ignoreBOM?: boolean } = {}): string {
  try {
    return new TextDecoder('utf-8', { ...options, fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`--preset: ${label} is not UTF-8 text`);
  }
}
