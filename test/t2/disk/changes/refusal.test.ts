import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { beforeEach, describe, expect, test, vi } from 'vitest';

import { applyChanges } from '../../../../src/disk/changes/apply.ts';
import { readFile } from '../../../../src/disk/changes/read.ts';
import { openWorksite } from '../../../../src/disk/changes/worksite.ts';
import { put } from '../../../support/disk.ts';
import { CRATE, edit, expectRefusal, git, snapshot, STRICT, worksite } from '../../../support/worksite.ts';

let box = '';
let folder = '';

beforeEach(async () => {
  folder = await worksite(CRATE);
  box = path.dirname(folder);
});

describe('a folder in which git could not take changes back', () => {
  const open = (place: string) => () => openWorksite(place, STRICT);

  test('that is not there', () =>
    expectRefusal(box, open(`${folder}/none`), `there is no folder ${folder}/none; choose one that exists`));

  test('that is a file', () =>
    expectRefusal(
      box,
      open(`${folder}/Cargo.toml`),
      `${folder}/Cargo.toml is a file, not a folder; choose another path`,
    ));

  test('outside of any repository', () =>
    expectRefusal(
      box,
      open(box),
      `${box} is in no git repository, and git is what takes changes back; run git init and commit there first`,
    ));

  test("that is git's own", () =>
    expectRefusal(
      box,
      open(`${folder}/.git`),
      `${folder}/.git has no work tree, it belongs to git itself; choose a folder of a clone`,
    ));

  test('of a bare repository', async () => {
    await git(box, 'clone', '--quiet', '--bare', folder, 'bare.git');
    await expectRefusal(
      box,
      open(`${box}/bare.git`),
      `${box}/bare.git has no work tree, it belongs to git itself; choose a folder of a clone`,
    );
  });

  test('whose files git has elsewhere', async () => {
    await git(folder, 'config', 'core.worktree', path.join(folder, 'src'));
    await expectRefusal(
      box,
      open(folder),
      `${folder} lies outside of the work tree of its repository; choose a folder in ${folder}/src`,
    );
  });

  test('without git', async () => {
    vi.stubEnv('PATH', path.join(box, 'nothing'));
    await expectRefusal(box, open(folder), `${folder} cannot be changed without git: git is not installed`);
  });

  test('whose index is damaged', async () => {
    fs.writeFileSync(path.join(folder, '.git/index'), 'x'.repeat(64));
    await expectRefusal(
      box,
      open(folder),
      'git ls-files failed: error: bad signature 0x78787878; mend that and try again',
    );
  });

  test('that is dirty', async () => {
    put(folder, { 'src/main.rs': 'mine\n', 'untracked.txt': '' });
    await expectRefusal(
      box,
      open(folder),
      `${folder} has uncommitted changes: src/main.rs; commit them, or allow that with --allow-dirty`,
    );
    await git(folder, 'add', '--all');
    await git(folder, 'rm', '--quiet', 'Cargo.toml');
    await expectRefusal(
      box,
      open(`${folder}/src`),
      `${folder}/src has uncommitted changes: Cargo.toml, src/main.rs, untracked.txt; commit them, or allow that with --allow-dirty`,
    );
  });

  test.each([
    ['merge', ['merge', 'theirs']],
    ['rebase', ['rebase', 'theirs']],
    ['cherry-pick', ['cherry-pick', 'theirs']],
    ['revert', ['revert', '--no-edit', 'HEAD~1']],
  ])('in the middle of a %s', async (operation, args) => {
    await diverge();
    await expect(git(folder, ...args)).rejects.toThrow('CONFLICT');
    await expectRefusal(box, open(folder), `a ${operation} is under way in ${folder}; finish it first`);
  });

  test('with conflicts of no operation', async () => {
    await git(folder, 'commit', '--quiet', '--allow-empty', '--message=x');
    put(folder, { 'src/main.rs': 'mine\n' });
    await git(folder, 'stash', '--quiet');
    put(folder, { 'src/main.rs': 'other\n' });
    await git(folder, 'commit', '--quiet', '--all', '--message=y');
    await expect(git(folder, 'stash', 'pop')).rejects.toThrow('CONFLICT');
    await expectRefusal(
      box,
      () => openWorksite(folder, { allowDirty: true }),
      `conflicts in ${folder} are not resolved: src/main.rs; resolve them first`,
    );
  });

  /** Two branches that changed one line each, in two commits on this side. */
  async function diverge(): Promise<void> {
    const commit = async (text: string) => {
      put(folder, { 'src/main.rs': text });
      await git(folder, 'commit', '--quiet', '--all', `--message=${text}`);
    };
    await git(folder, 'checkout', '--quiet', '-b', 'theirs');
    await commit('theirs');
    await git(folder, 'checkout', '--quiet', 'main');
    await commit('one');
    await commit('two');
  }
});

