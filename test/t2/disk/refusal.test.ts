import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import { InputError } from '../../../src/options/errors.ts';
import { childScript, runChild, SMALL_TEXTS, useChild } from '../../support/child.ts';
import { contents, generate, put, sandbox, SMALL } from '../../support/disk.ts';

useChild();

describe('a disk that refuses at some step', () => {
  test.each([
    { scene: 'an absent folder below absent ones', mine: {}, target: 'a/b/orders' },
    { scene: 'an empty folder', mine: { '../empty': '' }, target: 'orders' },
    {
      scene: 'a fresh clone',
      mine: { 'orders/README.md': 'Theirs\n', 'orders/LICENSE': 'Theirs\n' },
      target: 'orders',
    },
    {
      scene: 'a folder in use',
      mine: { 'orders/crates/x': 'mine', 'orders/Cargo.lock': 'version = 4\n' },
      target: 'orders',
    },
  ])('leaves all as it was: $scene', async ({ mine, target }) => {
    const box = path.join(sandbox(), 'box');
    put(box, mine);
    fs.ensureDirSync(target === 'orders' ? path.join(box, target) : box);
    const before = contents(box);
    for (let step = 1; ; step += 1) {
      const result = await runChild({
        target: path.join(box, target),
        force: true,
        failFrom: { step, code: 'ENOSPC' },
      });
      if (result?.error === undefined) {
        expect(step).toBeGreaterThan(SMALL.size);
        break;
      }
      expect(result.error).toEqual({
        name: 'InputError',
        message: `cannot write ${path.join(box, target)}: the disk is full; free some space and try again`,
      });
      expect(contents(box), `refused from step ${step} on`).toEqual(before);
    }
  });
});

describe('a real disk', async () => {
  const mounting = await mountingShell();
  const FULL = 'the disk is full; free some space and try again';
  const READ_ONLY = 'the disk is read-only; choose another folder';
  const DENIED = 'permission is denied; choose a folder that is yours';
  const LIMIT = 'the limit on file sizes is too low; raise it and try again';
  const noise = { 'noise.txt': randomBytes(50_000).toString('hex') };

  test.each([
    { disk: 'whose folder is not ours', shell: ['sh'], prepare: 'chmod 555 "$DISK"', git: false, problem: DENIED },
    { disk: 'with a limit', shell: ['sh'], prepare: 'ulimit -f 64', git: false, problem: LIMIT },
    ...(mounting === undefined
      ? []
      : [
          { disk: 'that is full', shell: mounting, prepare: tmpfs('size=64k'), git: false, problem: FULL },
          { disk: 'that git fills', shell: mounting, prepare: tmpfs('size=180k'), git: true, problem: FULL },
          { disk: 'with few inodes', shell: mounting, prepare: tmpfs('nr_inodes=9'), git: false, problem: FULL },
          { disk: 'to be read only', shell: mounting, prepare: tmpfs('ro'), git: false, problem: READ_ONLY },
        ]),
  ])('$disk is named on one line and left as it was', async ({ shell, prepare, git, problem }) => {
    const disk = path.join(sandbox(), 'disk');
    fs.mkdirSync(disk);
    const target = path.join(disk, 'a/orders');
    const request = JSON.stringify({ target, texts: { ...SMALL_TEXTS, ...noise }, git });
    const [program = '', ...args] = shell;
    const line = `${prepare} && "$NODE" "$CHILD" "$REQUEST" && echo && ls -A "$DISK"`;
    const env = { DISK: disk, NODE: process.execPath, CHILD: childScript(), REQUEST: request };
    const { stdout } = await execa(program, [...args, '-c', line], { env, ...(program === 'sh' ? nobody(disk) : {}) });
    const [output = '', ...left] = stdout.split('\n');
    expect(left).toEqual([]);
    expect(JSON.parse(output)).toMatchObject({
      error: { name: 'InputError', message: `cannot write ${target}: ${problem}` },
    });
  });

  function tmpfs(option: string): string {
    return `mount -t tmpfs -o ${option} none "$DISK"`;
  }

  /** Root may write everywhere, so somebody else has to try. */
  function nobody(disk: string): { uid?: number } {
    if (process.getuid?.() !== 0) return {};
    fs.chmodSync(path.dirname(disk), 0o755);
    fs.chownSync(disk, 65_534, 65_534);
    return { uid: 65_534 };
  }

  /** A shell that may mount, for itself alone; a machine may allow nobody that. */
  async function mountingShell(): Promise<string[] | undefined> {
    const folder = os.tmpdir();
    for (const shell of [
      ['unshare', '-m', 'sh'],
      ['unshare', '-Urm', 'sh'],
    ]) {
      const [program = '', ...args] = shell;
      const attempt = await execa(program, [...args, '-c', `mount -t tmpfs none ${folder}`], { reject: false });
      if (attempt.exitCode === 0) return shell;
    }
    return undefined;
  }
});

describe('a path that cannot be a workspace', () => {
  test.each([
    { given: 'notes', problem: 'notes is a file, not a folder; choose another path' },
    { given: 'notes/orders', problem: 'notes is a file, not a folder; choose another path' },
    { given: 'notes/a/b/orders', problem: 'notes is a file, not a folder; choose another path' },
    { given: 'dangling', problem: 'dangling is a symbolic link that leads nowhere; remove it or choose another path' },
    {
      given: 'dangling/orders',
      problem: 'dangling is a symbolic link that leads nowhere; remove it or choose another path',
    },
  ])('$given', async ({ given, problem }) => {
    const box = sandbox();
    put(box, { notes: '' });
    fs.symlinkSync('nowhere', path.join(box, 'dangling'));
    const before = contents(box);
    await expect(generate(path.join(box, given))).rejects.toEqual(new InputError(path.join(box, problem)));
    expect(contents(box)).toEqual(before);
  });

  test('links in a circle', async () => {
    const box = sandbox();
    fs.symlinkSync('circle', path.join(box, 'circle'));
    const target = path.join(box, 'circle');
    await expect(generate(target)).rejects.toEqual(
      new InputError(`cannot write ${target}: its symbolic links go round in a circle; choose another folder`),
    );
  });

  test.each([
    'x'.repeat(300),
    `a/b/${'x'.repeat(300)}/orders`,
    Array.from({ length: 40 }, () => 'y'.repeat(120)).join('/'),
  ])('a path that is too long (%#)', async (given) => {
    const box = sandbox();
    const target = path.join(box, given);
    await expect(generate(target)).rejects.toEqual(
      new InputError(`cannot write ${target}: the path is too long; choose a shorter one`),
    );
    expect(contents(box)).toEqual({});
  });
});
