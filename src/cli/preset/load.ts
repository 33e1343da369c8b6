import fs from 'node:fs';
import path from 'node:path';

import { withTemporaryFolders, type Lent } from '../../disk/temporary.ts';
import { InputError } from '../../options/errors.ts';
import type { PresetRecord } from '../../project/additions.ts';
import { readStart } from '../read-text.ts';
import { fetchCommit } from './git.ts';
import { openFolder, shownPath } from './local.ts';
import { fetchPackage } from './npm.ts';
import { parsePreset, type Preset } from './parse.ts';
import { readFolder, readText, toContents, type Contents, type PresetFile } from './read.ts';
import { parseSource, sourceFrom, sourceText, type LocalSource, type RemoteSource, type Source } from './source.ts';
import { LARGEST_PRESET, type Fetched } from './store.ts';

/** One preset, read. */
export interface Layer {
  readonly preset: Preset;
  readonly overlays: readonly PresetFile[];
  /** Undefined for an answers file, which only repeats what others said. */
  readonly record: PresetRecord | undefined;
  /** What `--preset` takes to get exactly this again, from here. */
  readonly argument: string;
}

/** What presets have to be that are read again. */
export interface Again {
  /**
   * @param label how messages name it.
   * @throws InputError where it is none of them.
   */
  readonly check: (found: PresetRecord, label: string) => void;
  /**
   * Where the first is that is not among the layers; undefined where all are.
   *
   * @throws InputError where it has to be given.
   */
  readonly missing: (layers: readonly Layer[]) => RemoteSource | undefined;
  /** Tells what to do where a source cannot be reached. */
  readonly unreachable: (error: unknown) => never;
}

/**
 * Reads presets and whatever they extend, each once, the lowest layer first. Only what is named as a package or repository
 * is fetched; nothing of a preset is run, and nothing of it stays on the disk.
 *
 * @param given as the user wrote them, paths relative to `cwd`.
 * @param again where the layers are known: of what they extend only what lies beside them on the disk is followed, the
 *   others are asked for by their exact version.
 * @throws InputError that names the source, or file, line and key.
 */
export async function loadPresets(given: readonly string[], cwd: string, again?: Again): Promise<readonly Layer[]> {
  const sources = given.map((text) => parseSource(text, '--preset'));
  // Before anybody listens to signals: reading a pipe may take as long as it likes, and Ctrl-C ends it.
  const read = new Map(
    sources.flatMap((source) => (source.kind === 'local' ? [[identityOf(source, cwd), readLocal(source, cwd)]] : [])),
  );
  await Promise.all(read.values());
  return withTemporaryFolders(async (lent) => {
    const loader = new Loader(sources, read, { cwd, lent, check: again?.check });
    for (const source of sources) await loader.add(source, '--preset', []);
    for (let source = again?.missing(loader.layers); source !== undefined; source = again?.missing(loader.layers)) {
      await loader.fetch(source).catch(again?.unreachable);
      await loader.add(source, '--preset', []);
    }
    return loader.layers;
  });
}

interface Loading {
  readonly cwd: string;
  readonly lent: Lent;
  readonly check: Again['check'] | undefined;
}

class Loader {
  readonly layers: Layer[] = [];
  /** The version that was wanted of what is there, by identity. */
  readonly #wanted = new Map<string, string>();
  /** What the user named himself stands for every version of it that others want. */
  readonly #pins: ReadonlyMap<string, Source>;
  readonly #local: ReadonlyMap<string, Promise<ReadLocal>>;
  readonly #fetched = new Map<string, Promise<Fetched>>();
  readonly #cwd: string;
  readonly #lent: Lent;
  readonly #check: Again['check'] | undefined;

  /** @param local of the given sources what is read already, by identity. */
  constructor(given: readonly Source[], local: ReadonlyMap<string, Promise<ReadLocal>>, { cwd, lent, check }: Loading) {
    this.#pins = pinsOf(given, cwd);
    this.#local = local;
    this.#cwd = cwd;
    this.#lent = lent;
    this.#check = check;
  }

