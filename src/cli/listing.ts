/** What becomes of files, for people: a row each, then how many. */
import type { Change } from '../render/change.ts';
import { count } from './report.ts';
import type { Style } from './style.ts';

/** Paths by what becomes of them, each list in the order of the changes. */
export interface FileLists {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Files in which an edit and a change of ours meet; git has them as any other conflict. */
  readonly conflicts: readonly string[];
}

export function fileLists(changes: readonly Change[]): FileLists {
  const paths = (wanted: (change: Change) => boolean) => changes.filter(wanted).map(({ path }) => path);
  const isClean = (change: Change) => change.conflict === undefined;
  return {
    added: paths((change) => isClean(change) && change.before === undefined),
    changed: paths((change) => isClean(change) && change.before !== undefined && change.after !== undefined),
    removed: paths((change) => isClean(change) && change.after === undefined),
    conflicts: paths((change) => !isClean(change)),
  };
}

export function fileRows({ added, changed, removed, conflicts }: FileLists, style: Style): string[] {
  return [
    ...added.map((file) => `${style('green', '+')} ${file}`),
    ...changed.map((file) => `~ ${file}`),
    ...removed.map((file) => `${style('red', '-')} ${file}`),
    ...conflicts.map((file) => `${style('red', '!')} ${file} (conflict)`),
  ];
}

/** `2 files added, 1 conflict`; empty where nothing changes. */
export function fileCounts({ added, changed, removed, conflicts }: FileLists): string {
  const parts = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
  ] as const;
  const done = parts
    .filter(([files]) => files.length > 0)
    .map(([files, what]) => `${count(files.length, 'file')} ${what}`);
  return [...done, ...(conflicts.length === 0 ? [] : [count(conflicts.length, 'conflict')])].join(', ');
}

/** What a dry run prints before its diff. */
export function plannedText(lists: FileLists, style: Style): string {
  const counts = fileCounts(lists);
  if (counts === '') return NOTHING;
  return [...fileRows(lists, style), '', style('bold', `${counts}; nothing was written`), '', ''].join('\n');
}

export const NOTHING = 'Nothing to change.\n';
