import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { errorCode } from './errors.ts';

/** Tells this run from an earlier one that had the same process id, as all runs in a fresh container have. */
const RUN = randomLetters(4);

/** A new name for a staging folder; it says for which target, and which process fills it. */
export function stagingName(target: string): string {
  return `${prefix(target)}${process.pid}-${RUN}${randomLetters(4)}`;
}

/** The process that made a staging folder of the target, or undefined when the name is no such name. */
export function stagingOwner(target: string, name: string): { pid: number; run: string } | undefined {
  const rest = name.startsWith(prefix(target)) ? name.slice(prefix(target).length) : '';
  const [, pid, run] = /^(\d{1,10})-([0-9a-z]{4})[0-9a-z]{4}$/.exec(rest) ?? [];
  return pid === undefined || run === undefined ? undefined : { pid: Number(pid), run };
}

/** What an existing target holds, staging folders not counted. */
export function namesIn(target: string): string[] {
  return fs.readdirSync(target).filter((name) => stagingOwner(target, name) === undefined);
}

/** Removes what killed runs for the same target left, beside it and in it. */
export function removeStale(target: string): void {
  for (const folder of [path.dirname(target), target]) {
    for (const entry of foldersIn(folder)) {
      const owner = stagingOwner(target, entry);
      if (owner === undefined || isAlive(owner)) continue;
      discard(path.join(folder, entry), path.join(folder, stagingName(target)));
    }
  }
}

function prefix(target: string): string {
  return `.create-rust-2026-${path.basename(target)}-`;
}

function randomLetters(length: number): string {
  return Math.random().toString(36).slice(2).padEnd(length, '0').slice(0, length);
}

function foldersIn(folder: string): string[] {
  try {
    const entries = fs.readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return []; // Absent, or not ours to list.
  }
}

/** Whether the run that an owner is, or another process that has its id by now, is there. */
export function isAlive({ pid, run }: { pid: number; run: string }): boolean {
  if (pid === process.pid) return run === RUN;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** A git that a killed run started may write on for a moment. */
const PATIENTLY = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 };

/** Takes the folder away in one step first: should its run live on in another container, it fails instead of finishing half. */
function discard(stale: string, claimed: string): void {
  try {
    fs.renameSync(stale, claimed);
    fs.rmSync(claimed, PATIENTLY);
  } catch {
    // Another run was faster, or it is not ours to remove; it harms nobody.
  }
}
