import path from 'node:path';

import { execa } from 'execa';
import fc from 'fast-check';
import fs from 'fs-extra';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { abortRun, continueRun } from '../../../../src/disk/changes/apply.ts';
import { InputError } from '../../../../src/options/errors.ts';
import type { Change } from '../../../../src/render/change.ts';
import { runChangesChild, useChild } from '../../../support/child.ts';
import { commitAll, git, snapshot, worksite } from '../../../support/worksite.ts';

useChild('changes-child.ts');

/** The steps before it only ask git. */
const FIRST = 5;

/** They start hundreds of processes. */
vi.setConfig({ testTimeout: 400_000 });

let folder = '';

beforeEach(async () => {
  folder = await worksite();
});

afterEach(remove);

/** Node cannot remove names that are not UTF-8. */
async function remove(): Promise<void> {
  await execa('rm', ['-rf', folder]);
}

interface File {
  readonly text: string;
  readonly mode: number;
  /** Whether git has it; a run is allowed to change it all the same. */
  readonly tracked: boolean;
}

/** What a folder holds, and what is to become of its files. */
interface Scene {
  readonly files: Readonly<Record<string, File>>;
  /** Undefined takes a file away. */
  readonly wanted: Readonly<Record<string, { readonly text: string; readonly executable: boolean } | undefined>>;
  /** Files of both that are in conflict. */
  readonly conflicts?: readonly string[];
}

/** Lays the scene out, beside things that no run may disturb. */
async function layOut({ files }: Scene): Promise<void> {
  await remove();
  fs.mkdirSync(folder);
  for (const tracked of [true, false]) {
    for (const [file, { text, mode }] of Object.entries(files).filter(([, entry]) => entry.tracked === tracked)) {
      fs.outputFileSync(path.join(folder, file), text);
      fs.chmodSync(path.join(folder, file), mode);
    }
    if (tracked) await commitAll(folder);
  }
  fs.mkdirSync(path.join(folder, 'empty'));
  fs.symlinkSync('Cargo.toml', path.join(folder, 'link'));
  fs.writeFileSync(Buffer.from(`${folder}/caf\u00e9`, 'latin1'), 'his');
}

function changesOf({ files, wanted, conflicts = [] }: Scene): Change[] {
  return Object.entries(wanted).map(([path, after]) => {
    const file = files[path];
    const before = file && { text: file.text, executable: (file.mode & 0o100) !== 0 };
    if (!conflicts.includes(path)) return { path, before, after };
    return { path, before, after, conflict: { base: 'base\n', ours: file?.text, theirs: 'theirs\n' } };
  });
}

/** What the folder is to hold in the end: told from the scene alone. */
function expected(before: Readonly<Record<string, string>>, { files, wanted }: Scene): Record<string, string> {
  const after: Record<string, string> = { ...before };
  for (const [file, state] of Object.entries(wanted)) {
    const mode = files[file]?.mode ?? (state?.executable === true ? 0o755 : 0o644);
    const executable = state?.executable === true ? mode | ((mode & 0o444) >> 2) : mode & ~0o111;
    const changed = ((mode & 0o100) !== 0) !== state?.executable ? executable : mode;
    after[file] = `${changed.toString(8)} ${Buffer.from(state?.text ?? '').toString('latin1')}`;
    if (state === undefined) Reflect.deleteProperty(after, file);
  }
  for (const file of Object.keys(wanted)) {
    for (let above = path.posix.dirname(file); above !== '.'; above = path.posix.dirname(above)) {
      const used = Object.keys(after).some((other) => other.startsWith(`${above}/`));
      if (!used) Reflect.deleteProperty(after, above);
      else after[above] ??= '755 /';
    }
  }
  return after;
}

async function gitState(): Promise<string> {
  return (await git(folder, 'status', '--porcelain')) + (await git(folder, 'ls-files', '--stage'));
}

/** Names in the folder of the record. */
function journalOf(place: string): string[] {
  const journal = path.join(place, '.git/create-rust-2026');
  return fs.existsSync(journal) ? fs.readdirSync(journal) : [];
}

const RICH: Scene = {
  files: {
    'Cargo.toml': { text: 'old\n', mode: 0o600, tracked: true },
    'a/b/gone.rs': { text: 'gone\n', mode: 0o640, tracked: true },
    'a/b/too.rs': { text: 'too\n', mode: 0o644, tracked: false },
    'a/stays.rs': { text: 'stays\n', mode: 0o644, tracked: true },
    'src/lib.rs': { text: 'ours\n', mode: 0o644, tracked: true },
  },
  wanted: {
    '.github/workflows/ci.yml': { text: 'ci\n', executable: false },
    'Cargo.toml': { text: 'new\n', executable: false },
    'a/b/gone.rs': undefined,
    'a/b/too.rs': undefined,
    'scripts/check': { text: '#!/bin/sh\n', executable: true },
    'src/lib.rs': { text: '<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\n', executable: false },
  },
  conflicts: ['src/lib.rs'],
};

