/** `gates` is killed at every step of its writing, and at some before; a trial that was made before is remembered, so none is made. */
import path from 'node:path';

import fs from 'fs-extra';
import { expect, test, vi } from 'vitest';

import { useChild } from '../../support/child.ts';
import { put, sandbox } from '../../support/disk.ts';
import { killEverywhere } from '../../support/killed.ts';
import { GATED, manifest, type RECORD } from '../../support/gated-project.ts';
import { cargoEnvironment, runProgram } from '../../support/program.ts';
import { commitAll } from '../../support/worksite.ts';

useChild('faulty-program.ts');

/** They start hundreds of processes. */
vi.setConfig({ testTimeout: 900_000 });

/** It gets its gates, then loses two of their files and the lints of one manifest, and has one file too many. */
const GONE = ['.github/workflows/gates.yml', '.config/nextest.toml'];
const NEEDLESS = '.gates/old/needless.toml';
const CHANGED = [...GONE, NEEDLESS, '.create-rust-2026.json', 'b/Cargo.toml'].sort();

/** @returns the project's folder, with a file beside the tree that git does not have */
async function layOut(): Promise<string> {
  const folder = path.join(sandbox(), 'older');
  put(folder, GATED);
  await commitAll(folder);
  expect(await runProgram(folder, ['gates'], cargoEnvironment())).toMatchObject({ code: 0 });
  for (const file of GONE) fs.removeSync(path.join(folder, file));
  const remembered = path.join(folder, '.create-rust-2026.json');
  const record = fs.readJsonSync(remembered) as typeof RECORD;
  const files = { ...record.gates.files, [NEEDLESS]: '*' };
  put(folder, { 'b/Cargo.toml': manifest('b'), [NEEDLESS]: '' });
  fs.writeJsonSync(remembered, { ...record, gates: { ...record.gates, files } });
  await commitAll(folder);
  put(folder, { 'notes.txt': 'mine\n' });
  return folder;
}

test('killed at any step, a run is finished or put back by the next, and nothing is lost', async () => {
  // Before the record stands, all steps are alike: they make a copy, ask in it, and remove it.
  await killEverywhere({
    model: await layOut(),
    command: ['gates'],
    env: cargoEnvironment(),
    done: /^The gates are in: /m,
    shown: 'gates .',
    changed: CHANGED,
    stride: 3,
  });
});
