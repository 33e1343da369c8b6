import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { execa, type Options } from 'execa';
import fs from 'fs-extra';
import { build } from 'rolldown';
import { afterAll, beforeAll } from 'vitest';

import type { ChangesRequest, ChangesResult } from './changes-child.ts';
import type { ChildRequest, ChildResult } from './disk-child.ts';
import { SMALL } from './disk.ts';

/** The texts of a tree, as a request holds them. */
export const SMALL_TEXTS = Object.fromEntries([...SMALL].map(([file, { text }]) => [file, text]));

let folder = '';

/** Path of the bundled child, for a test that starts it in a way of its own. */
export function childScript(): string {
  return path.join(folder, 'child.mjs');
}

/** Bundles the child before the tests of the file at hand. */
export function useChild(script: 'disk-child.ts' | 'changes-child.ts' | 'faulty-program.ts' = 'disk-child.ts'): void {
  beforeAll(async () => {
    folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), 'create-rust-2026-child-'));
    await fs.chmod(folder, 0o755);
    await build({
      input: path.join(import.meta.dirname, script),
      platform: 'node',
      output: { file: childScript(), codeSplitting: false },
    });
  });
  afterAll(async () => {
    await fs.remove(folder);
  });
}

/** Runs the child that writes a workspace; undefined when it was killed. */
export async function runChild(
  request: Omit<ChildRequest, 'texts'> & Partial<Pick<ChildRequest, 'texts'>>,
  options: Options = {},
): Promise<ChildResult | undefined> {
  return run<ChildResult>({ texts: SMALL_TEXTS, ...request }, options);
}

/** Runs the child that changes a folder; undefined when it was killed. */
export async function runChangesChild(request: ChangesRequest): Promise<ChangesResult | undefined> {
  return run<ChangesResult>(request, {});
}

async function run<Result>(request: object, options: Options): Promise<Result | undefined> {
  const result = await execa(process.execPath, [childScript(), JSON.stringify(request)], { reject: false, ...options });
  if (result.signal === 'SIGKILL') return undefined;
  if (result.exitCode !== 0) throw new Error(`the child failed: ${String(result.stderr)}`);
  return JSON.parse(String(result.stdout)) as Result;
}
