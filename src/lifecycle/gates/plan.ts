/** From a project and what was tried on it to the files that give it its gates: pure. */
import { createHash } from 'node:crypto';

import type { Added } from '../../merge/types.ts';
import type { FileState } from '../../render/change.ts';
import type { Tree } from '../../render/tree.ts';
import { proposals, type Proposal } from './files.ts';
import { formatOf } from './formats.ts';
import type { ExistingProject } from './project.ts';
import type { GatesRecord } from './record.ts';
import { BASELINE_FILE } from './terms.ts';

/** The user's files by path, as far as the gates depend on them; one that is not there is not in it. */
export type Files = ReadonlyMap<string, FileState>;

/** What is to become of the project's files. */
export interface GatesPlan {
  /** All that are looked at, as they are to be. */
  readonly files: Files;
  /** What was put in, so that it can be taken out again. */
  readonly placed: Pick<GatesRecord, 'files' | 'added'>;
  /** Sentences on what was left as it was, without a full stop. */
  readonly left: readonly string[];
}

interface Placing {
  readonly files: Map<string, FileState>;
  readonly ours: Record<string, string>;
  readonly added: Record<string, readonly Added[]>;
  readonly left: string[];
}

/**
 * Puts the gates' files into a project that has none of them yet.
 *
 * @param tree what the gates render to.
 * @param counted lints that the baseline holds.
 */
export function placeGates(files: Files, tree: Tree, project: ExistingProject, counted: readonly string[]): GatesPlan {
  const placing: Placing = { files: new Map(files), ours: {}, added: {}, left: [] };
  const textOf = (manifest: string): string => files.get(manifest)?.text ?? '';
  for (const proposal of proposals(tree, project, counted, textOf)) place(proposal, placing);
  const { ours, added, left } = placing;
  return { files: placing.files, placed: { files: ours, added }, left };
}

function place(proposal: Proposal, { files, ours, added, left }: Placing): void {
  const { path, whole, additions, own, otherwise, aliases = [] } = proposal;
  if (own !== undefined) {
    left.push(`${path} ${own}`);
    return;
  }
  const theirs = [path, ...aliases].find((name) => files.has(name));
  const state = theirs === undefined ? undefined : files.get(theirs);
  if (theirs === undefined || state === undefined) {
    if (whole === undefined) return;
    files.set(path, { text: whole, executable: false });
    ours[path] = path === BASELINE_FILE ? ANY : digest(whole);
    return;
  }
  const format = formatOf(theirs);
  if (additions === undefined || format === undefined) {
    left.push(`${theirs} is there already and stays as it is`);
    return;
  }
  const merged = format.merge(state.text, additions, theirs);
  const end = otherwise === undefined ? '' : `; ${otherwise}`;
  left.push(...merged.left.map((each) => `${theirs}: ${each.path.join('.')} ${each.why}${end}`));
  if (merged.added.length === 0) return;
  files.set(theirs, { ...state, text: merged.text });
  added[theirs] = [...(added[theirs] ?? []), ...merged.added];
}

/** What taking out leaves. */
export interface Bared {
  readonly files: Files;
  /** Sentences on what could not be taken out, without a full stop. */
  readonly left: readonly string[];
}

/** The project's files without what the gates put there, as far as nobody changed it since. */
export function takeOutGates(files: Files, { files: ours, added }: GatesRecord): Bared {
  const bared = new Map(files);
  const left: string[] = [];
  for (const [path, hash] of Object.entries(ours)) {
    const state = files.get(path);
    if (state === undefined) continue;
    if (hash === ANY || hash === digest(state.text)) bared.delete(path);
    else left.push(`${path} was changed since, and stays`);
  }
  for (const [path, entries] of Object.entries(added)) {
    const state = bared.get(path);
    const format = formatOf(path);
    if (state === undefined || format === undefined) continue;
    const { text, left: kept } = format.takeOut(state.text, entries, path);
    bared.set(path, { ...state, text });
    left.push(...kept.map((each) => `${path}: ${each.path.join('.')} ${each.why}`));
  }
  return { files: bared, left };
}

/** In place of a hash: the file is meant to change. */
const ANY = '*';

/** SHA-256 of a text in UTF-8, in hexadecimal. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
