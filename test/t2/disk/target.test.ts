import nodeFs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import fs from 'fs-extra';
import { describe, expect, test, vi } from 'vitest';

import { InputError } from '../../../src/options/errors.ts';
import { inspectTarget, writeWorkspace } from '../../../src/disk/target.ts';
import { contents, contentsOf, generate, put, sandbox, SMALL } from '../../support/disk.ts';

describe('a new folder', () => {
  test('comes into being, with its missing parents', async () => {
    const box = sandbox();
    const { plan } = await generate(path.join(box, 'a/b/orders'));
    expect(plan).toMatchObject({ kind: 'new', kept: [], identical: [] });
    expect(contents(path.join(box, 'a/b/orders'))).toEqual(contentsOf(SMALL));
    expect(fs.readdirSync(path.join(box, 'a/b'))).toEqual(['orders']);
  });

  test.each(['linux', 'win32'] as const)('comes into being on %s', async (platform) => {
    vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);
    const box = sandbox();
    fs.mkdirSync(path.join(box, 'empty'));
    const { ino } = fs.statSync(path.join(box, 'empty'));
    await generate(path.join(box, 'empty'));
    await generate(path.join(box, 'absent'));
    expect(contents(path.join(box, 'empty'))).toEqual(contentsOf(SMALL));
    expect(contents(path.join(box, 'absent'))).toEqual(contentsOf(SMALL));
    expect(fs.readdirSync(box)).toEqual(['absent', 'empty']);
    expect(fs.statSync(path.join(box, 'empty')).ino === ino).toBe(platform === 'win32');
  });

  test('takes the place of an empty one', async () => {
    const target = path.join(sandbox(), 'orders');
    fs.mkdirSync(target);
    const before = fs.statSync(target).ino;
    const { plan } = await generate(target);
    expect(plan.kind).toBe('new');
    expect(contents(target)).toEqual(contentsOf(SMALL));
    expect(fs.statSync(target).ino).not.toBe(before);
  });

  test.each([0o700, 0o2775])('keeps an empty one that has a mode of its own: %o', async (mode) => {
    const target = sandbox();
    fs.chmodSync(target, mode);
    const { ino } = fs.statSync(target);
    await generate(target);
    expect(contents(target)).toEqual(contentsOf(SMALL));
    expect(fs.statSync(target)).toMatchObject({ ino, mode: 0o40000 | mode });
  });

  test('does not pull the working folder from under a shell', async () => {
    const target = path.join(sandbox(), 'orders');
    fs.mkdirSync(target);
    const { ino } = fs.statSync(target);
    vi.spyOn(process, 'cwd').mockReturnValue(target);
    await generate('.');
    expect(contents(target)).toEqual(contentsOf(SMALL));
    expect(fs.statSync(target).ino).toBe(ino);
  });

  test('may be reached through a link', async () => {
    const box = sandbox();
    fs.mkdirSync(path.join(box, 'real/orders'), { recursive: true });
    fs.symlinkSync('real', path.join(box, 'link'));
    fs.symlinkSync('real/orders', path.join(box, 'orders'));
    await generate(path.join(box, 'link/cart'));
    await generate(path.join(box, 'orders'));
    expect(contents(path.join(box, 'real/cart'))).toEqual(contentsOf(SMALL));
    expect(contents(path.join(box, 'real/orders'))).toEqual(contentsOf(SMALL));
    expect(fs.readlinkSync(path.join(box, 'orders'))).toBe('real/orders');
  });

  test('is not made by looking', async () => {
    const box = sandbox();
    await inspectTarget(path.join(box, 'a/orders'), SMALL, { force: true });
    expect(contents(box)).toEqual({});
  });

  test('that somebody fills meanwhile is left to him', async () => {
    const box = sandbox();
    const target = path.join(box, 'orders');
    const plan = await inspectTarget(target, SMALL, { force: false });
    put(target, { 'notes.txt': 'mine' });
    await expect(writeWorkspace(plan, SMALL, { git: false })).rejects.toThrow(
      `${target}/notes.txt was put there meanwhile; move it away and try again`,
    );
    expect(contents(box)).toEqual({ orders: '/', 'orders/notes.txt': 'mine' });
  });
});