  /**
   * @param label who names the source, for messages.
   * @param open identities of the presets that extend this one.
   */
  async add(named: Source, label: string, open: readonly string[]): Promise<void> {
    const identity = identityOf(named, this.#cwd);
    const source = this.#pins.get(identity) ?? named;
    if (open.includes(identity)) throw new InputError(`${label} closes a circle: the preset extends itself`);
    const before = this.#wanted.get(identity);
    if (before !== undefined) {
      refuseConflict(label, source, before);
      return;
    }
    this.#wanted.set(identity, wantedOf(source));
    const { contents, origin, argument } = await this.#read(source, identity).catch((error: unknown) => {
      throw saidBy(label, error);
    });
    const record = { source: recorded(origin, argument, this.#cwd), digest: contents.digest };
    this.#check?.(record, contents.label);
    const preset = await parsePreset(contents.text, contents.label);
    for (const { value, label: place } of preset.extends) {
      const below = sourceFrom(origin, value, place);
      if (this.#check !== undefined && below.kind !== 'local') continue;
      await this.add(below, place, [...open, identity]);
    }
    this.layers.push({
      preset,
      overlays: contents.overlaysFor(preset.replaces),
      record: preset.madeWith === undefined ? record : undefined,
      argument,
    });
  }

  async #read(source: Source, identity: string): Promise<{ contents: Contents; origin: Source; argument: string }> {
    if (source.kind === 'local') {
      return { ...(await (this.#local.get(identity) ?? readLocal(source, this.#cwd))), argument: source.path };
    }
    const { store, exact } = await this.fetch(source);
    return { contents: await readFolder(store, source.folder), origin: source, argument: sourceText(source, exact) };
  }

  /** A package or commit is fetched once, however many of its folders are presets. */
  fetch(source: RemoteSource): Promise<Fetched> {
    const key = sourceText({ ...source, folder: '' }, source.wanted);
    const fetched = this.#fetched.get(key) ?? fetchSource(source, this.#cwd, this.#lent);
    this.#fetched.set(key, fetched);
    return fetched;
  }
}

/** What is wrong with a preset that another one extends, as that one's line has it. */
function saidBy(label: string, error: unknown): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(
    error.message.replace(/^--preset(?=: )/, () => label),
    { cause: error },
  );
}

function fetchSource(source: RemoteSource, cwd: string, lent: Lent): Promise<Fetched> {
  const place = { cwd, folder: lent.newFolder(), signal: lent.signal };
  return source.kind === 'npm' ? fetchPackage(source, place) : fetchCommit(source, place);
}

interface ReadLocal {
  readonly contents: Contents;
  /** What its `extends` start from. */
  readonly origin: LocalSource;
}

/** A folder with a preset.toml, that file itself, or any other file alone. */
async function readLocal(source: LocalSource, cwd: string): Promise<ReadLocal> {
  const folder = presetFolder(source.path, cwd);
  if (folder !== undefined) {
    const store = openFolder(path.resolve(cwd, folder), shownPath(folder));
    return { contents: await readFolder(store, ''), origin: { kind: 'local', path: folder } };
  }
  const shown = shownPath(source.path);
  const bytes = readStart(path.resolve(cwd, source.path), shown, LARGEST_PRESET, '--preset: ');
  const origin: LocalSource = { kind: 'local', path: path.dirname(source.path) };
  return { contents: toContents({ label: shown, text: readText(bytes, shown), bytes }, []), origin };
}

function presetFolder(given: string, cwd: string): string | undefined {
  if (isFolder(path.resolve(cwd, given))) return given;
  return /^preset\.(toml|json)$/.test(path.basename(given)) ? path.dirname(given) : undefined;
}

function isFolder(absolute: string): boolean {
  try {
    return fs.statSync(absolute).isDirectory();
  } catch {
    return false; // Reading it says why.
  }
}

/** The same for whatever leads to the same preset, in any version. */
function identityOf(source: Source, cwd: string): string {
  if (source.kind === 'npm') return `npm:${source.name}:${source.folder}`;
  if (source.kind === 'git') return `git:${source.url}:${source.folder}`;
  const absolute = path.resolve(cwd, presetFolder(source.path, cwd) ?? source.path);
  try {
    return fs.realpathSync(absolute);
  } catch {
    return absolute; // It is not there, or a pipe.
  }
}

/** Of a place on this machine the last part of its path is remembered, and no more. */
function recorded(origin: Source, argument: string, cwd: string): string {
  if (origin.kind !== 'local') return argument;
  return path.basename(path.resolve(cwd, presetFolder(argument, cwd) ?? argument));
}

/** @throws InputError where two versions of one preset are given. */
function pinsOf(given: readonly Source[], cwd: string): Map<string, Source> {
  const pins = new Map<string, Source>();
  for (const source of given.filter(({ kind }) => kind !== 'local')) {
    const identity = identityOf(source, cwd);
    const other = pins.get(identity);
    if (other !== undefined) refuseConflict('--preset', source, wantedOf(other));
    pins.set(identity, source);
  }
  return pins;
}

function wantedOf(source: Source): string {
  return source.kind === 'local' ? '' : source.wanted;
}

function refuseConflict(label: string, source: Source, other: string): void {
  if (source.kind === 'local' || source.wanted === other) return;
  const name = source.kind === 'npm' ? `npm:${source.name}` : `git+${source.url}`;
  throw new InputError(
    `${label}: ${name} is wanted as ${other} and as ${source.wanted}; name the one to take with a single --preset`,
  );
}
