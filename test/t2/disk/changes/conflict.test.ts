import path from 'node:path';

import fs from 'fs-extra';
import { beforeEach, describe, expect, test } from 'vitest';

import { abortRun, applyChanges, continueRun } from '../../../../src/disk/changes/apply.ts';
import { readFile } from '../../../../src/disk/changes/read.ts';
import { openWorksite } from '../../../../src/disk/changes/worksite.ts';
import { InputError } from '../../../../src/options/errors.ts';
import type { Conflict } from '../../../../src/render/change.ts';
import { runChangesChild, useChild } from '../../../support/child.ts';
import { put, sandbox } from '../../../support/disk.ts';
import { git, snapshot, STRICT, worksite } from '../../../support/worksite.ts';

useChild('changes-child.ts');

const FILE = 'src/a b.rs';
const MARKED = 'first\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> add ai\nlast\n';
const BASE = 'first\nold\nlast\n';
const OURS = 'first\nmine\nlast\n';
const THEIRS = 'first\nnew\nlast\n';
const CONFLICT = { base: BASE, ours: OURS, theirs: THEIRS };

let folder = '';

beforeEach(async () => {
  const root = await worksite({ [`services/a/${FILE}`]: OURS, 'services/a/other.rs': 'other\n' });
  folder = path.join(root, 'services/a');
});

/** As a command that could not merge. */
async function applyConflict(conflict: Conflict = CONFLICT, options = STRICT): Promise<void> {
  const site = await openWorksite(folder, options);
  const before = readFile(site, FILE);
  await applyChanges(
    site,
    ['add', 'ai'],
    [
      { path: FILE, before, after: { text: MARKED, executable: before?.executable === true }, conflict },
      { path: 'new.rs', before: undefined, after: { text: 'new\n', executable: false } },
    ],
  );
}

function text(): string {
  return fs.readFileSync(path.join(folder, FILE), 'utf8');
}

describe('a conflict is an ordinary one of git', () => {
  test('that it shows, and resolves in any of its ways', async () => {
    await applyConflict();
    expect(text()).toBe(MARKED);
    expect(await git(folder, 'status', '--porcelain', '.')).toBe(`UU "services/a/${FILE}"\n?? services/a/new.rs`);
    expect(await git(folder, 'status')).toContain(`both modified:   ${FILE}`);
    for (const [side, result] of [
      ['--ours', OURS],
      ['--theirs', THEIRS],
    ] as const) {
      await git(folder, 'checkout', side, '--', FILE);
      expect(text()).toBe(result);
    }
    await git(folder, 'checkout', '--merge', '--', FILE);
    expect(text()).toBe('first\n<<<<<<< ours\nmine\n=======\nnew\n>>>>>>> theirs\nlast\n');
    await expect(git(folder, 'commit', '--quiet', '--message=x')).rejects.toThrow('unmerged');
    await expect(openWorksite(folder, { allowDirty: true })).rejects.toThrow('are not resolved');
    put(folder, { [FILE]: 'resolved\n' });
    await git(folder, 'add', '--all');
    await git(folder, 'commit', '--quiet', '--message=x');
    expect(await git(folder, 'status', '--porcelain')).toBe('');
  });

  test.each([
    ['AA', { ...CONFLICT, base: undefined }],
    ['UD', { ...CONFLICT, theirs: undefined }],
    ['DU', { ...CONFLICT, ours: undefined }],
  ])('%s where a side has no such file', async (letters, conflict) => {
    await applyConflict(conflict);
    expect(await git(folder, 'status', '--porcelain', FILE)).toBe(`${letters} "services/a/${FILE}"`);
  });

  test('of a file that git does not have yet', async () => {
    await git(folder, 'rm', '--quiet', '--cached', FILE);
    await git(folder, 'commit', '--quiet', '--message=x');
    await applyConflict({ ...CONFLICT, base: undefined }, { allowDirty: true });
    expect(await git(folder, 'status', '--porcelain', FILE)).toBe(`AA "services/a/${FILE}"`);
  });

  test('of an executable file', async () => {
    fs.chmodSync(path.join(folder, FILE), 0o755);
    await git(folder, 'commit', '--quiet', '--all', '--message=x');
    await applyConflict();
    const stages = (await git(folder, 'ls-files', '--unmerged')).split('\n');
    expect(stages.map((line) => line.slice(0, 6))).toEqual(['100755', '100755', '100755']);
  });

  test('in a repository that keeps line feeds where the disk has carriage returns', async () => {
    await git(folder, 'config', 'core.autocrlf', 'true');
    const returns = (lines: string) => lines.replaceAll('\n', '\r\n');
    put(folder, { [FILE]: returns(OURS) });
    await git(folder, 'add', '--all');
    expect(await git(folder, 'status', '--porcelain')).toBe('');
    await applyConflict({ base: returns(BASE), ours: returns(OURS), theirs: returns(THEIRS) });
    expect(await git(folder, 'cat-file', 'blob', `:2:services/a/${FILE}`)).toBe(OURS.trimEnd());
    await git(folder, 'checkout', '--theirs', '--', FILE);
    expect(text()).toBe(returns(THEIRS));
  });
});

test('what was staged and then changed again is not lost', async () => {
  put(folder, { [FILE]: 'staged\n' });
  await git(folder, 'add', '--all');
  put(folder, { [FILE]: OURS });
  const before = await git(folder, 'ls-files', '--stage');
  await expect(applyConflict(CONFLICT, { allowDirty: true })).rejects.toEqual(
    new InputError(`${folder}/${FILE} was staged and then changed again; commit it first`),
  );
  expect(await git(folder, 'ls-files', '--stage')).toBe(before);
  expect(text()).toBe(OURS);
});

test("all is taken back when git's index is locked", async () => {
  const lock = path.join(folder, '../../.git/index.lock');
  fs.writeFileSync(lock, '');
  const before = snapshot(folder, { git: false });
  await expect(applyConflict()).rejects.toThrow(/^git update-index failed: fatal: Unable to create .*index\.lock/);
  expect(snapshot(folder, { git: false })).toEqual(before);
  fs.removeSync(lock);
  expect(await git(folder, 'status', '--porcelain')).toBe('');
  await applyConflict();
  expect(text()).toBe(MARKED);
});

test('a file that was staged after a kill is left as it is', async () => {
  const changes = [
    {
      path: FILE,
      before: { text: OURS, executable: false },
      after: { text: MARKED, executable: false },
      conflict: CONFLICT,
    },
  ];
  const copy = path.join(sandbox(), 'copy');
  fs.copySync(path.join(folder, '../..'), copy);
  const whole = await runChangesChild({ folder: path.join(copy, 'services/a'), todo: 'apply', changes });
  // The last two steps remove the record.
  await runChangesChild({ folder, todo: 'apply', changes, killAt: (whole?.steps ?? 0) - 1 });
  expect(await git(folder, 'status', '--porcelain')).toBe(`UU "services/a/${FILE}"`);
  await git(folder, 'add', '--all');
  const before = snapshot(folder, { git: true });
  const staged = await git(folder, 'ls-files', '--stage');
  for (const settle of [continueRun, abortRun]) {
    await expect(settle(folder)).rejects.toEqual(
      new InputError(`${folder}/${FILE} was staged meanwhile; unstage it and try again`),
    );
  }
  expect(snapshot(folder, { git: true })).toEqual(before);
  expect(await git(folder, 'ls-files', '--stage')).toBe(staged);
});
