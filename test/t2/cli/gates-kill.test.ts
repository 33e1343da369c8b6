/** `gates` is killed at every step of its writing, and at some before; a trial that was made before is remembered, so none is made. */
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { beforeEach, expect, test, vi } from 'vitest';

import { childScript, useChild } from '../../support/child.ts';
import { put, sandbox } from '../../support/disk.ts';
import { GATED, manifest, type RECORD } from '../../support/gated-project.ts';
import { cargoEnvironment, runProgram, type Run } from '../../support/program.ts';
import { commitAll, git, snapshot } from '../../support/worksite.ts';

useChild('faulty-program.ts');

/** They start hundreds of processes. */
vi.setConfig({ testTimeout: 900_000 });

/** It gets its gates, then loses two of their files and the lints of one manifest, and has one file too many. */
const GONE = ['.github/workflows/gates.yml', '.config/nextest.toml'];
const NEEDLESS = '.gates/old/needless.toml';
const CHANGED = [...GONE, NEEDLESS, '.create-rust-2026.json', 'b/Cargo.toml'].sort();

let box = '';

beforeEach(() => {
  box = sandbox();
});

async function gates(folder: string, args: readonly string[] = [], killAt?: number): Promise<Run> {
  const faults = killAt === undefined ? {} : { FAULTS: JSON.stringify({ killAt }) };
  return runProgram(
    folder,
    ['gates', ...args],
    { ...cargoEnvironment(), ...faults },
    killAt === undefined ? undefined : childScript(),
  );
}

/** @returns the project's folder, with a file beside the tree that git does not have */
async function layOut(): Promise<string> {
  const folder = path.join(box, 'model', 'older');
  put(folder, GATED);
  await commitAll(folder);
  expect(await gates(folder)).toMatchObject({ code: 0 });
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

/** A copy of a folder, with as little beside it as it had. */
async function copyOf(folder: string, name: string): Promise<string> {
  const copy = path.join(box, name);
  await execa('cp', ['-a', path.dirname(folder), copy]);
  return path.join(copy, path.basename(folder));
}

async function indexOf(folder: string): Promise<string> {
  return (await git(folder, 'ls-files', '--stage')) + (await git(folder, 'status', '--porcelain'));
}

test('killed at any step, a run is finished or put back by the next, and nothing is lost', async () => {
  const model = await layOut();
  const before = snapshot(model, { git: true });
  const indexBefore = await indexOf(model);
  const finished = await copyOf(model, 'finished');
  expect(await gates(finished)).toMatchObject({ code: 0 });
  const after = snapshot(finished, { git: false });
  expect(changedFiles(snapshot(model, { git: false }), after)).toEqual(CHANGED);

  const seen = { pending: 0, leftovers: 0, dry: 0 };
  // Before the record stands, all steps are alike: they make a copy, ask in it, and remove it.
  for (let killAt = 2; ; killAt += seen.pending === 0 ? 3 : 1) {
    const message = `killed at step ${killAt}`;
    const killed = await copyOf(model, `killed-${killAt}`);
    const run = await gates(killed, [], killAt);
    if (run.code !== undefined) {
      expect(run).toMatchObject({ code: 0, out: expect.stringMatching(/^The gates are in:/) as string });
      break;
    }
    const isPending = fs.existsSync(path.join(killed, '.git/create-rust-2026'));
    seen.leftovers += fs.readdirSync(path.dirname(killed)).length - 1;
    if (isPending) {
      seen.pending += 1;
      if (killAt % 4 === 0) seen.dry += await expectDryRunToWait(killed, message);
      const back = await copyOf(killed, `back-${killAt}`);
      expect(await gates(back, ['--abort']), message).toMatchObject({ code: 0 });
      expect(await indexOf(back), message).toBe(indexBefore);
      expect(withoutIndex(snapshot(back, { git: true })), message).toEqual(withoutIndex(before));
    } else if (changedFiles(snapshot(killed, { git: false }), after).length > 0) {
      // Nothing is begun before there is a record of it.
      expect(withoutIndex(withoutOurs(snapshot(killed, { git: true }))), message).toEqual(withoutIndex(before));
    }
    expect(await gates(killed), message).toMatchObject({ code: 0 });
    expect(snapshot(killed, { git: false }), message).toEqual(after);
    expect(fs.readdirSync(path.join(killed, '.git')).sort(), message).toEqual(gitNames(before));
    expect(fs.readdirSync(path.dirname(killed)), message).toEqual(['older']);
    fs.removeSync(path.join(box, `killed-${killAt}`));
    fs.removeSync(path.join(box, `back-${killAt}`));
  }
  expect(seen.pending).toBeGreaterThan(CHANGED.length * 2);
  expect(seen.leftovers).toBeGreaterThan(2);
  expect(seen.dry).toBeGreaterThan(2);
});

/** @returns 1, to be counted */
async function expectDryRunToWait(folder: string, message: string): Promise<number> {
  const before = snapshot(path.dirname(folder), { git: true });
  expect(await gates(folder, ['--dry-run']), message).toEqual({
    code: 2,
    out: '',
    err: `error: \`gates .\` was interrupted in ${folder}; run it again to finish it, or with --abort to put everything back\n`,
  });
  expect(snapshot(path.dirname(folder), { git: true }), message).toEqual(before);
  return 1;
}

type Snapshot = Readonly<Record<string, string>>;

function changedFiles(before: Snapshot, after: Snapshot): string[] {
  const both = { ...before, ...after };
  return Object.keys(both)
    .filter((name) => before[name] !== after[name] && both[name]?.endsWith(' /') === false)
    .sort();
}

/** What was found, without what a run that was killed left of itself in git's folder. */
function withoutOurs(found: Snapshot): Snapshot {
  return Object.fromEntries(Object.entries(found).filter(([name]) => !name.includes('create-rust-2026-')));
}

/** What git's index holds is compared by itself: in its bytes are times of files that git looked at. */
function withoutIndex(found: Snapshot): Snapshot {
  return Object.fromEntries(Object.entries(found).filter(([name]) => name !== '.git/index'));
}

function gitNames(found: Snapshot): string[] {
  return Object.keys(found)
    .filter((name) => /^\.git\/[^/]+$/.test(name))
    .map((name) => name.slice('.git/'.length))
    .sort();
}
