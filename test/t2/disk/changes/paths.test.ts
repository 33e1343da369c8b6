import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { beforeEach, describe, expect, test } from 'vitest';

import { applyChanges } from '../../../../src/disk/changes/apply.ts';
import { readFile } from '../../../../src/disk/changes/read.ts';
import { openWorksite } from '../../../../src/disk/changes/worksite.ts';
import { InputError } from '../../../../src/options/errors.ts';
import { put } from '../../../support/disk.ts';
import { commitAll, CRATE, edit, expectRefusal, git, STRICT, worksite } from '../../../support/worksite.ts';

let box = '';
let folder = '';

beforeEach(async () => {
  folder = await worksite(CRATE);
  box = path.dirname(folder);
});

describe('a path that leads elsewhere', () => {
  const linked = (file: string) => `${folder}/${file} leads through a symbolic link; put a folder in its place first`;
  const noPath = (file: string) =>
    `${JSON.stringify(file)} is no path within a folder; write names with / between them`;
  const quoted = (file: string) => JSON.stringify(file).replace('\u200c', String.raw`\u{200c}`);
  const gits = (file: string) => `${quoted(file)} lies in a folder that is git's own; choose another path`;

  test.each([
    '../outside',
    'src/../../outside',
    '/etc/passwd',
    '',
    '.',
    'src/',
    'src//x',
    './x',
    'src/./x',
    'C:/x',
    'c:x',
    'src\\main.rs',
    '..\\outside',
    'a\0b',
  ])('%j', (file) => expectRefusal(box, () => edit(folder, file), noPath(file)));

  test.each([
    '.git/config',
    '.GIT/hooks/pre-commit',
    'src/.git/x',
    '.git',
    '.git./x',
    '.git /x',
    'git~1/x',
    '.g\u200cit/x',
  ])('%j', (file) => expectRefusal(box, () => edit(folder, file), gits(file)));

  test.each(['out', 'in', 'nowhere'])('through a link that leads %s', async (where) => {
    put(box, { 'out/x': 'not ours' });
    fs.symlinkSync({ out: '../out', in: 'src', nowhere: 'nothing' }[where] ?? '', path.join(folder, 'link'));
    await expectRefusal(box, () => edit(folder, 'link/x'), linked('link/x'));
    await expectRefusal(box, () => edit(folder, 'link/deep/x'), linked('link/deep/x'));
    await expectRefusal(
      box,
      () => edit(folder, 'link'),
      `${folder}/link is a symbolic link; put a file in its place, or move it away first`,
    );
  });

  test('into a submodule, fetched or not', async () => {
    const library = path.join(box, 'library');
    put(library, { x: '' });
    await commitAll(library);
    await git(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'vendor/lib');
    await git(folder, 'commit', '--quiet', '--message=submodule');
    const message = `${folder}/vendor/lib is a git repository of its own; work in that one`;
    await expectRefusal(box, () => edit(folder, 'vendor/lib/x'), message);
    await expectRefusal(box, () => edit(folder, 'vendor/lib'), message);
    await git(folder, 'submodule', '--quiet', 'deinit', '--all');
    expect(fs.readdirSync(path.join(folder, 'vendor/lib'))).toEqual([]);
    await expectRefusal(box, () => edit(folder, 'vendor/lib/x'), message);
    fs.rmdirSync(path.join(folder, 'vendor/lib'));
    await expectRefusal(box, () => edit(folder, 'vendor/lib/x', { allowDirty: true }), message);
  });

  test('into a repository that git does not know', async () => {
    await git(folder, 'init', '--quiet', 'nested');
    await expectRefusal(
      box,
      () => edit(folder, 'nested/x'),
      `${folder}/nested is a git repository of its own; work in that one`,
    );
  });

  test('to a folder, through a file, or to a pipe', async () => {
    await expectRefusal(
      box,
      () => edit(folder, 'src'),
      `${folder}/src is no file; put a file in its place, or move it away first`,
    );
    await expectRefusal(
      box,
      () => edit(folder, 'Cargo.toml/x/y'),
      `${folder}/Cargo.toml is no folder, and "Cargo.toml/x/y" needs one; move it away first`,
    );
    await execa('sh', ['-c', 'mkfifo pipe'], { cwd: folder });
    const before = await git(folder, 'status', '--porcelain');
    await expect(edit(folder, 'pipe')).rejects.toEqual(
      new InputError(`${folder}/pipe is no file; put a file in its place, or move it away first`),
    );
    expect(await git(folder, 'status', '--porcelain')).toBe(before);
  });

  test.each([
    ['cargo.TOML', 'cargo.TOML', '"Cargo.toml"'],
    ['SRC/lib.rs', 'SRC', '"src"'],
    ['re\u0301sume\u0301', 're\u0301sume\u0301', '"r\u00e9sum\u00e9"'],
  ])('to what some disks take for another file: %j', async (file, place, other) => {
    put(folder, { 'r\u00e9sum\u00e9': '' });
    await expectRefusal(
      box,
      () => edit(folder, file),
      `${folder}/${place} and ${other} would be one file on some disks; rename one of them first`,
    );
  });

  test('to two new files that some disks take for one', async () => {
    const made = (file: string) => ({ path: file, before: undefined, after: { text: '', executable: false } });
    await expectRefusal(
      box,
      async () => applyChanges(await openWorksite(folder, STRICT), ['gates'], [made('new/a'), made('new/A')]),
      `${folder}/new/A and "a" would be one file on some disks; rename one of them first`,
    );
  });

  test('two files of his that differ in case are his business', async () => {
    put(folder, { notes: 'a\n', NOTES: 'b\n' });
    await git(folder, 'add', '--all');
    await git(folder, 'commit', '--quiet', '--message=notes');
    await edit(folder, 'notes');
    expect(fs.readFileSync(path.join(folder, 'notes'), 'utf8')).toBe('ours\n');
    expect(fs.readFileSync(path.join(folder, 'NOTES'), 'utf8')).toBe('b\n');
  });
});

