/**
 * Writes a workspace in a process of its own, and dies or fails at a given step of the disk's. Bundled by
 * support/child.ts; takes one argument, a ChildRequest in JSON, and prints what came of it.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';

import type * as NodeFs from 'node:fs';

export interface ChildRequest {
  readonly target: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly force?: boolean;
  readonly git?: boolean;
  readonly umask?: number;
  /** The step before, or in the middle of, which the process is killed; the first is 1. */
  readonly killAt?: number;
  /** The step from which on the disk refuses to write, with this error code. */
  readonly failFrom?: { readonly step: number; readonly code: string };
}

export interface ChildResult {
  readonly steps: number;
  readonly git?: { readonly state: string; readonly reason?: string };
  readonly error?: { readonly name: string; readonly message: string };
}

const request = JSON.parse(process.argv[2] ?? '') as ChildRequest;
const fs = createRequire(import.meta.url)('node:fs') as typeof NodeFs;
const original = { ...fs };
let steps = 0;

/** Counts a change of the disk; `half` does half of it for a kill in the middle. */
function step(half?: () => void): void {
  steps += 1;
  if (steps === request.killAt) {
    half?.();
    process.kill(process.pid, 'SIGKILL');
  }
}

/** As `step`, for a change that needs room on the disk. */
function growingStep(half?: () => void): void {
  step(half);
  const { failFrom } = request;
  if (failFrom !== undefined && steps >= failFrom.step) {
    half?.();
    throw Object.assign(new Error(failFrom.code), { errno: -1, code: failFrom.code });
  }
}

function removeAll(target: string): void {
  const stat = original.lstatSync(target, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) {
    for (const name of original.readdirSync(target)) removeAll(path.join(target, name));
    step();
    original.rmdirSync(target);
  } else if (stat !== undefined) {
    step();
    original.unlinkSync(target);
  }
}

Object.assign(fs, {
  mkdirSync: (folder: string) => {
    growingStep();
    original.mkdirSync(folder);
  },
  writeFileSync: (file: string, text: string, options: NodeFs.WriteFileOptions) => {
    growingStep(() => {
      original.writeFileSync(file, text.slice(0, text.length / 2), options);
    });
    original.writeFileSync(file, text, options);
  },
  linkSync: (from: string, to: string) => {
    growingStep();
    original.linkSync(from, to);
  },
  renameSync: (from: string, to: string) => {
    growingStep();
    original.renameSync(from, to);
  },
  unlinkSync: (file: string) => {
    step();
    original.unlinkSync(file);
  },
  rmdirSync: (folder: string) => {
    step();
    original.rmdirSync(folder);
  },
  rmSync: removeAll,
});

const renameLater = original.promises.rename;
fs.promises.rename = (from, to) => {
  growingStep();
  return renameLater(from, to);
};

if (request.umask !== undefined) process.umask(request.umask);
const { inspectTarget, writeWorkspace } = await import('../../src/disk/target.ts');

async function write(): Promise<ChildResult> {
  const tree = new Map(
    Object.entries(request.texts).map(([file, text]) => [file, { text, executable: text.startsWith('#!') }]),
  );
  try {
    const plan = await inspectTarget(request.target, tree, { force: request.force === true });
    const { git } = await writeWorkspace(plan, tree, { git: request.git === true });
    return { steps, git };
  } catch (error) {
    const { name, message } = error as Error;
    return { steps, error: { name, message } };
  }
}

process.stdout.write(JSON.stringify(await write()));
