/**
 * Changes a folder in a process of its own, and dies or fails at a given step. Bundled by support/child.ts; takes one
 * argument, a ChangesRequest in JSON, and prints what came of it.
 */
import process from 'node:process';

import type { Change } from '../../src/render/change.ts';
import { type Faults, installFaults } from './faulty-disk.ts';

export interface ChangesRequest extends Faults {
  readonly folder: string;
  readonly todo: 'apply' | 'continue' | 'abort';
  readonly changes?: readonly Change[];
}

export interface ChangesResult {
  readonly steps: number;
  readonly error?: { readonly name: string; readonly message: string };
}

const { folder, todo, changes = [], ...faults } = JSON.parse(process.argv[2] ?? '') as ChangesRequest;
const steps = installFaults(faults);
const { abortRun, applyChanges, continueRun } = await import('../../src/disk/changes/apply.ts');
const { openWorksite } = await import('../../src/disk/changes/worksite.ts');

async function work(): Promise<ChangesResult> {
  try {
    if (todo === 'abort') await abortRun(folder);
    else if (todo === 'continue') await continueRun(folder);
    else await applyChanges(await openWorksite(folder, { allowDirty: true }), ['add', 'ai'], changes);
    return { steps: steps() };
  } catch (error) {
    const { name, message } = error as Error;
    return { steps: steps(), error: { name, message } };
  }
}

process.stdout.write(JSON.stringify(await work()));