describe('a file that is no text of this repository', () => {
  async function track(file: string, bytes: Buffer): Promise<void> {
    fs.outputFileSync(path.join(folder, file), bytes);
    await git(folder, 'add', '--all');
    await git(folder, 'commit', '--quiet', '--message=file');
  }

  test.each([
    ['Latin-1', Buffer.from('caf\u00e9\n', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffcaf\u00e9\n', 'utf16le')],
    ['a lone surrogate', Buffer.from([0xed, 0xa0, 0x80])],
    ['a character cut short', Buffer.from([0x61, 0xe2, 0x82])],
  ])('%s', async (_, bytes) => {
    await track('deny.toml', bytes);
    await expectRefusal(box, () => edit(folder, 'deny.toml'), `${folder}/deny.toml is not in UTF-8; convert it first`);
  });

  test('with a byte order mark', async () => {
    await track('deny.toml', Buffer.from('\ufeff[bans]\n'));
    await expectRefusal(
      box,
      () => edit(folder, 'deny.toml'),
      `${folder}/deny.toml begins with a byte order mark; save it without one first`,
    );
  });

  test('of more than 8 MiB', async () => {
    await track('big.txt', Buffer.alloc(8 * 1024 * 1024, 'x'));
    expect(readFile(await openWorksite(folder, STRICT), 'big.txt')?.text).toHaveLength(8 * 1024 * 1024);
    await track('big.txt', Buffer.alloc(8 * 1024 * 1024 + 1, 'x'));
    await expectRefusal(
      box,
      () => edit(folder, 'big.txt'),
      `${folder}/big.txt is larger than 8 MiB; make it smaller, or move it away`,
    );
  });

  test.each(['untracked', 'ignored'])('that git does not have, for it is %s', async (kind) => {
    await track('.gitignore', Buffer.from('ignored\n'));
    put(folder, { [kind]: 'mine\n' });
    await expectRefusal(
      box,
      () => edit(folder, kind),
      `git does not have ${folder}/${kind}; add and commit it, or allow its change with --allow-dirty`,
    );
    await edit(folder, kind, { allowDirty: true });
    expect(fs.readFileSync(path.join(folder, kind), 'utf8')).toBe('ours\n');
  });
});
