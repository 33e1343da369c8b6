import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test, vi } from 'vitest';

import { runChild, useChild } from '../../support/child.ts';
import { contents, contentsOf, generate, put, sandbox, SMALL, treeOf } from '../../support/disk.ts';
import { packed } from '../../support/packed.ts';
import { deskEnvironment, runProgram } from '../../support/program.ts';

/** How many runs of the program are killed, each a little later than the one before. */
const ROUNDS = 24;

useChild();

const SCENES = [
  { scene: 'an absent folder', mine: undefined, cwd: '.', oneStep: true },
  { scene: 'an empty folder', mine: {}, cwd: '.', oneStep: true },
  { scene: 'the empty working folder', mine: {}, cwd: 'orders', oneStep: false },
  { scene: 'a folder with a README', mine: { 'README.md': 'Theirs\n' }, cwd: '.', oneStep: false },
];

describe.each(SCENES)('killed at any step on the way into $scene', ({ mine, cwd, oneStep }) => {
  const kept = mine !== undefined && 'README.md' in mine ? { 'README.md': 'Theirs\n' } : {};
  const complete = { ...contentsOf(SMALL), ...kept };

  /** Prepares a sandbox, runs the child in it, and tells whether it lived to the end. */
  async function runIn(box: string, killAt: number): Promise<boolean> {
    const target = path.join(box, 'orders');
    if (mine !== undefined) fs.mkdirSync(target);
    put(target, mine ?? {});
    return (await runChild({ target, killAt }, { cwd: path.join(box, cwd) })) !== undefined;
  }

  test('a run leaves no half workspace, and the next one completes it', async () => {
    let lived = false;
    for (let killAt = 1; !lived; killAt += 1) {
      const box = sandbox();
      const target = path.join(box, 'orders');
      lived = await runIn(box, killAt);
      expectNoHalf(target, killAt);
      if (!lived || !oneStep) await finish(target);
      expect(contents(target), `after step ${killAt} and another run`).toEqual(complete);
      expect(fs.readdirSync(box)).toEqual(['orders']);
      if (lived) expect(killAt).toBeGreaterThan(SMALL.size);
    }
  });

  function expectNoHalf(target: string, killAt: number): void {
    const found = contents(target) ?? {};
    const ours = Object.fromEntries(Object.entries(found).filter(([file]) => !file.startsWith('.create-rust-2026-')));
    const message = `after step ${killAt}`;
    if (oneStep) expect([mine, complete], message).toContainEqual(contents(target));
    if ('Cargo.toml' in ours) expect(ours, message).toEqual(complete);
    expect(complete, message).toMatchObject(ours);
    expect(found, message).toMatchObject(kept);
  }

  /** What a user does next: the same command, unless the workspace stands. */
  async function finish(target: string): Promise<void> {
    const stands = fs.existsSync(path.join(target, 'Cargo.toml'));
    const isClean = stands && !fs.readdirSync(target).some((name) => name.startsWith('.create-rust-2026-'));
    if (!isClean) await generate(target);
  }
});

test('killed at any time, git included, the program leaves nothing or everything', async () => {
  const args = ['orders', '--pillar', 'cloud', '--yes'];
  const model = sandbox();
  const start = performance.now();
  expect(await runProgram(model, args)).toMatchObject({ code: 0 });
  const duration = performance.now() - start;
  const whole = contents(path.join(model, 'orders'));

  const box = sandbox();
  const target = path.join(box, 'orders');
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = execa(process.execPath, [packed.cli, ...args], {
      cwd: box,
      detached: true,
      env: deskEnvironment(),
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
    });
    await sleep((duration * round) / ROUNDS);
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL'); // Its git too.
    await child;
    if (fs.existsSync(target)) {
      await expectWhole();
      fs.removeSync(target);
    }
  }
  // A git that outlived its run may still write into the staging folder; once it is gone a run clears that away.
  await vi.waitFor(
    async () => {
      fs.removeSync(target);
      expect(await runProgram(box, args)).toMatchObject({ code: 0 });
      await expectWhole();
      expect(fs.readdirSync(box)).toEqual(['orders']);
    },
    { timeout: 30_000, interval: 1000 },
  );

  async function expectWhole(): Promise<void> {
    expect(contents(target)).toEqual(whole);
    const git = await execa('git', ['status', '--porcelain', '--branch'], { cwd: target });
    expect(git.stdout).toBe('## main');
  }
});

test('what killed runs left is removed by the next run for that target, and nothing else', async () => {
  const box = sandbox();
  const dead = (await execa('node', ['-p', 'process.pid'])).stdout;
  const stale = `.create-rust-2026-orders-${dead}-abcdefgh`;
  const strangers = {
    '.create-rust-2026-cart-1-abcdefgh/Cargo.toml': 'another target',
    [`.create-rust-2026-cart-${dead}-abcdefgh/Cargo.toml`]: 'another target',
    [`.create-rust-2026-orders-${process.ppid}-abcdefgh/Cargo.toml`]: 'a run that lives',
    '.create-rust-2026-orders-notes/mine.txt': 'mine',
    [`.create-rust-2026-orders-${dead}-abcdefgi`]: 'a file',
    '.create-rust-2026.json': '{}',
  };
  put(box, { [`${stale}/crates/a.rs`]: '', ...strangers });
  put(path.join(box, 'orders'), { [`${stale}/Cargo.toml`]: '' });
  await generate(path.join(box, 'orders'));
  expect(contents(path.join(box, 'orders'))).toEqual(contentsOf(SMALL));
  fs.removeSync(path.join(box, 'orders'));
  expect(contents(box)).toEqual(contentsOf(treeOf(strangers)));
});
