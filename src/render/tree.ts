import { compareText } from '../project/order.ts';

/** A whole workspace in memory. */
export interface TreeFile {
  readonly text: string;
  readonly executable: boolean;
}

/** Files by path relative to the workspace, `/` between segments, sorted. */
export type Tree = ReadonlyMap<string, TreeFile>;

export interface RenderedFile {
  readonly path: string;
  readonly text: string;
  /** What owns the file, for the message when two do. */
  readonly origin: string;
  /** The feature that has it rendered, where it comes from no template and not every workspace has it. */
  readonly feature?: string;
  /** What changes it, where that is not its user's editor. */
  readonly change?: string;
}

/** Puts files together; two owners of one path are a defect. */
export function toTree(files: readonly RenderedFile[]): Tree {
  const origins = new Map<string, string>();
  for (const { path, origin } of files) {
    const other = origins.get(path);
    if (other !== undefined) throw new Error(`${path} comes from both ${other} and ${origin}`);
    origins.set(path, origin);
  }
  return new Map(
    [...files]
      .sort((a, b) => compareText(a.path, b.path))
      .map(({ path, text }) => [path, { text, executable: text.startsWith('#!') && !path.endsWith('.rs') }]),
  );
}
