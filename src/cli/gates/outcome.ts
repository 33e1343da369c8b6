import path from 'node:path';

import type { Files } from '../../lifecycle/gates/plan.ts';
import type { Terms } from '../../lifecycle/gates/terms.ts';
import { compareText } from '../../project/order.ts';
import { sameState, type Change } from '../../render/change.ts';

/** What `gates` is about to do. */
export interface Outcome {
  readonly changes: readonly Change[];
  /** Sentences on what was left as it was, without a full stop. */
  readonly left: readonly string[];
  /** Undefined where the gates were taken out. */
  readonly terms: Terms | undefined;
  /** Findings of today, by gate. */
  readonly counted: Readonly<Record<string, number>>;
}

/**
 * What differs between two states of a project's files, sorted by path.
 *
 * @param folder the project's, from the repository's root, where the paths of changes begin
 */
export function changesBetween(before: Files, after: Files, folder = ''): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((file) => ({ path: path.posix.join(folder, file), before: before.get(file), after: after.get(file) }))
    .filter((change) => !sameState(change.before, change.after))
    .sort((a, b) => compareText(a.path, b.path));
}
