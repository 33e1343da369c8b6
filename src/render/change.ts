import type { TreeFile } from './tree.ts';

/** A text file as it stands, or is to stand; the text is exact, line ends included. */
export type FileState = TreeFile;

/** What becomes of one file: made, changed or taken away. */
export interface Change {
  /** Relative to the folder in which a command works, `/` between segments. */
  readonly path: string;
  /** What the command read and reasoned about; undefined where there was no file. */
  readonly before: FileState | undefined;
  /** Undefined where the file is to go. Of a conflict, the text with git's markers. */
  readonly after: FileState | undefined;
  readonly conflict?: Conflict;
}

/** The texts of an edit that did not merge; undefined on a side that has no such file. */
export interface Conflict {
  readonly base: string | undefined;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** Whether a file is, or is not there, in both alike. */
export function sameState(one: FileState | undefined, other: FileState | undefined): boolean {
  return one?.text === other?.text && one?.executable === other?.executable;
}
