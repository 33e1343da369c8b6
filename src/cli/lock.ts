import fs from 'node:fs';
import path from 'node:path';

import { readFile } from '../disk/changes/read.ts';
import type { Worksite } from '../disk/changes/worksite.ts';
import { inCopy } from '../disk/copy.ts';
import { trackableFiles } from '../disk/work-tree.ts';
import type { ProjectMetadata } from '../lifecycle/gates/project.ts';
import { seedLock } from '../lifecycle/lock-seed.ts';
import type { Move } from '../lifecycle/trees.ts';
import { sameState, type Change } from '../render/change.ts';
import { readCopy, type Running } from './gates/cargo.ts';

export const LOCK_FILE = 'Cargo.lock';

const MANIFEST = /(^|\/)Cargo\.toml$/;

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
 * What becomes of a generated workspace's Cargo.lock. One that nobody touched, in a workspace without other members, becomes
 * the tested one; any other is Cargo's to resolve, which also tells whether the members still find what they need.
 *
 * @throws InputError where Cargo cannot resolve it, or is not there
 */
export async function planLock({ site, move, changes }: Moving, env: Running['env']): Promise<LockPlan> {
  const before = readFile(site, LOCK_FILE);
  const [base, next] = [move.base.get(LOCK_FILE), move.next.get(LOCK_FILE)];
  const isSame = base?.text === next?.text && !changes.some(({ path: file }) => MANIFEST.test(file));
  if (next === undefined || isSame) return { change: undefined, isOpen: false };
  const isUntouched = before === undefined || before.text === base?.text;
  if (isUntouched && !(await hasOtherMembers(site, move)))
    return { change: changeTo(before, next.text), isOpen: false };
  if (changes.some(({ conflict }) => conflict !== undefined)) {
    return { change: before && changeTo(before, seedLock(before.text, next.text)), isOpen: true };
  }
  const { change } = await resolveLock({ site, changes, theirs: next.text }, env);
  return { change, isOpen: false };
}

async function hasOtherMembers({ root }: Worksite, { base }: Move): Promise<boolean> {
  return ((await trackableFiles(root)) ?? []).some((file) => MANIFEST.test(file) && !base.has(file));
}

interface Resolving {
  readonly site: Worksite;
  /** Without that of the lock. */
  readonly changes: readonly Change[];
  /** A lock of what comes in. */
  readonly theirs: string;
}

export interface Resolved {
  readonly change: Change | undefined;
  /** What Cargo says of the workspace as it will be. */
  readonly metadata: ProjectMetadata;
  /** Where it said so; paths in the metadata begin with it. */
  readonly folder: string;
}

/**
 * Lets Cargo resolve a lock in a copy of the workspace, from what is locked there and what was tested. A workspace without
 * a lock gets none.
 *
 * @throws InputError where Cargo cannot, or is not there
 */
export async function resolveLock({ site, changes, theirs }: Resolving, env: Running['env']): Promise<Resolved> {
  const before = readFile(site, LOCK_FILE);
  return inCopy(site.root, async (copy, signal) => {
    const seed = before === undefined ? theirs : seedLock(before.text, theirs);
    // What a toolchain is to have besides is nothing to fetch for a copy.
    const wanted = changes.filter(({ path: file }) => file !== 'rust-toolchain.toml');
    copy.put(new Map([...wanted.map(({ path: file, after }) => [file, after?.text] as const), [LOCK_FILE, seed]]));
    const metadata = await readCopy(
      { cwd: copy.folder, env, signal },
      (problem) =>
        `${site.shown} would be nothing that Cargo can read, tried in a copy of what git keeps of it: ${problem}; nothing was changed`,
    );
    const text = fs.readFileSync(path.join(copy.folder, LOCK_FILE), 'utf8');
    return { change: changeTo(before, text), metadata, folder: copy.folder };
  });
}

function changeTo(before: Change['before'], text: string): Change | undefined {
  const after = before && { ...before, text };
  return after === undefined || sameState(before, after) ? undefined : { path: LOCK_FILE, before, after };
}
