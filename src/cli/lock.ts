import fs from 'node:fs';
import path from 'node:path';

import { readFile } from '../disk/changes/read.ts';
import type { Worksite } from '../disk/changes/worksite.ts';
import { inCopy } from '../disk/copy.ts';
import { seedLock } from '../lifecycle/lock-seed.ts';
import type { Move } from '../lifecycle/trees.ts';
import { sameState, type Change } from '../render/change.ts';
import { readMetadata, type Running } from './gates/cargo.ts';

export const LOCK_FILE = 'Cargo.lock';

/** A change of a workspace, without that of its lock. */
interface LockRequest {
  readonly site: Worksite;
  readonly move: Move;
  readonly changes: readonly Change[];
}

interface LockPlan {
  /** Undefined where the lock stays as it is, or there is none. */
  readonly change: Change | undefined;
  /** Conflicts keep Cargo from resolving: it will, when it runs next. */
  readonly isOpen: boolean;
}

/**
 * What becomes of Cargo.lock. One that nobody touched becomes the tested one; any other is Cargo's to resolve, in a copy of
 * the workspace, from what is locked already and what was tested.
 *
 * @throws InputError where Cargo cannot resolve it, or is not there
 */
export async function planLock({ site, move, changes }: LockRequest, env: Running['env']): Promise<LockPlan> {
  const before = readFile(site, LOCK_FILE);
  const [base, next] = [move.base.get(LOCK_FILE), move.next.get(LOCK_FILE)];
  if (before === undefined || next === undefined) return { change: undefined, isOpen: false };
  const become = (text: string) => changeTo(before, text);
  if (before.text === base?.text) return { change: become(next.text), isOpen: false };
  const seed = seedLock(before.text, next.text);
  if (changes.some(({ conflict }) => conflict !== undefined)) return { change: become(seed), isOpen: true };
  const text = await inCopy(site.root, async (copy, signal) => {
    copy.put(new Map([...changes.map(({ path: file, after }) => [file, after?.text] as const), [LOCK_FILE, seed]]));
    await readMetadata({ cwd: copy.folder, env, signal }, site.shown);
    return fs.readFileSync(path.join(copy.folder, LOCK_FILE), 'utf8');
  });
  return { change: become(text), isOpen: false };
}

function changeTo(before: NonNullable<Change['before']>, text: string): Change | undefined {
  const after = { ...before, text };
  return sameState(before, after) ? undefined : { path: LOCK_FILE, before, after };
}
