import type { Change, FileState } from '../../render/change.ts';

/** Lines shown around each change, as git does. */
const CONTEXT = 3;

/** The changes as `git diff` shows them, and `git apply` takes them. */
export async function unifiedDiff(changes: readonly Change[]): Promise<string> {
  const { formatPatch, structuredPatch } = await import('diff');
  const patches = changes.map(({ path, before, after }) => {
    const [from, to] = [before?.text ?? '', after?.text ?? ''];
    const names = [before === undefined ? '/dev/null' : `a/${path}`, after === undefined ? '/dev/null' : `b/${path}`];
    const { hunks } = structuredPatch('', '', from, to, '', '', { context: CONTEXT });
    const hasModes = before?.executable !== after?.executable;
    if (hunks.length === 0 && !hasModes) return '';
    return formatPatch({
      isGit: true,
      isCreate: before === undefined,
      isDelete: after === undefined,
      oldFileName: names[0],
      newFileName: names[1],
      oldHeader: undefined,
      newHeader: undefined,
      ...(hasModes ? { oldMode: gitMode(before), newMode: gitMode(after) } : {}),
      hunks,
    });
  });
  return patches.join('');
}

function gitMode(state: FileState | undefined): string {
  return state?.executable === true ? '100755' : '100644';
}