test('of two runs at the same time one wins, and the other leaves nothing', async () => {
  const box = sandbox();
  const target = path.join(box, 'orders');
  const plan = await inspectTarget(target, SMALL, { force: false });
  const runs = await Promise.allSettled([1, 2].map(() => writeWorkspace(plan, SMALL, { git: true })));
  expect(runs.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(runs).toContainEqual({
    status: 'rejected',
    reason: new InputError(`cannot write ${target}: something else was put there meanwhile; try again`),
  });
  expect(fs.readdirSync(box)).toEqual(['orders']);
  expect(contents(target)).toMatchObject(contentsOf(SMALL));
});

describe('a fresh clone', () => {
  const CLONE = { '.git/HEAD': 'ref: refs/heads/main\n', 'README.md': 'Theirs\n', LICENSE: 'Theirs\n' };

  test('keeps its README and licence', async () => {
    const target = sandbox();
    put(target, CLONE);
    const { plan, git } = await generate(target, { git: true });
    expect(plan).toMatchObject({
      kind: 'beside',
      identical: [],
      kept: ['LICENSE', 'README.md'],
      omitted: ['README.md'],
    });
    expect(git).toEqual({ state: 'none', reason: `${target} is a git repository already` });
    const expected = contentsOf(SMALL, { '.git': '/', 'README.md': 'Theirs\n', LICENSE: 'Theirs\n' });
    expect(contents(target)).toEqual({ ...expected, 'README.md': 'Theirs\n' });
    expect(fs.readFileSync(path.join(target, '.git/HEAD'), 'utf8')).toBe(CLONE['.git/HEAD']);
  });

  test.each([
    ['readme.rst', ['README.md']],
    ['README', ['README.md']],
    ['LICENCE.txt', []],
    ['COPYING', []],
    ['LICENSE-MIT', ['LICENSE-MIT']],
  ])('may hold %s: ours go beside it, but for %j', async (name, omitted) => {
    const target = sandbox();
    put(target, { [name]: 'Theirs\n' });
    const { plan } = await generate(target);
    expect(plan).toMatchObject({ kind: 'beside', kept: [name], omitted });
    const ours = new Map([...SMALL].filter(([file]) => !omitted.includes(file)));
    expect(contents(target)).toEqual(contentsOf(ours, { [name]: 'Theirs\n' }));
  });

  test.each([
    ['', '/target\n'],
    ['*.log', '*.log\n/target\n'],
    ['*.log\n', '*.log\n/target\n'],
    ['*.log\r\n/target\r\n', '*.log\r\n/target\r\n'],
    ['target\n', 'target\n'],
  ])('may hold the list of ignored files %j: ours are put behind', async (theirs, both) => {
    const target = sandbox();
    put(target, { '.gitignore': theirs });
    await generate(target);
    expect(contents(target)).toEqual({ ...contentsOf(SMALL), '.gitignore': both });
  });

  test('has its list of ignored files back when the disk refuses the rest', async () => {
    const target = sandbox();
    put(target, { '.gitignore': '*.log\n' });
    const plan = await inspectTarget(target, SMALL, { force: false });
    put(target, { 'scripts/check': 'put there meanwhile\n' });
    await expect(writeWorkspace(plan, SMALL, { git: false })).rejects.toThrow('was put there meanwhile');
    expect(contents(target)).toEqual({
      '.gitignore': '*.log\n',
      scripts: '/',
      'scripts/check': 'put there meanwhile\n',
    });
  });

  test('may hold a README that is a link, which nobody follows', async () => {
    const box = sandbox();
    const target = path.join(box, 'orders');
    put(box, { 'elsewhere.md': SMALL.get('README.md')?.text ?? '' });
    fs.mkdirSync(target);
    fs.symlinkSync('../elsewhere.md', path.join(target, 'README.md'));
    const { plan } = await generate(target);
    expect(plan.kept).toEqual(['README.md']);
    expect(fs.readlinkSync(path.join(target, 'README.md'))).toBe('../elsewhere.md');
  });

  test('lets our own licence stand that is there already', async () => {
    const target = sandbox();
    put(target, { 'LICENSE-MIT': 'MIT\n' });
    const { plan } = await generate(target);
    expect(plan).toMatchObject({ kept: [], identical: ['LICENSE-MIT'] });
    expect(contents(target)).toEqual(contentsOf(SMALL));
  });
});

test('a licence of ours that is there already is not called the user’s', async () => {
  const target = sandbox();
  put(target, { COPYING: 'Theirs\n', 'LICENSE-MIT': 'MIT\n' });
  const { plan } = await generate(target);
  expect(plan).toMatchObject({ kept: ['COPYING'], omitted: [], identical: ['LICENSE-MIT'] });
});

describe('a folder in use', () => {
  test('is refused, what it holds named', async () => {
    const target = sandbox();
    const mine = { a: '1', b: '1', c: '1', d: '1', e: '1', 'f/g': '1' };
    put(target, mine);
    await expect(generate(target)).rejects.toThrow(
      `${target} is not empty, it holds a, b, c, d, 2 more; choose another folder, or write beside what is there with --force`,
    );
    expect(contents(target)).toEqual({ ...mine, f: '/' });
  });

  test('is written into with --force', async () => {
    const target = sandbox();
    const mine = { 'notes.txt': 'mine', 'crates/old/lib.rs': 'mine', 'crates/orders/src/main.rs': 'fn main() {}\n' };
    put(target, mine);
    const { plan } = await generate(target, { force: true });
    expect(plan).toMatchObject({ kind: 'beside', kept: [], identical: ['crates/orders/src/main.rs'] });
    expect(contents(target)).toEqual(contentsOf(SMALL, { ...mine, 'crates/old': '/' }));
  });

  test.each([false, true])(
    'is refused when ours would replace something, which is named (force: %j)',
    async (force) => {
      const target = sandbox();
      const mine = {
        'Cargo.lock': 'mine',
        'Cargo.toml/x': 'a folder where we have a file',
        'LICENSE-MIT': 'kept',
        'crates/orders/src': 'a file where we have a folder',
      };
      put(target, mine);
      await expect(generate(target, { force })).rejects.toThrow(
        `${target} holds other content where these would go: Cargo.lock, Cargo.toml, crates/orders/src; ` +
          'move them away or choose another folder',
      );
      expect(contents(target)).toMatchObject(mine);
      expect(Object.keys(contents(target) ?? {})).toHaveLength(7);
    },
  );

  test.each([
    ['crates', '../elsewhere'],
    ['crates', 'nowhere'],
    ['Cargo.toml', '../elsewhere/file'],
  ])('is refused when %s is a link', async (name, to) => {
    const box = sandbox();
    const target = path.join(box, 'orders');
    put(box, { 'elsewhere/file': SMALL.get('Cargo.toml')?.text ?? '' });
    fs.mkdirSync(target);
    fs.symlinkSync(to, path.join(target, name));
    const before = contents(box);
    await expect(generate(target, { force: true })).rejects.toThrow(`where these would go: ${name}; move it away`);
    expect(contents(box)).toEqual(before);
  });

  test.each([false, true])('is refused with a few names of many that are in the way (force: %j)', async (force) => {
    const target = sandbox();
    const mine = {
      'Cargo.lock': 'mine',
      'Cargo.toml': 'mine',
      'crates/orders/Cargo.toml': 'mine',
      'crates/orders/src/main.rs': 'mine',
      'scripts/check': 'mine',
      'LICENSE-MIT/x': 'a folder where we have a file',
    };
    put(target, mine);
    await expect(generate(target, { force })).rejects.toThrow(
      new InputError(
        `${target} holds other content where these would go: Cargo.lock, Cargo.toml, crates/orders/Cargo.toml, ` +
          'crates/orders/src/main.rs, 1 more; move them away or choose another folder',
      ),
    );
    expect(contents(target)).toMatchObject(mine);
  });

  test('is refused in other words where it was made before, if at all', async () => {
    const target = path.join(sandbox(), 'orders');
    const refused = new InputError(`${target} was made before`);
    const madeBefore = vi.fn(() => Promise.resolve('was made before'));
    await inspectTarget(target, SMALL, { force: false, madeBefore });
    await generate(target);
    await inspectTarget(target, SMALL, { force: true, madeBefore });
    expect(madeBefore).not.toHaveBeenCalled();
    await expect(inspectTarget(target, SMALL, { force: false, madeBefore })).rejects.toThrow(refused);
    put(target, { 'Cargo.lock': 'mine' });
    for (const force of [false, true]) {
      await expect(inspectTarget(target, SMALL, { force, madeBefore })).rejects.toThrow(refused);
    }
  });

  test('is not written into twice unasked', async () => {
    const target = path.join(sandbox(), 'orders');
    await generate(target);
    await expect(generate(target)).rejects.toThrow(`${target} is not empty`);
    const { plan } = await generate(target, { force: true });
    expect(plan.identical).toHaveLength(SMALL.size);
    expect(contents(target)).toEqual(contentsOf(SMALL));
  });

  test('keeps what appears between looking and writing', async () => {
    const target = sandbox();
    put(target, { LICENSE: 'Theirs\n' });
    const plan = await inspectTarget(target, SMALL, { force: false });
    put(target, { 'Cargo.lock': SMALL.get('Cargo.lock')?.text ?? '', 'scripts/check': 'mine' });
    const before = contents(target);
    await expect(writeWorkspace(plan, SMALL, { git: false })).rejects.toThrow(
      `${target}/scripts/check was put there meanwhile; move it away and try again`,
    );
    expect(contents(target)).toEqual(before);
  });

  test('is written into where the disk has no hard links', async () => {
    const target = sandbox();
    put(target, { 'notes.txt': 'mine', 'Cargo.lock': SMALL.get('Cargo.lock')?.text ?? '' });
    vi.spyOn(nodeFs, 'linkSync').mockImplementation(() => {
      throw Object.assign(new Error('EPERM'), { errno: -1, code: 'EPERM' });
    });
    await generate(target, { force: true });
    expect(contents(target)).toEqual(contentsOf(SMALL, { 'notes.txt': 'mine' }));
  });
});
