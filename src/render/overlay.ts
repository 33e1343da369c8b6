import { InputError } from '../options/errors.ts';
import type { Overlay } from '../project/additions.ts';
import { ANSWERS_FILE } from './answers.ts';
import type { RenderedFile } from './tree.ts';

/** What only this generator can write: each says what the rest is. */
const OURS = [ANSWERS_FILE, 'Cargo.lock'];

/**
 * Puts the files of presets among the rendered ones, in order.
 *
 * @throws InputError where one would replace a file unsaid, or differs from another by case alone, or is a folder of it.
 */
export function overlay(files: readonly RenderedFile[], overlays: readonly Overlay[], name: string): RenderedFile[] {
  const byPlace = new Map(files.map((file) => [placeOf(file.path), file]));
  for (const { path, text, origin, replaces } of overlays) {
    const added = { path: path.replaceAll('@name@', name), text: text.replaceAll('@name@', name), origin };
    const place = placeOf(added.path);
    const other =
      byPlace.get(place) ?? [...byPlace].find(([known]) => isWithin(known, place) || isWithin(place, known))?.[1];
    if (other !== undefined) refuseCollision(added, other, replaces);
    byPlace.set(place, added);
  }
  return [...byPlace.values()];
}

function refuseCollision(added: RenderedFile, other: RenderedFile, replaces: boolean): void {
  const { path, origin } = added;
  if (placeOf(path) !== placeOf(other.path)) {
    throw new InputError(`${origin} makes ${path}, and ${other.path} is made too; one path cannot be file and folder`);
  }
  if (path !== other.path) {
    throw new InputError(`${origin} makes ${path}, which differs from ${other.path} by case alone; rename it`);
  }
  if (OURS.includes(path)) throw new InputError(`${origin} would replace ${path}, which only the generator can write`);
  if (!replaces) {
    throw new InputError(
      `${origin} would replace ${path}, which is made anyway; take it out, or say why under [replaces] of its preset`,
    );
  }
}

/** The same for paths that are the same on some disk. */
function placeOf(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function isWithin(inner: string, outer: string): boolean {
  return inner.startsWith(`${outer}/`);
}
