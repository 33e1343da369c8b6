import path from 'node:path';

import fs from 'fs-extra';
import { beforeEach, describe, expect, test } from 'vitest';

import { abortRun, applyChanges, continueRun } from '../../../../src/disk/changes/apply.ts';
import { openWorksite } from '../../../../src/disk/changes/worksite.ts';
import { InputError } from '../../../../src/options/errors.ts';
import type { Change } from '../../../../src/render/change.ts';
import { runChangesChild, useChild } from '../../../support/child.ts';
import { put } from '../../../support/disk.ts';
import { commitAll, git, made, snapshot, STRICT, worksite } from '../../../support/worksite.ts';

useChild('changes-child.ts');

let folder = '';

beforeEach(async () => {
  folder = await worksite();
});

const MANY: readonly Change[] = [
  made('deny.toml', 'deny\n'),
  made('.github/workflows/ci.yml', 'ci\n'),
  { path: 'Cargo.toml', before: { text: 'old\n', executable: false }, after: { text: 'new\n', executable: false } },
  { path: 'ci/old/run', before: { text: '#!\n', executable: true }, after: undefined },
  { path: 'src/lib.rs', before: { text: 'lib\n', executable: false }, after: { text: 'lib2\n', executable: true } },
];

async function layOut(): Promise<void> {
  put(folder, { 'Cargo.toml': 'old\n', 'ci/old/run': '#!\n', 'src/lib.rs': 'lib\n', 'src/other.rs': 'other\n' });
  fs.chmodSync(path.join(folder, 'ci/old/run'), 0o700);
  fs.chmodSync(path.join(folder, 'ci/old'), 0o750);
  fs.chmodSync(path.join(folder, 'src/lib.rs'), 0o600);
  await commitAll(folder);
}