test.each([
  [
    'edited',
    () => {
      put(folder, { 'src/main.rs': 'mine\n' });
    },
  ],
  [
    'removed',
    () => {
      fs.removeSync(path.join(folder, 'src/main.rs'));
    },
  ],
  [
    'made executable',
    () => {
      fs.chmodSync(path.join(folder, 'src/main.rs'), 0o755);
    },
  ],
  [
    'replaced by a file of the same size',
    () => {
      put(folder, { 'src/main.rs': 'fn main() []\n' });
    },
  ],
])('a file that was %s after the command read it', async (_, change) => {
  const site = await openWorksite(folder, STRICT);
  const before = readFile(site, 'src/main.rs');
  const changes = [
    { path: 'deny.toml', before: undefined, after: { text: '', executable: false } },
    { path: 'src/main.rs', before, after: undefined },
  ];
  change();
  await expectRefusal(
    box,
    () => applyChanges(site, ['gates'], changes),
    `${folder}/src/main.rs was changed by somebody else meanwhile; try again`,
  );
});

test('a file that came after the command looked for it', async () => {
  const site = await openWorksite(folder, STRICT);
  put(folder, { 'deny.toml': 'mine\n' });
  await expectRefusal(
    box,
    () =>
      applyChanges(site, ['gates'], [{ path: 'deny.toml', before: undefined, after: { text: '', executable: false } }]),
    `${folder}/deny.toml was changed by somebody else meanwhile; try again`,
  );
});

test('neither hooks nor a monitor of the user run, nor does a variable lead git elsewhere', async () => {
  const trace = path.join(box, 'ran');
  for (const hook of ['post-index-change', 'post-checkout', 'fsmonitor']) {
    put(folder, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch '${trace}'\n` });
    fs.chmodSync(path.join(folder, '.git/hooks', hook), 0o755);
  }
  await git(folder, 'config', 'core.fsmonitor', path.join(folder, '.git/hooks/fsmonitor'));
  fs.removeSync(trace);
  vi.stubEnv('GIT_DIR', path.join(box, 'elsewhere'));
  vi.stubEnv('GIT_INDEX_FILE', path.join(box, 'elsewhere/index'));
  await edit(folder, 'src/main.rs');
  expect(fs.existsSync(trace)).toBe(false);
  expect(fs.readFileSync(path.join(folder, 'src/main.rs'), 'utf8')).toBe('ours\n');
});

test('names that are not UTF-8, or hold a line break, disturb nothing', async () => {
  const names = [Buffer.from('caf\u00e9.txt', 'latin1'), Buffer.from('a\nb'), Buffer.from('\ttab"\\')];
  for (const name of names) fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/src/`), name]), 'his\n');
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message=names');
  for (const name of names) fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/src/new-`), name]), 'his\n');
  const before = snapshot(folder, { git: false });
  await edit(folder, 'src/main.rs');
  expect(snapshot(folder, { git: false })).toEqual({ ...before, 'src/main.rs': '644 ours\n' });
  await execa('rm', ['-rf', folder]); // Node cannot remove such names.
});

test('a folder with a line break in its name is refused', async () => {
  const odd = path.join(box, 'a\nb');
  fs.mkdirSync(odd);
  await git(odd, 'init', '--quiet');
  await expectRefusal(
    box,
    () => openWorksite(odd, STRICT),
    `the path of ${box}/a\\x0ab has a line break in it; rename that folder`,
  );
});