describe.each(['continue', 'abort'] as const)('killed at any step, then %s', (todo) => {
  test('all is done or all is undone, and a kill in there is no harm either', async () => {
    await layOut(RICH);
    const before = snapshot(folder, { git: false });
    const after = expected(before, RICH);
    const gitBefore = await gitState();
    let outcomes = 0;
    const model = `${folder}-model`;
    await execa('cp', ['-a', folder, model]);
    for (let killAt = FIRST; ; killAt += 1) {
      await remove();
      await execa('cp', ['-a', model, folder]);
      const lived = await runChangesChild({ folder, todo: 'apply', changes: changesOf(RICH), killAt });
      if (lived !== undefined) {
        expect(snapshot(folder, { git: false })).toEqual(after);
        break;
      }
      const isPending = journalOf(folder).length > 0;
      if (killAt % 4 === 0) await runChangesChild({ folder, todo, killAt: 5 + (killAt % 11) });
      const settled = await (todo === 'abort' ? abortRun(folder) : continueRun(folder));
      const now = snapshot(folder, { git: false });
      const message = `killed at step ${killAt}`;
      if (isPending) {
        outcomes += 1;
        if (settled !== undefined) expect(settled).toEqual({ command: ['add', 'ai'], files: Object.keys(RICH.wanted) });
        expect(now, message).toEqual(todo === 'abort' ? before : after);
      } else {
        expect(settled).toBeUndefined();
        expect([before, after], message).toContainEqual(now); // Before the record stood, or after it was gone.
      }
      if (todo === 'abort' && isPending) expect(await gitState(), message).toBe(gitBefore);
      if (todo === 'continue' && isPending)
        expect(await git(folder, 'status', '--porcelain')).toContain('UU src/lib.rs');
      expect(journalOf(folder)).toEqual([]);
    }
    await execa('rm', ['-rf', model]);
    expect(outcomes).toBeGreaterThan(Object.keys(RICH.wanted).length * 3);
  });
});

const PATHS = [
  'Cargo.toml',
  'README.md',
  'src/main.rs',
  'src/bin/a.rs',
  'crates/a/Cargo.toml',
  'crates/a/src/lib.rs',
  '.github/workflows/ci.yml',
  'scripts/check',
];

const text = fc.constantFrom('', 'a\n', 'a\r\nb\r\n', '\u{1f980}', 'x'.repeat(5000), 'no line end');

const scenes: fc.Arbitrary<Scene> = fc.record({
  files: fc.dictionary(
    fc.constantFrom(...PATHS),
    fc.record({ text, mode: fc.constantFrom(0o644, 0o600, 0o755, 0o700, 0o444), tracked: fc.boolean() }),
  ),
  wanted: fc.dictionary(
    fc.constantFrom(...PATHS),
    fc.option(fc.record({ text, executable: fc.boolean() }), { nil: undefined }),
    { minKeys: 2 },
  ),
});

test('any change of any folder is made, or made after a kill, or taken back after one', async () => {
  const seen = { lived: 0, continue: 0, abort: 0, none: 0 };
  await fc.assert(
    fc.asyncProperty(
      scenes,
      fc.integer({ min: 6, max: 50 }),
      fc.constantFrom('continue', 'abort'),
      async (scene, killAt, todo) => {
        await layOut(scene);
        const before = snapshot(folder, { git: false });
        const after = expected(before, scene);
        const gitBefore = await gitState();
        const lived = await runChangesChild({ folder, todo: 'apply', changes: changesOf(scene), killAt });
        expect(lived?.error).toBeUndefined();
        const settled = await (todo === 'abort' ? abortRun(folder) : continueRun(folder));
        const now = snapshot(folder, { git: false });
        if (lived !== undefined) expect(now).toEqual(after);
        else if (settled === undefined) expect([before, after]).toContainEqual(now);
        else expect(now).toEqual(todo === 'abort' ? before : after);
        if (settled !== undefined && todo === 'abort') expect(await gitState()).toBe(gitBefore);
        expect(journalOf(folder)).toEqual([]);
        seen[lived !== undefined ? 'lived' : settled === undefined ? 'none' : todo] += 1;
      },
    ),
    { numRuns: 25 },
  );
  expect(Math.min(seen.lived, seen.continue, seen.abort)).toBeGreaterThan(0);
});

