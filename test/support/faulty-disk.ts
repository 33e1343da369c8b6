/** A disk, and a system, that dies or refuses at a given step; it is put under the program before that is loaded. */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import process from 'node:process';

import type * as NodeChildProcess from 'node:child_process';
import type * as NodeFs from 'node:fs';

export interface Faults {
  /** The step before, or in the middle of, which the process is killed; the first is 1. */
  readonly killAt?: number;
  /** The step from which on the disk refuses to write, with this error code; with `once`, that step only. */
  readonly failFrom?: { readonly step: number; readonly code: string; readonly once?: boolean };
  /** The step before which somebody else writes a file. */
  readonly editAt?: { readonly step: number; readonly file: string; readonly text: string };
  /** The step before which this process gets a signal. */
  readonly signalAt?: { readonly step: number; readonly signal: NodeJS.Signals };
}

/** Installs the faults; gives back what counts the steps so far: changes of the disk, and programs started. */
export function installFaults({ killAt, failFrom, editAt, signalAt }: Faults): () => number {
  const require = createRequire(import.meta.url);
  const fs = require('node:fs') as typeof NodeFs;
  const childProcess = require('node:child_process') as typeof NodeChildProcess;
  const original = { ...fs, rename: fs.promises.rename, spawn: childProcess.spawn };
  let steps = 0;

  /** Counts a change; `half` does half of it for a kill in the middle. */
  function step(half?: () => void): void {
    steps += 1;
    if (steps === editAt?.step) original.writeFileSync(editAt.file, editAt.text);
    if (steps === signalAt?.step) process.kill(process.pid, signalAt.signal);
    if (steps === killAt) {
      half?.();
      process.kill(process.pid, 'SIGKILL');
    }
  }

  /** As `step`, for a change that needs room on the disk. */
  function growingStep(half?: () => void): void {
    step(half);
    if (failFrom === undefined || steps < failFrom.step || (failFrom.once === true && steps > failFrom.step)) return;
    half?.();
    throw Object.assign(new Error(failFrom.code), { errno: -1, code: failFrom.code });
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
    chmodSync: (file: string, mode: number) => {
      step();
      original.chmodSync(file, mode);
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
  fs.promises.rename = (from, to) => {
    growingStep();
    return original.rename(from, to);
  };
  childProcess.spawn = ((...args: Parameters<typeof original.spawn>) => {
    step();
    return original.spawn(...args);
  }) as typeof original.spawn;
  syncBuiltinESMExports();
  return () => steps;
}
