import type { Files } from '../../lifecycle/gates/plan.ts';
import type { Terms } from '../../lifecycle/gates/terms.ts';
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

/** What differs between two states of the same files, sorted by path. */
export function changesBetween(before: Files, after: Files): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((file) => ({ path: file, before: before.get(file), after: after.get(file) }))
    .filter((change) => !sameState(change.before, change.after));
}
