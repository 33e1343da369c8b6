/** A command is killed at every step of its writing. */
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { expect } from 'vitest';

import { childScript } from './child.ts';
import { sandbox } from './disk.ts';
import { runProgram, type Run } from './program.ts';
import { git, snapshot } from './worksite.ts';

/** What is killed. */
interface Victim {
  /** The folder in which the command works; each run gets a copy of it. */
  readonly model: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the command says when nothing kills it. */
  readonly done: RegExp;
  /** The command, as the record of a run names it. */
  readonly shown: string;
  /** The files that it changes, sorted. */
  readonly changed: readonly string[];
  /** Which steps to take of those before there is a record. */
  readonly stride: number;
}

/** Every killed run is finished by the next and put back by `--abort`, and nothing of the user's is lost meanwhile. */
export async function killEverywhere({
  model,
  command,
  env = {},
  done,
  shown,
  changed,
  stride,
}: Victim): Promise<void> {
  const box = sandbox();
  const run = async (folder: string, args: readonly string[] = [], killAt?: number): Promise<Run> => {
    const faults = killAt === undefined ? {} : { FAULTS: JSON.stringify({ killAt }) };
    return runProgram(
      folder,
      [...command, ...args],
      { ...env, ...faults },
      killAt === undefined ? undefined : childScript(),
    );
  };
  /** With as little beside it as it had. */
  const copyOf = async (folder: string, name: string): Promise<string> => {
    const copy = path.join(box, name);
    await fs.ensureDir(copy);
    await execa('cp', ['-a', folder, copy]);
    return path.join(copy, path.basename(folder));
  };
  const before = snapshot(model, { git: true });
  const indexBefore = await indexOf(model);
  const finished = await copyOf(model, 'finished');
  expect(await run(finished)).toMatchObject({ code: 0 });
  const after = snapshot(finished, { git: false });
  expect(changedFiles(snapshot(model, { git: false }), after)).toEqual(changed);

  const seen = { pending: 0, dry: 0 };
  for (let killAt = 2; ; killAt += seen.pending === 0 ? stride : 1) {
    const message = `killed at step ${killAt}`;
    const killed = await copyOf(model, `killed-${killAt}`);
    const outcome = await run(killed, [], killAt);
    if (outcome.code !== undefined) {
      expect(outcome).toMatchObject({ code: 0, out: expect.stringMatching(done) as string });
      break;
    }
    if (isPending(killed)) {
      seen.pending += 1;
      if (killAt % 4 === 0) {
        seen.dry += 1;
        await expectRefusedDryRun(killed, async () => run(killed, ['--dry-run']), shown, message);
      }
      const back = await copyOf(killed, `back-${killAt}`);
      expect(await run(back, ['--abort']), message).toMatchObject({ code: 0 });
      expect(await indexOf(back), message).toBe(indexBefore);
      expect(withoutIndex(snapshot(back, { git: true })), message).toEqual(withoutIndex(before));
    } else if (changedFiles(snapshot(killed, { git: false }), after).length > 0) {
      // Nothing is begun before there is a record of it.
      expect(withoutIndex(withoutOurs(snapshot(killed, { git: true }))), message).toEqual(withoutIndex(before));
    }
    await expectFinished(killed, async () => run(killed), message);
    expect(snapshot(killed, { git: false }), message).toEqual(after);
    expect(fs.readdirSync(path.dirname(killed)), message).toEqual([path.basename(model)]);
    fs.removeSync(path.join(box, `killed-${killAt}`));
    fs.removeSync(path.join(box, `back-${killAt}`));
  }
  expect(seen.pending).toBeGreaterThan(changed.length * 2);
  expect(seen.dry).toBeGreaterThan(2);
}

/** Whether a run is recorded that has not come to its end. */
function isPending(folder: string): boolean {
  const records = path.join(folder, '.git/create-rust-2026');
  return fs.existsSync(records) && fs.readdirSync(records).length > 0;
}

/** The next run is over when it says so, or refuses what is done already for want of a commit. */
async function expectFinished(folder: string, run: () => Promise<Run>, message: string): Promise<void> {
  const { code, err } = await run();
  if (code !== 0) expect(err, message).toMatch(/has uncommitted changes/);
  expect(isPending(folder), message).toBe(false);
}

async function expectRefusedDryRun(
  folder: string,
  run: () => Promise<Run>,
  shown: string,
  message: string,
): Promise<void> {
  const before = snapshot(path.dirname(folder), { git: true });
  expect(await run(), message).toEqual({
    code: 2,
    out: '',
    err: `error: \`${shown}\` was interrupted in ${folder}; run it again to finish it, or with --abort to put everything back\n`,
  });
  expect(snapshot(path.dirname(folder), { git: true }), message).toEqual(before);
}

async function indexOf(folder: string): Promise<string> {
  return (await git(folder, 'ls-files', '--stage')) + (await git(folder, 'status', '--porcelain'));
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
  return Object.fromEntries(
    Object.entries(found).filter(([name]) => !/create-rust-2026-|^\.git\/create-rust-2026(\/|$)/.test(name)),
  );
}

/** What git's index holds is compared by itself: in its bytes are times of files that git looked at. */
function withoutIndex(found: Snapshot): Snapshot {
  return Object.fromEntries(Object.entries(found).filter(([name]) => name !== '.git/index'));
}
