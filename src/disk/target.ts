import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import type { Tree } from '../render/tree.ts';
import { diskError, showPath } from './errors.ts';
import { appendLines, fillFolder, makeParents, moveInto, refuseNewcomer } from './files.ts';
import { createRepository, type GitResult } from './git.ts';
import type { TargetPlan } from './inspect.ts';
import { interruptible } from './interrupt.ts';
import { namesIn, removeStale, stagingName } from './staging.ts';
import { takeBack, type Undo } from './undo.ts';

export { appendLines } from './files.ts';
export { inspectTarget, isLicence, newFiles, type TargetPlan } from './inspect.ts';

/**
 * Writes the tree as planned. Everything, the first commit included, is put together in a staging folder first.
 *
 * A target that is absent, or empty and like any other new folder, comes into being by one rename: killed at any moment,
 * the run leaves nothing or everything. Into another folder the files move one by one, the root's Cargo.toml last:
 * killed in between, the run leaves whole files of ours but no workspace, and the same command completes it. What a
 * killed run left in staging is removed by the next run for the same target.
 *
 * @throws InputError where the disk refuses; everything is then as it was
 */
export async function writeWorkspace(
  plan: TargetPlan,
  tree: Tree,
  options: { git: boolean },
): Promise<{ git: GitResult }> {
  const files = new Map([...tree].filter(([file]) => !plan.omitted.includes(file) && !plan.appended.has(file)));
  const undo: Undo = [];
  return interruptible(async (signal) => {
    try {
      removeStale(plan.target);
      const staging = openStaging(plan, undo);
      fillFolder(staging.folder, files);
      const git: GitResult = options.git ? await addRepository(plan, staging, files, signal) : { state: 'none' };
      signal.throwIfAborted();
      if (staging.becomesTarget) await rename(staging.folder, plan.target);
      else {
        appendLines(plan, undo);
        moveInto(staging.folder, plan.target, files, undo);
      }
      return { git };
    } catch (error) {
      takeBack(undo);
      throw diskError(error, plan.shown);
    }
  });
}

/** On Windows a virus scanner may hold new files for a moment; only there it is worth loading a rename that waits. */
async function rename(from: string, to: string): Promise<void> {
  const { rename } = process.platform === 'win32' ? (await import('fs-extra')).default : fs.promises;
  await rename(from, to);
}

/** A folder on the target's disk where everything is put together. */
interface Staging {
  readonly folder: string;
  /** Whether it is renamed to the target; otherwise it lies in the target, and its files move out one by one. */
  readonly becomesTarget: boolean;
}

function openStaging({ kind, target }: TargetPlan, undo: Undo): Staging {
  makeParents(path.dirname(target), undo);
  const beside = kind === 'new' ? openBeside(target, undo) : undefined;
  return beside ?? { folder: makeStaging(target, target, undo), becomesTarget: false };
}

/** A staging folder to become the target, unless the target exists and has to stay the folder that it is. */
function openBeside(target: string, undo: Undo): Staging | undefined {
  const parent = path.dirname(target);
  if (!fs.existsSync(target)) return { folder: makeStaging(parent, target, undo), becomesTarget: true };
  const [newcomer] = namesIn(target);
  if (newcomer !== undefined) refuseNewcomer(path.join(target, newcomer));
  if (!isReplaceable(target)) return undefined;
  const folder = makeStaging(parent, target, undo);
  if (isAlike(target, folder)) return { folder, becomesTarget: true };
  takeBack(undo);
  return undefined;
}

function makeStaging(where: string, target: string, undo: Undo): string {
  const folder = path.join(where, stagingName(target));
  fs.mkdirSync(folder);
  undo.push(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Whether an empty folder may give way to another. A shell that stands in it would be left standing in a deleted one. */
function isReplaceable(target: string): boolean {
  return (
    process.platform !== 'win32' &&
    target !== process.cwd() &&
    fs.readdirSync(target).length === 0 &&
    isWritable(path.dirname(target))
  );
}

function isWritable(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a folder that was just made differs in nothing: same disk (no mount point), owner, group and mode. */
function isAlike(target: string, fresh: string): boolean {
  const [a, b] = [fs.statSync(target), fs.statSync(fresh)];
  return a.dev === b.dev && a.uid === b.uid && a.gid === b.gid && a.mode === b.mode;
}

async function addRepository(
  { repository }: TargetPlan,
  { folder }: Staging,
  files: Tree,
  signal: AbortSignal,
): Promise<GitResult> {
  if (repository !== undefined)
    return { state: 'none', reason: `${showPath(repository.folder)} is a git repository already` };
  const executables = [...files].filter(([, { executable }]) => executable).map(([file]) => file);
  return createRepository({ folder, executables, signal });
}
