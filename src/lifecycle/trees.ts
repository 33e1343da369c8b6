/** From one tree to another, in a folder that holds an edited copy of the first: pure. */
import { carryOverJson, mergeJson } from '../merge/json.ts';
import type { Texts } from '../merge/structured.ts';
import { mergeText, type Labels } from '../merge/three-way.ts';
import { carryOverToml, mergeToml } from '../merge/toml.ts';
import type { Merged } from '../merge/types.ts';
import { mergeYaml } from '../merge/yaml.ts';
import { InputError } from '../options/errors.ts';
import { sameState, type Change, type FileState } from '../render/change.ts';
import type { Tree } from '../render/tree.ts';

/** Between which trees a folder is moved. */
export interface Move {
  /** What the folder was made from. */
  readonly base: Tree;
  /** What it is to be. */
  readonly next: Tree;
}

/** Paths whose files differ between the two, sorted. */
export function movedPaths({ base, next }: Move): string[] {
  return [...new Set([...base.keys(), ...next.keys()])]
    .filter((path) => !sameState(base.get(path), next.get(path)))
    .sort();
}

/**
 * What becomes of the files that differ between two trees. What was edited since is kept: edits beside ours merge, those on
 * ours are conflicts, as `git merge` would have them.
 *
 * @param present of those files, the ones that are there
 * @throws InputError where ours and an edit cannot stand in one file, and no lines show why
 */
export function mergeTrees(move: Move, present: ReadonlyMap<string, FileState>, labels: Labels): Change[] {
  return movedPaths(move).flatMap((path) => {
    const [base, next, ours] = [move.base, move.next, present].map((files) => files.get(path));
    if (sameState(ours, next)) return [];
    if (sameState(ours, base)) return [{ path, before: ours, after: next }];
    // Taken away by the user, and not needed any more.
    if (ours === undefined && next === undefined) return [];
    return [mergeFile(path, { base, ours, next }, labels)];
  });
}

/** One file in three states, all different from one another. */
interface Versions {
  readonly base: FileState | undefined;
  readonly ours: FileState | undefined;
  readonly next: FileState | undefined;
}

function mergeFile(path: string, { base, ours, next }: Versions, labels: Labels): Change {
  const conflict = { base: base?.text, ours: ours?.text, theirs: next?.text };
  // As git: of a file that one side took away the other’s text stays.
  if (ours === undefined || next === undefined) return { path, before: ours, after: ours ?? next, conflict };
  const texts = { base: base?.text ?? '', ours: ours.text, theirs: next.text };
  const executable = base?.executable === next.executable ? ours.executable : next.executable;
  const { text, isClean } = mergeTexts(path, texts, labels);
  return { path, before: ours, after: { text, executable }, ...(isClean ? {} : { conflict }) };
}

function mergeTexts(path: string, texts: Texts, labels: Labels): { text: string; isClean: boolean } {
  const merged = mergeText(texts.base, texts.ours, texts.theirs, labels);
  const format = FORMATS.find(({ names }) => names.test(path));
  if (format === undefined) return { text: merged.text, isClean: merged.conflicts === 0 };
  if (merged.conflicts === 0 && isWellFormed(format, merged.text, path)) return { text: merged.text, isClean: true };
  const carried = carryOver(format, texts, path);
  if (carried?.left.length === 0) return { text: carried.text, isClean: true };
  if (merged.conflicts > 0) return { text: merged.text, isClean: false };
  format.merge(texts.ours, [], path); // Says where the user’s own text is malformed.
  const [twice] = carried?.left ?? [];
  throw new InputError(
    twice === undefined
      ? `${path} was edited so that what comes in makes no document of it; undo that first`
      : `${path}: ${twice.path.join('.')} comes in, and ${twice.why}; change or remove it first`,
  );
}

/** Formats in which lines that merge need not make a document. */
interface StructuredFormat {
  readonly names: RegExp;
  readonly merge: (text: string, additions: readonly [], file: string) => Merged;
  readonly carryOver?: (texts: Texts, file: string) => Merged | undefined;
}

/** Of YAML the comments behind what is added would be lost, as the versions behind the hashes of actions. */
const FORMATS: readonly StructuredFormat[] = [
  { names: /\.toml$/, merge: mergeToml, carryOver: carryOverToml },
  { names: /\.json$/, merge: mergeJson, carryOver: carryOverJson },
  { names: /\.ya?ml$/, merge: mergeYaml },
];

function isWellFormed({ merge }: StructuredFormat, text: string, path: string): boolean {
  return attempt(() => merge(text, [], path)) !== undefined;
}

function carryOver({ carryOver: carry }: StructuredFormat, texts: Texts, path: string): Merged | undefined {
  return carry === undefined ? undefined : attempt(() => carry(texts, path));
}

/** Undefined where a text is malformed. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