describe('taken back, all of it', () => {
  test.each(['ENOSPC', 'EIO'])('when the disk says %s at any one step', async (code) => {
    let failures = 0;
    for (let step = 1; ; step += 1) {
      fs.emptyDirSync(folder);
      await layOut();
      const before = snapshot(folder, { git: true });
      const result = await runChangesChild({
        folder,
        todo: 'apply',
        changes: MANY,
        failFrom: { step, code, once: true },
      });
      if (result !== undefined && result.steps < step) break;
      if (result?.error === undefined) continue; // A step that is no change, or one that need not succeed.
      failures += 1;
      expect(result.error.message).toContain(`cannot write ${folder}: `);
      expect(snapshot(folder, { git: true }), `refused at step ${step}`).toEqual(before);
    }
    expect(failures).toBeGreaterThan(MANY.length * 3);
  });

  test('when the disk is full from any step on, or else as soon as it is not', async () => {
    await layOut();
    const before = snapshot(folder, { git: true });
    const outcomes = { atOnce: 0, later: 0 };
    for (let step = 1; ; step += 1) {
      const failFrom = { step, code: 'ENOSPC' };
      const result = await runChangesChild({ folder, todo: 'apply', changes: MANY, failFrom });
      if (result?.error === undefined) break;
      const later = result.error.message.endsWith(
        'what was written so far could not be taken back: do that with --abort',
      );
      outcomes[later ? 'later' : 'atOnce'] += 1;
      if (later) expect(await abortRun(folder)).toMatchObject({ command: ['add', 'ai'] });
      expect(snapshot(folder, { git: true }), `refused from step ${step} on`).toEqual(before);
    }
    // All that takes room is written before the first file is replaced.
    expect(outcomes.atOnce).toBeGreaterThan(MANY.length);
    expect(outcomes.later).toBeLessThanOrEqual(MANY.length + 2);
  });

  test('when a file is edited after any step of the run; the edit stays', async () => {
    const seen = { stopped: 0, done: 0 };
    for (let step = 1; ; step += 1) {
      fs.emptyDirSync(folder);
      await layOut();
      const before = snapshot(folder, { git: false });
      const editAfter = { step, file: path.join(folder, 'src/lib.rs'), text: 'edited by hand\n' };
      const result = await runChangesChild({ folder, todo: 'apply', changes: MANY, editAfter });
      if (result !== undefined && result.steps < step) break;
      const now = snapshot(folder, { git: false });
      expect(now['src/lib.rs'], `edited after step ${step}`).toMatch(/^[67]00 edited by hand\n$/);
      if (result?.error === undefined) seen.done += 1;
      else {
        seen.stopped += 1;
        expect(result.error.message).toBe(`${folder}/src/lib.rs was changed by somebody else meanwhile; try again`);
        expect(now).toEqual({ ...before, 'src/lib.rs': '600 edited by hand\n' });
      }
    }
    expect(seen.stopped).toBeGreaterThan(MANY.length * 2);
    expect(seen.done).toBeGreaterThan(0);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'or done, all of it, when %s comes at any step',
    async (signal) => {
      await layOut();
      const before = snapshot(folder, { git: true });
      const seen = { back: 0, done: 0 };
      for (let step = 1; seen.done === 0; step += 1) {
        const signalAt = { step, signal };
        await expect(runChangesChild({ folder, todo: 'apply', changes: MANY, signalAt })).rejects.toThrow(
          'the child failed',
        );
        const status = await git(folder, 'status', '--porcelain');
        if (status === '') {
          seen.back += 1;
          expect(snapshot(folder, { git: true }), `${signal} at step ${step}`).toEqual(before);
        } else {
          seen.done += 1;
          expect(status.split('\n')).toHaveLength(MANY.length);
          expect(fs.readdirSync(path.join(folder, '.git'))).not.toContain('create-rust-2026');
        }
      }
      expect(seen.back).toBeGreaterThan(MANY.length);
    },
  );
});

describe('a run that is at work', () => {
  test('lets no other begin, continue or abort', async () => {
    await layOut();
    await runChangesChild({ folder, todo: 'apply', changes: MANY, killAt: 20 });
    const journal = path.join(folder, '.git/create-rust-2026');
    const [name = ''] = fs.readdirSync(journal);
    const alive = name.replace(/-\d+-(\w+)$/, `-${process.ppid}-$1`);
    fs.renameSync(path.join(journal, name), path.join(journal, alive));
    const before = snapshot(folder, { git: true });
    const busy = new InputError(`process ${process.ppid} is changing files in ${folder}; wait until it is done`);
    for (const work of [openWorksite, continueRun, abortRun]) await expect(work(folder, STRICT)).rejects.toEqual(busy);
    expect(snapshot(folder, { git: true })).toEqual(before);
  });

  test('keeps out one that began to plan before', async () => {
    await layOut();
    const site = await openWorksite(folder, STRICT);
    await runChangesChild({ folder, todo: 'apply', changes: [made('a', '')], killAt: 9 });
    const before = snapshot(folder, { git: true });
    expect(Object.keys(before).filter((file) => file.startsWith('.git/create-rust-2026/'))).toHaveLength(1);
    await expect(applyChanges(site, ['gates'], [made('b', '')])).rejects.toEqual(
      new InputError('another run was faster; try again when it is done'),
    );
    expect(snapshot(folder, { git: true })).toEqual(before);
  });
});

test('a record of another version is left to that one', async () => {
  await git(folder, 'init', '--quiet');
  const record = '.git/create-rust-2026/.create-rust-2026-create-rust-2026-1-abcdefgh';
  put(folder, { [record]: '{"format":99}' });
  const before = snapshot(folder, { git: true });
  for (const work of [openWorksite, continueRun, abortRun]) {
    await expect(work(folder, STRICT)).rejects.toEqual(
      new InputError(
        `${folder}/${record} records an interrupted run for another version of this program; finish it with that one`,
      ),
    );
  }
  expect(snapshot(folder, { git: true })).toEqual(before);
});
