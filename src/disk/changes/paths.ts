import fs from 'node:fs';
import path from 'node:path';

import { InputError, quoted } from '../../options/errors.ts';
import { foldersOf } from '../folders.ts';
import { inRepository, shownPath, type Worksite } from './worksite.ts';

/** Mode of an index entry that stands for a commit of another repository. */
const GITLINK = '160000';

/** Characters that HFS+ does not see in a name. */
const UNSEEN = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Makes sure that a path leads to a regular file of this repository, or to nothing yet.
 *
 * @returns the file's status, undefined where there is none
 * @throws InputError where it leads anywhere else
 */
export function statFile(site: Worksite, file: string): fs.Stats | undefined {
  refuseText(file);
  for (const folder of foldersOf([file])) {
    const stat = lstat(site, folder);
    refuseNested(site, folder, stat);
    if (stat?.isSymbolicLink() === true) {
      throw new InputError(`${shownPath(site, file)} leads through a symbolic link; put a folder in its place first`);
    }
    if (stat?.isDirectory() === false) {
      throw new InputError(
        `${shownPath(site, folder)} is no folder, and ${quoted(file)} needs one; move it away first`,
      );
    }
  }
  const stat = lstat(site, file);
  refuseNested(site, file, stat);
  if (stat === undefined || stat.isFile()) return stat;
  const kind = stat.isSymbolicLink() ? 'a symbolic link' : 'no file';
  throw new InputError(`${shownPath(site, file)} is ${kind}; put a file in its place, or move it away first`);
}

/** What can be told from the path alone. */
function refuseText(file: string): void {
  const segments = file.split('/');
  if (segments.some((name) => ['', '.', '..'].includes(name)) || /\\|\0|^[a-z]:/i.test(file)) {
    throw new InputError(`${quoted(file)} is no path within a folder; write names with / between them`);
  }
  if (segments.some((name) => /^(\.git|git~1)[ .]*(:.*)?$/i.test(name.replaceAll(UNSEEN, '')))) {
    throw new InputError(`${quoted(file)} lies in a folder that is git's own; choose another path`);
  }
}

/** Another repository may begin at a folder, as a submodule's does; while that is not fetched, only the index says so. */
function refuseNested(site: Worksite, folder: string, stat: fs.Stats | undefined): void {
  const entries = site.index.get(inRepository(site, folder)) ?? [];
  const isGitlink = entries.some((entry) => entry.startsWith(GITLINK));
  if (isGitlink || (stat?.isDirectory() === true && lstat(site, `${folder}/.git`) !== undefined)) {
    throw new InputError(`${shownPath(site, folder)} is a git repository of its own; work in that one`);
  }
}

function lstat({ root }: Worksite, file: string): fs.Stats | undefined {
  return fs.lstatSync(path.join(root, file), { throwIfNoEntry: false });
}

/** @throws InputError where a new name differs from one that is there, or from another of these, in case or composition only */
export function refuseClashes(site: Worksite, files: readonly string[]): void {
  const listings = new Map<string, Listing>();
  for (const file of files) {
    for (const place of [...foldersOf([file]), file]) {
      const [folder, name] = [path.posix.dirname(place), path.posix.basename(place)];
      const listing = listings.get(folder) ?? list(path.join(site.root, folder));
      listings.set(folder, listing);
      const others = listing.get(folded(name)) ?? new Set();
      const [other] = others;
      if (other !== undefined && !others.has(name)) {
        const both = `${shownPath(site, place)} and ${quoted(other)}`;
        throw new InputError(`${both} would be one file on some disks; rename one of them first`);
      }
      listing.set(folded(name), others.add(name));
    }
  }
}

/** Names in a folder, by what a disk that ignores case takes them for. */
type Listing = Map<string, Set<string>>;

function list(folder: string): Listing {
  const listing: Listing = new Map();
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    listing.set(folded(name), (listing.get(folded(name)) ?? new Set()).add(name));
  }
  return listing;
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
