import nodeFs from 'node:fs';
import path from 'node:path';

import fs from 'fs-extra';
import { beforeEach, describe, expect, test, vi } from 'vitest';

import { applyChanges, continueRun } from '../../../../src/disk/changes/apply.ts';
import { readFile } from '../../../../src/disk/changes/read.ts';
import { openWorksite } from '../../../../src/disk/changes/worksite.ts';
import { runChangesChild, useChild } from '../../../support/child.ts';
import { put } from '../../../support/disk.ts';
import { commitAll, git, made, snapshot, STRICT, worksite } from '../../../support/worksite.ts';

useChild('changes-child.ts');

let folder = '';

beforeEach(async () => {
  folder = await worksite();
});

/** As a command would: reads each file, then writes the new texts; undefined takes a file away. */
async function write(texts: Readonly<Record<string, string | undefined>>, place = folder): Promise<void> {
  const site = await openWorksite(place, STRICT);
  const changes = Object.entries(texts).map(([file, text]) => {
    const before = readFile(site, file);
    return {
      path: file,
      before,
      after: text === undefined ? undefined : { text, executable: before?.executable === true },
    };
  });
  await applyChanges(site, ['gates'], changes);
}

describe('what was asked is there, and nothing else', () => {
  test('made, changed and taken away; folders come and go', async () => {
    put(folder, { 'a/b/old.rs': 'old\n', 'a/keep.rs': 'keep\n', 'c/gone.rs': '', '.gitignore': '/target\n' });
    await commitAll(folder);
    fs.mkdirSync(path.join(folder, 'empty'));
    put(folder, { 'target/x': '' });
    await write({ 'a/b/old.rs': undefined, 'a/keep.rs': 'new\n', 'c/gone.rs': undefined, 'd/e/f.rs': '\u{1f980}\n' });
    expect(snapshot(folder, { git: false })).toEqual({
      '.git': '755 /',
      '.gitignore': '644 /target\n',
      a: '755 /',
      'a/keep.rs': '644 new\n',
      d: '755 /',
      'd/e': '755 /',
      'd/e/f.rs': `644 ${Buffer.from('\u{1f980}\n').toString('latin1')}`,
      empty: '755 /',
      target: '755 /',
      'target/x': '644 ',
    });
    expect(fs.readdirSync(path.join(folder, '.git')).filter((name) => name.includes('create-rust-2026'))).toEqual([]);
  });

  test.each([
    [0o600, false, false, '600'],
    [0o600, false, true, '700'],
    [0o640, false, true, '750'],
    [0o444, false, false, '444'],
    [0o755, true, true, '755'],
    [0o750, true, false, '640'],
    [0o711, true, false, '600'],
    [0o2664, false, false, '2664'],
  ])('of a file of mode %o, executable %s and then %s, the mode is %s', async (mode, was, is, result) => {
    put(folder, { check: 'old\n' });
    await commitAll(folder);
    fs.chmodSync(path.join(folder, 'check'), mode);
    await git(folder, 'commit', '--quiet', '--all', '--allow-empty', '--message=mode');
    const site = await openWorksite(folder, STRICT);
    const before = readFile(site, 'check');
    expect(before).toEqual({ text: 'old\n', executable: was });
    await applyChanges(site, ['gates'], [{ path: 'check', before, after: { text: 'new\n', executable: is } }]);
    expect(snapshot(folder, { git: false })['check']).toBe(`${result} new\n`);
  });

  test('where the disk keeps no modes, git does', async () => {
    put(folder, { check: 'old\n', plain: '' });
    await commitAll(folder);
    await git(folder, 'config', 'core.fileMode', 'false');
    await git(folder, 'update-index', '--chmod=+x', 'check');
    await git(folder, 'commit', '--quiet', '--message=mode');
    const site = await openWorksite(folder, STRICT);
    expect(readFile(site, 'check')).toEqual({ text: 'old\n', executable: true });
    expect(readFile(site, 'plain')).toEqual({ text: '', executable: false });
    await applyChanges(
      site,
      ['gates'],
      [{ path: 'check', before: { text: 'old\n', executable: true }, after: { text: 'new\n', executable: true } }],
    );
    expect(await git(folder, 'ls-files', '--stage', 'check')).toMatch(/^100755 /);
    expect(await git(folder, 'status', '--porcelain')).toBe(' M check');
  });

  test('in a folder below the root, named as git names it or not', async () => {
    put(folder, { 'services/a/x': 'x\n', x: 'root\n' });
    await commitAll(folder);
    fs.symlinkSync('services/a', path.join(folder, '../link'));
    fs.symlinkSync('orders/services/a', path.join(folder, '../way'));
    await write({ x: 'new\n', y: 'y\n' }, path.join(folder, '../way'));
    expect(await git(folder, 'status', '--porcelain')).toBe(' M services/a/x\n?? services/a/y');
  });

  test('in a repository without commits', async () => {
    await git(folder, 'init', '--quiet');
    put(folder, { 'Cargo.toml': '[package]\n' });
    await write({ 'deny.toml': '[bans]\n' });
    expect(await git(folder, 'status', '--porcelain')).toBe('?? Cargo.toml\n?? deny.toml');
  });

  test('in a work tree of its own, each with its own record', async () => {
    put(folder, { x: 'x\n' });
    await commitAll(folder);
    const tree = path.join(folder, '../tree');
    await git(folder, 'worktree', 'add', '--quiet', tree);
    await runChangesChild({ folder: tree, todo: 'apply', changes: [made('a', 'a\n'), made('b', 'b\n')], killAt: 14 });
    await write({ x: 'new\n' });
    await expect(openWorksite(tree, STRICT)).rejects.toThrow('`add ai` was interrupted');
    expect(await continueRun(folder)).toBeUndefined();
    expect(await continueRun(tree)).toEqual({ command: ['add', 'ai'], files: ['a', 'b'] });
    expect(fs.readdirSync(tree)).toEqual(['.git', 'a', 'b', 'x']);
  });

  test('on a disk without hard links', async () => {
    await git(folder, 'init', '--quiet');
    vi.spyOn(nodeFs, 'linkSync').mockImplementation(() => {
      throw Object.assign(new Error('EPERM'), { errno: -1, code: 'EPERM' });
    });
    await write({ 'src/a.rs': 'a\n' });
    expect(nodeFs.linkSync).toHaveBeenCalledTimes(1);
    expect(snapshot(folder, { git: false })).toEqual({ '.git': '755 /', src: '755 /', 'src/a.rs': '644 a\n' });
  });

  test('nothing to change leaves nothing', async () => {
    put(folder, { x: 'x\n' });
    await commitAll(folder);
    const before = snapshot(folder, { git: true });
    await write({ x: 'x\n', y: undefined });
    await write({});
    expect(snapshot(folder, { git: true })).toEqual(before);
  });

  test('a text with carriage returns stays as it is given', async () => {
    put(folder, { x: 'a\r\nb\n', '.gitattributes': '* -text\n' });
    await commitAll(folder);
    const site = await openWorksite(folder, STRICT);
    const before = readFile(site, 'x');
    expect(before?.text).toBe('a\r\nb\n');
    await applyChanges(site, ['gates'], [{ path: 'x', before, after: { text: 'a\r\nc\r\n', executable: false } }]);
    expect(fs.readFileSync(path.join(folder, 'x'), 'latin1')).toBe('a\r\nc\r\n');
  });

  test('two changes of one path are a defect', async () => {
    await git(folder, 'init', '--quiet');
    const site = await openWorksite(folder, STRICT);
    const before = snapshot(folder, { git: true });
    for (const changes of [
      [made('a', ''), made('a', '')],
      [made('a', ''), made('a/b', '')],
    ]) {
      await expect(applyChanges(site, ['gates'], changes)).rejects.toThrow('changed twice');
    }
    expect(snapshot(folder, { git: true })).toEqual(before);
  });
});
