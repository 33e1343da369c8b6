import path from 'node:path';

import { execa } from 'execa';
import fc from 'fast-check';
import fs from 'fs-extra';
import { expect, test } from 'vitest';

import { unifiedDiff } from '../../../../src/disk/changes/diff.ts';
import type { Change, FileState } from '../../../../src/render/change.ts';
import { put, sandbox } from '../../../support/disk.ts';
import { commitAll, snapshot } from '../../../support/worksite.ts';

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'no end', '\u{1f980}\n', '-- x\n', '++ y\n', '@@ z\n'), {
    maxLength: 12,
  })
  .map((lines) => lines.join(''));
const state = fc.option(fc.record({ text, executable: fc.boolean() }), { nil: undefined });
const scene = fc.dictionary(
  fc.constantFrom('a', 'src/b.rs', 'with blank', '\u00fcber/"quoted"'),
  fc.tuple(state, state),
  {
    minKeys: 1,
  },
);

function write(folder: string, states: readonly (readonly [string, FileState | undefined])[]): void {
  for (const [file, wanted] of states) {
    if (wanted === undefined) continue;
    put(folder, { [file]: wanted.text });
    fs.chmodSync(path.join(folder, file), wanted.executable ? 0o755 : 0o644);
  }
}

test('git apply makes of the old files the new ones', async () => {
  const box = sandbox();
  const [from, to] = [path.join(box, 'from'), path.join(box, 'to')];
  await fc.assert(
    fc.asyncProperty(scene, async (files) => {
      fs.emptyDirSync(from);
      fs.emptyDirSync(to);
      const entries = Object.entries(files);
      write(
        from,
        entries.map(([file, [before]]) => [file, before]),
      );
      write(
        to,
        entries.map(([file, [, after]]) => [file, after]),
      );
      const changes: Change[] = entries.map(([file, [before, after]]) => ({ path: file, before, after }));
      const input = await unifiedDiff(changes);
      if (input !== '') await execa('git', ['apply', '--whitespace=nowarn', '-'], { cwd: from, input });
      expect(snapshot(from, { git: false })).toEqual(snapshot(to, { git: false }));
    }),
    { numRuns: 60 },
  );
});

test('it reads as one of git does', async () => {
  const folder = sandbox();
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`);
  put(folder, { 'src/lib.rs': lines.join(''), gone: 'gone\n' });
  await commitAll(folder);
  const changed = lines.with(10, 'changed\n').join('');
  put(folder, { 'src/lib.rs': changed });
  fs.removeSync(path.join(folder, 'gone'));
  const plain =
    (executable = false) =>
    (content: string) => ({ text: content, executable });
  const ours = await unifiedDiff([
    { path: 'gone', before: plain()('gone\n'), after: undefined },
    { path: 'same', before: plain()('same\n'), after: plain()('same\n') },
    { path: 'src/lib.rs', before: plain()(lines.join('')), after: plain()(changed) },
  ]);
  const { stdout } = await execa('git', ['diff', '--no-color'], { cwd: folder });
  const comparable = (diff: string) =>
    diff
      .split('\n')
      .filter((line) => !line.startsWith('index '))
      .map((line) => line.replace(/^(@@ .* @@).*/, '$1').replaceAll(/(?<=^@@.*[-+]\d+),1\b/g, ''))
      .filter((line) => line !== '');
  expect(comparable(ours)).toEqual(comparable(stdout));
});
