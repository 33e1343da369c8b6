import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import { Parser, type ReadEntry } from 'tar';

import { InputError, quoted } from '../../options/errors.ts';
import { listFlat, refuseTooMuch, type Store, type StoreEntry } from './store.ts';

/** What a path in a tarball may hold: no part of it leads anywhere else. */
const PATH = /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))(?!.*\/\/)[^\\\0]+$/;

/**
 * Reads a package's tarball into memory; nothing is unpacked onto the disk.
 *
 * @param source how messages name the package.
 * @throws InputError where it is no tarball, too large, or holds links or paths that lead out of it.
 */
export async function openTarball(file: string, source: string): Promise<Store> {
  const contents = new Map<string, Uint8Array>();
  const refused: InputError[] = [];
  const used = { files: 0, bytes: 0 };
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      try {
        used.files += 1;
        used.bytes += entry.size;
        refuseTooMuch(source, used);
        collect(entry, source, contents);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        refused.push(error);
        parser.abort(error);
      }
    },
  });
  try {
    await pipeline(createReadStream(file), parser as unknown as NodeJS.WritableStream);
  } catch (error) {
    throw refused[0] ?? new InputError(`--preset: ${source} is no tarball that npm could have made`, { cause: error });
  }
  if (refused[0] !== undefined) throw refused[0];
  return toStore(contents, source);
}

/** Adds a file once it is read; what lies in the package's one folder counts from there. */
function collect(entry: ReadEntry, source: string, contents: Map<string, Uint8Array>): void {
  const { path, type } = entry;
  if (type === 'SymbolicLink' || type === 'Link') {
    throw new InputError(`--preset: ${source} holds the link ${quoted(path)}; a preset holds files`);
  }
  if (!PATH.test(path.replace(/\/$/, ''))) {
    throw new InputError(`--preset: ${source} holds the path ${quoted(path)}, which leads out of it`);
  }
  if (!['File', 'OldFile', 'ContiguousFile'].includes(type)) {
    entry.resume();
    return;
  }
  const inner = path.slice(path.indexOf('/') + 1);
  const chunks: Uint8Array[] = [];
  entry.on('data', (chunk) => chunks.push(chunk));
  entry.on('end', () => contents.set(inner, Buffer.concat(chunks)));
}

function toStore(contents: ReadonlyMap<string, Uint8Array>, source: string): Store {
  const flat = new Map(
    Array.from(contents, ([path, { length }]) => [
      path,
      { kind: 'file', size: length } satisfies Omit<StoreEntry, 'name'>,
    ]),
  );
  return {
    list: (folder) => Promise.resolve(listFlat(flat, folder)),
    read: (files) => Promise.resolve(files.map((file) => contents.get(file) ?? new Uint8Array())),
    label: (file) => `${source}/${file}`,
  };
}