test('what is edited between a kill and the next run is never lost', async () => {
  const seen = { refused: 0, settled: 0 };
  const edits = fc.dictionary(fc.constantFrom(...PATHS), fc.constantFrom('mine 1\n', 'mine 2\n', ''), {
    minKeys: 1,
    maxKeys: 2,
  });
  await fc.assert(
    fc.asyncProperty(
      scenes,
      fc.integer({ min: 14, max: 40 }),
      edits,
      fc.boolean(),
      async (scene, killAt, edited, abort) => {
        await layOut(scene);
        const lived = await runChangesChild({ folder, todo: 'apply', changes: changesOf(scene), killAt });
        if (lived !== undefined) return;
        for (const [file, content] of Object.entries(edited)) fs.outputFileSync(path.join(folder, file), content);
        const before = snapshot(folder, { git: true });
        const outcome = await (abort ? abortRun : continueRun)(folder).catch((error: unknown) => error);
        const now = snapshot(folder, { git: false });
        if (outcome instanceof Error) {
          seen.refused += 1;
          expect(outcome).toBeInstanceOf(InputError);
          expect(outcome.message).toMatch(/^edited since a run was interrupted: /);
          expect(Object.keys(edited).some((file) => outcome.message.includes(file))).toBe(true);
          expect(snapshot(folder, { git: true })).toEqual(before);
        } else {
          seen.settled += 1;
          const mine = Object.entries(edited).filter(([, content]) => content !== '');
          const touched = mine.filter(([file, content]) => now[file]?.endsWith(content) !== true);
          expect(touched).toEqual([]);
        }
      },
    ),
    { numRuns: 25 },
  );
  expect(Math.min(seen.refused, seen.settled)).toBeGreaterThan(0);
});

test('an edit is told apart, moved away, and the run goes on', async () => {
  for (const settle of [continueRun, abortRun]) {
    await layOut(RICH);
    const original = snapshot(folder, { git: false });
    await runChangesChild({ folder, todo: 'apply', changes: changesOf(RICH), killAt: 25 });
    const place = path.join(folder, 'Cargo.toml');
    fs.writeFileSync(place, 'mine\n');
    const [record = ''] = journalOf(folder);
    await expect(settle(folder)).rejects.toEqual(
      new InputError(
        `edited since a run was interrupted: ${place}; move that away and try again, or delete ${folder}/.git/create-rust-2026/${record} to leave everything as it is`,
      ),
    );
    fs.moveSync(place, `${place}.mine`);
    expect(await settle(folder)).toBeDefined();
    const result = settle === abortRun ? original : expected(original, RICH);
    expect(snapshot(folder, { git: false })).toEqual({ ...result, 'Cargo.toml.mine': '600 mine\n' });
  }
});

test('what a run leaves that was killed before its record stood is removed by the next one', async () => {
  const left = () => fs.readdirSync(path.join(folder, '.git')).filter((name) => name.includes('create-rust-2026'));
  let leftovers = 0;
  for (let killAt = FIRST; killAt < 14; killAt += 1) {
    await layOut(RICH);
    await runChangesChild({ folder, todo: 'apply', changes: changesOf(RICH), killAt });
    leftovers += left().filter((name) => name.startsWith('.')).length;
    await runChangesChild({ folder, todo: 'abort' });
    await runChangesChild({ folder, todo: 'apply', changes: changesOf(RICH) });
    expect(left()).toEqual([]);
  }
  expect(leftovers).toBeGreaterThan(0);
});

test('a record does not lead out of the folder', async () => {
  await layOut(RICH);
  await runChangesChild({ folder, todo: 'apply', changes: changesOf(RICH), killAt: 20 });
  fs.removeSync(path.join(folder, 'src'));
  fs.outputFileSync(path.join(folder, '../elsewhere/lib.rs'), 'ours\n');
  fs.symlinkSync('../elsewhere', path.join(folder, 'src'));
  const before = snapshot(path.dirname(folder), { git: true });
  for (const settle of [continueRun, abortRun]) {
    await expect(settle(folder)).rejects.toEqual(
      new InputError(`${folder}/src/lib.rs leads through a symbolic link; put a folder in its place first`),
    );
  }
  expect(snapshot(path.dirname(folder), { git: true })).toEqual(before);
});

test.each(['..', '../elsewhere', 'link'])('nor does one that says it worked in %s', async (place) => {
  await layOut(RICH);
  await runChangesChild({ folder, todo: 'apply', changes: changesOf(RICH), killAt: 25 });
  fs.mkdirSync(path.join(folder, '../elsewhere'));
  fs.removeSync(path.join(folder, 'link'));
  fs.symlinkSync('../elsewhere', path.join(folder, 'link'));
  const [name = ''] = journalOf(folder);
  const file = path.join(folder, '.git/create-rust-2026', name);
  const content = fs.readJsonSync(file) as { record: { folder: string } };
  fs.writeJsonSync(file, { ...content, record: { ...content.record, folder: place } });
  const before = snapshot(path.dirname(folder), { git: true });
  for (const settle of [continueRun, abortRun]) {
    await expect(settle(folder)).rejects.toEqual(
      new InputError(
        `a run was interrupted in ${path.join(folder, place)}, which leads out of its repository now; put it back first`,
      ),
    );
  }
  expect(snapshot(path.dirname(folder), { git: true })).toEqual(before);
});
