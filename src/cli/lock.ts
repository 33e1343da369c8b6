import fs from 'node:fs';
import path from 'node:path';

import { readFile } from '../disk/changes/read.ts';
import type { Worksite } from '../disk/changes/worksite.ts';
import { inCopy } from '../disk/copy.ts';
import { showNames } from '../disk/errors.ts';
import { seedLock } from '../lifecycle/lock-seed.ts';
import type { Move } from '../lifecycle/trees.ts';
import { InputError } from '../options/errors.ts';
import { sameState, type Change } from '../render/change.ts';
import { readMetadata, type Running } from './gates/cargo.ts';

export const LOCK_FILE = 'Cargo.lock';

interface LockPlan {
  /** Undefined where the lock stays as it is, or there is none. */
  readonly change: Change | undefined;
  /** Conflicts keep Cargo from resolving: it will, when it runs next. */
  readonly isOpen: boolean;
}

/** A change of a generated workspace, without that of its lock. */
interface Moving {
  readonly site: Worksite;
  readonly move: Move;
  readonly changes: readonly Change[];
}

/**
 * What becomes of a generated workspace's Cargo.lock. One that nobody touched becomes the tested one; any other is Cargo's
 * to resolve.
 *
 * @throws InputError where Cargo cannot resolve it, or is not there
 */
export async function planLock({ site, move, changes }: Moving, env: Running['env']): Promise<LockPlan> {
  const before = readFile(site, LOCK_FILE);
  const [base, next] = [move.base.get(LOCK_FILE), move.next.get(LOCK_FILE)];
  if (before === undefined || next === undefined) return { change: undefined, isOpen: false };
  if (before.text === base?.text) return { change: changeTo(before, next.text), isOpen: false };
  if (changes.some(({ conflict }) => conflict !== undefined)) {
    return { change: changeTo(before, seedLock(before.text, next.text)), isOpen: true };
  }
  return { change: await resolveLock({ site, changes, theirs: next.text, packages: [] }, env), isOpen: false };
}

interface Resolving {
  readonly site: Worksite;
  /** Without that of the lock. */
  readonly changes: readonly Change[];
  /** A lock of what comes in. */
  readonly theirs: string;
  /** What has to be among the members then. */
  readonly packages: readonly string[];
}

/**
 * Lets Cargo resolve a lock in a copy of the workspace, from what is locked there and what was tested. A workspace without
 * a lock gets none.
 *
 * @throws InputError where Cargo cannot, or is not there
 */
export async function resolveLock(
  { site, changes, theirs, packages }: Resolving,
  env: Running['env'],
): Promise<Change | undefined> {
  const before = readFile(site, LOCK_FILE);
  const text = await inCopy(site.root, async (copy, signal) => {
    const seed = before === undefined ? theirs : seedLock(before.text, theirs);
    copy.put(new Map([...changes.map(({ path: file, after }) => [file, after?.text] as const), [LOCK_FILE, seed]]));
    const metadata = await readMetadata({ cwd: copy.folder, env, signal }, site.shown);
    const members = metadata.packages.filter(({ id }) => metadata.workspace_members.includes(id));
    const missing = packages.filter((name) => !members.some((member) => member.name === name));
    if (missing.length > 0) {
      throw new InputError(`${site.shown} excludes ${showNames(missing)} from its members; allow crates/ there first`);
    }
    return fs.readFileSync(path.join(copy.folder, LOCK_FILE), 'utf8');
  });
  return before === undefined ? undefined : changeTo(before, text);
}

function changeTo(before: NonNullable<Change['before']>, text: string): Change | undefined {
  const after = { ...before, text };
  return sameState(before, after) ? undefined : { path: LOCK_FILE, before, after };
}
