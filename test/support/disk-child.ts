/**
 * Writes a workspace in a process of its own, and dies or fails at a given step of the disk's. Bundled by
 * support/child.ts; takes one argument, a ChildRequest in JSON, and prints what came of it.
 */
import process from 'node:process';

import { type Faults, installFaults } from './faulty-disk.ts';

export interface ChildRequest extends Faults {
  readonly target: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly force?: boolean;
  readonly git?: boolean;
  readonly umask?: number;
}

export interface ChildResult {
  readonly steps: number;
  readonly git?: { readonly state: string; readonly reason?: string };
  readonly error?: { readonly name: string; readonly message: string };
}

const request = JSON.parse(process.argv[2] ?? '') as ChildRequest;
const steps = installFaults(request);
if (request.umask !== undefined) process.umask(request.umask);
const { inspectTarget, writeWorkspace } = await import('../../src/disk/target.ts');

async function write(): Promise<ChildResult> {
  const tree = new Map(
    Object.entries(request.texts).map(([file, text]) => [file, { text, executable: text.startsWith('#!') }]),
  );
  try {
    const plan = await inspectTarget(request.target, tree, { force: request.force === true });
    const { git } = await writeWorkspace(plan, tree, { git: request.git === true });
    return { steps: steps(), git };
  } catch (error) {
    const { name, message } = error as Error;
    return { steps: steps(), error: { name, message } };
  }
}

process.stdout.write(JSON.stringify(await write()));
