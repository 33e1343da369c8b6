/** A disk, and a system, that dies or refuses at a given step; it is put under the program before that is loaded. */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import process from 'node:process';

import type * as NodeChildProcess from 'node:child_process';
import type * as NodeFs from 'node:fs';

export interface Faults {
  /** The step before, or in the middle of, which the process is killed; the first is 1. */
  readonly killAt?: number;
  /** The step from which on the disk refuses what takes room, with this error code; with `once`, that step, whatever it is. */
  readonly failFrom?: { readonly step: number; readonly code: string; readonly once?: boolean };
  /** The step after which somebody else writes a file. */
  readonly editAfter?: { readonly step: number; readonly file: string; readonly text: string };
  /** The step before which this process gets a signal. */
  readonly signalAt?: { readonly step: number; readonly signal: NodeJS.Signals };
}

const require = createRequire(import.meta.url);
const fs = require('node:fs') as typeof NodeFs;
const childProcess = require('node:child_process') as typeof NodeChildProcess;
const original = { ...fs, rename: fs.promises.rename, spawn: childProcess.spawn };

/** Installs the faults; gives back what counts the steps so far: changes of the disk, and programs started. */
export function installFaults(faults: Faults): () => number {
  const steps = new Steps(faults);
  const patch = (
    names: readonly (
      'mkdirSync' | 'linkSync' | 'renameSync' | 'copyFileSync' | 'chmodSync' | 'unlinkSync' | 'rmdirSync'
    )[],
    grows: boolean,
  ) => {
    for (const name of names) {
      const act = (...args: unknown[]): unknown =>
        steps.change((): unknown => Reflect.apply(original[name], fs, args), { grows });
      Object.assign(fs, { [name]: act });
    }
  };
  patch(['mkdirSync', 'linkSync', 'renameSync', 'copyFileSync'], true);
  patch(['chmodSync', 'unlinkSync', 'rmdirSync'], false);
  const writeFileSync = (file: string, text: string, options: NodeFs.WriteFileOptions): void => {
    const write = (part: string) => {
      original.writeFileSync(file, part, options);
    };
    const half = () => {
      write(text.slice(0, text.length / 2));
    };
    steps.change(
      () => {
        write(text);
      },
      { grows: true, half },
    );
  };
  Object.assign(fs, { writeFileSync, rmSync: removeAll });
  fs.promises.rename = (from, to) => steps.change(() => original.rename(from, to), { grows: true });
  childProcess.spawn = ((...args: Parameters<typeof original.spawn>) =>
    steps.start(() => original.spawn(...args))) as typeof original.spawn;
  syncBuiltinESMExports();
  return () => steps.count;
}

function removeAll(target: string): void {
  const stat = original.lstatSync(target, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) {
    for (const name of original.readdirSync(target)) removeAll(path.join(target, name));
    fs.rmdirSync(target);
  } else if (stat !== undefined) fs.unlinkSync(target);
}

interface Kind {
  /** Whether it needs room on the disk. */
  readonly grows: boolean;
  /** Does half of it. */
  readonly half?: () => void;
}

class Steps {
  count = 0;
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** A change of the disk. */
  change<Result>(act: () => Result, { grows, half }: Kind): Result {
    this.#begin(half);
    const { step = Infinity, code = '', once = false } = this.#faults.failFrom ?? {};
    if (once ? this.count === step : grows && this.count >= step) {
      half?.();
      throw Object.assign(new Error(code), { errno: -1, code });
    }
    return this.#finish(act);
  }

  /** A start of another program. */
  start<Result>(act: () => Result): Result {
    this.#begin();
    return this.#finish(act);
  }

  #begin(half?: () => void): void {
    this.count += 1;
    const { killAt, signalAt } = this.#faults;
    if (this.count === signalAt?.step) process.kill(process.pid, signalAt.signal);
    if (this.count === killAt) {
      half?.();
      process.kill(process.pid, 'SIGKILL');
    }
  }

  #finish<Result>(act: () => Result): Result {
    const { editAfter } = this.#faults;
    try {
      return act();
    } finally {
      if (this.count === editAfter?.step) original.writeFileSync(editAfter.file, editAfter.text);
    }
  }
}
