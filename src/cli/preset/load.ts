import fs from 'node:fs';
import path from 'node:path';

import { withTemporaryFolders, type Lent } from '../../disk/temporary.ts';
import { InputError } from '../../options/errors.ts';
import type { Overlay, PresetRecord } from '../../project/additions.ts';
import { fetchCommit } from './git.ts';
import { openFolder, readStart, shownPath } from './local.ts';
import { fetchPackage } from './npm.ts';
import { parsePreset, type Preset } from './parse.ts';
import { readFolder, readText, toContents, type Contents } from './read.ts';
import { parseSource, sourceFrom, sourceText, type LocalSource, type Source } from './source.ts';
import { LARGEST_PRESET, type Fetched } from './store.ts';

/** One preset, read. */
export interface Layer {
  readonly preset: Preset;
  readonly overlays: readonly Overlay[];
  /** Undefined for an answers file, which only repeats what others said. */
  readonly record: PresetRecord | undefined;
  /** What `--preset` takes to get exactly this again, from here. */
  readonly argument: string;
}

/**
 * Reads presets and whatever they extend, each once, the lowest layer first. Only what is named as a package or repository
 * is fetched; nothing of a preset is run, and nothing of it stays on the disk.
 *
 * @param given as the user wrote them, paths relative to `cwd`.
 * @throws InputError that names the source, or file, line and key.
 */
export async function loadPresets(given: readonly string[], cwd: string): Promise<readonly Layer[]> {
  const sources = given.map((text) => parseSource(text, '--preset'));
  return withTemporaryFolders(async (lent) => {
    const loader = new Loader(sources, cwd, lent);
    for (const source of sources) await loader.add(source, '--preset', []);
    return loader.layers;
  });
}

class Loader {
  readonly layers: Layer[] = [];
  /** The version that was wanted of what is there, by identity. */
  readonly #wanted = new Map<string, string>();
  /** What the user named himself stands for every version of it that others want. */
  readonly #pins: ReadonlyMap<string, Source>;
  readonly #fetched = new Map<string, Promise<Fetched>>();
  readonly #cwd: string;
  readonly #lent: Lent;

  constructor(given: readonly Source[], cwd: string, lent: Lent) {
    this.#pins = new Map(
      given.filter(({ kind }) => kind !== 'local').map((source) => [identityOf(source, cwd), source]),
    );
    this.#cwd = cwd;
    this.#lent = lent;
  }

  /**
   * @param label who names the source, for messages.
   * @param open identities of the presets that extend this one.
   */
  async add(named: Source, label: string, open: readonly string[]): Promise<void> {
    const identity = identityOf(named, this.#cwd);
    const source = this.#pins.get(identity) ?? named;
    if (open.includes(identity)) throw new InputError(`${label} closes a circle: the preset extends itself`);
    const wanted = source.kind === 'local' ? '' : source.wanted;
    const before = this.#wanted.get(identity);
    if (before !== undefined) {
      if (before !== wanted) throw new InputError(conflictText(label, source, before));
      return;
    }
    this.#wanted.set(identity, wanted);
    const { contents, origin, argument } = await this.#read(source);
    const preset = await parsePreset(contents.text, contents.label);
    for (const { value, label: place } of preset.extends) {
      await this.add(sourceFrom(origin, value, place), place, [...open, identity]);
    }
    const record = { source: recorded(origin, argument, this.#cwd), digest: contents.digest };
    this.layers.push({
      preset,
      overlays: contents.overlaysFor(preset.replaces),
      record: preset.madeWith === undefined ? record : undefined,
      argument,
    });
  }

  async #read(source: Source): Promise<{ contents: Contents; origin: Source; argument: string }> {
    if (source.kind === 'local') return { ...(await readLocal(source, this.#cwd)), argument: source.path };
    const { store, exact } = await this.#fetch(source);
    return { contents: await readFolder(store, source.folder), origin: source, argument: sourceText(source, exact) };
  }

  /** A package or commit is fetched once, however many of its folders are presets. */
  #fetch(source: Exclude<Source, LocalSource>): Promise<Fetched> {
    const key = sourceText({ ...source, folder: '' }, source.wanted);
    const fetched = this.#fetched.get(key) ?? fetchSource(source, this.#cwd, this.#lent);
    this.#fetched.set(key, fetched);
    return fetched;
  }
}

function fetchSource(source: Exclude<Source, LocalSource>, cwd: string, lent: Lent): Promise<Fetched> {
  const place = { cwd, folder: lent.newFolder(), signal: lent.signal };
  return source.kind === 'npm' ? fetchPackage(source, place) : fetchCommit(source, place);
}

/** A folder with a preset.toml, that file itself, or any other file alone; `origin` is what its `extends` start from. */
async function readLocal(source: LocalSource, cwd: string): Promise<{ contents: Contents; origin: LocalSource }> {
  const folder = presetFolder(source.path, cwd);
  if (folder !== undefined) {
    const store = openFolder(path.resolve(cwd, folder), shownPath(folder));
    return { contents: await readFolder(store, ''), origin: { kind: 'local', path: folder } };
  }
  const shown = shownPath(source.path);
  const bytes = readStart(path.resolve(cwd, source.path), shown, LARGEST_PRESET);
  const origin: LocalSource = { kind: 'local', path: path.dirname(source.path) };
  return { contents: toContents({ label: shown, text: readText(bytes, shown), bytes }, []), origin };
}

function presetFolder(given: string, cwd: string): string | undefined {
  if (fs.statSync(path.resolve(cwd, given), { throwIfNoEntry: false })?.isDirectory() === true) return given;
  return /^preset\.(toml|json)$/.test(path.basename(given)) ? path.dirname(given) : undefined;
}

/** The same for whatever leads to the same preset, in any version. */
function identityOf(source: Source, cwd: string): string {
  if (source.kind === 'npm') return `npm:${source.name}:${source.folder}`;
  if (source.kind === 'git') return `git:${source.url}:${source.folder}`;
  const absolute = path.resolve(cwd, presetFolder(source.path, cwd) ?? source.path);
  return fs.existsSync(absolute) ? fs.realpathSync(absolute) : absolute;
}

/** Of a place on this machine the last part of its path is remembered, and no more. */
function recorded(origin: Source, argument: string, cwd: string): string {
  if (origin.kind !== 'local') return argument;
  return path.basename(path.resolve(cwd, presetFolder(argument, cwd) ?? argument));
}

function conflictText(label: string, source: Source, other: string): string {
  if (source.kind === 'local') return label;
  const name = source.kind === 'npm' ? `npm:${source.name}` : `git+${source.url}`;
  return `${label}: ${name} is wanted as ${other} and as ${source.wanted}; say which one with a --preset in front`;
}
