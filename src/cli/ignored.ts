/** Warnings of files that were written and that git would not take. */
import { showNames, showPath } from '../disk/errors.ts';
import type { TargetPlan } from '../disk/target.ts';
import { ignoredFiles } from '../disk/work-tree.ts';
import { quoted } from '../options/errors.ts';
import type { Change } from '../render/change.ts';
import type { Tree } from '../render/tree.ts';
import type { Outcome } from './result.ts';

/** Of a workspace that was just written; what was already there as we would have it counts too. */
export async function ignoredOfWorkspace(tree: Tree, plan: TargetPlan, { git }: Outcome): Promise<string[]> {
  const hasRepository = plan.repository !== undefined || git.state !== 'none';
  if (!hasRepository) return [];
  return warningsFor(
    plan.target,
    [...tree.keys()].filter((file) => !plan.omitted.includes(file)),
  );
}

/**
 * Of files that were changed.
 *
 * @param root where the paths of the changes begin
 */
export async function ignoredOfChanges(root: string, changes: readonly Change[]): Promise<string[]> {
  return warningsFor(
    root,
    changes.flatMap(({ path, after }) => (after === undefined ? [] : [path])),
  );
}

/** A sentence for each line that is to blame. */
async function warningsFor(folder: string, files: readonly string[]): Promise<string[]> {
  return (await ignoredFiles(folder, files)).map(
    ({ list, line, pattern, files: ignored }) =>
      `git ignores ${showNames(ignored)}, which clones would lack: ${quoted(pattern)} (${showPath(list)}, line ${line});` +
      ' change that line, or git add --force what it hides',
  );
}
