import path from 'node:path';

import { execa } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { mergeText } from '../../src/merge/three-way.ts';
import { put, sandbox } from '../support/disk.ts';

/** What a side does to a line of the base, or behind it. */
const edit = fc.constantFrom('keep', 'keep', 'keep', 'keep', 'drop', 'replace', 'replace alike', 'insert');
const side = fc.tuple(fc.array(edit, { minLength: 12, maxLength: 12 }), fc.boolean());

/** New lines are new for both sides: where a line could be matched with several, git may choose otherwise than we do. */
function edited(name: string, base: readonly string[], edits: readonly string[]): string[] {
  return base.flatMap((line, index) => {
    switch (edits[index]) {
      case 'drop':
        return [];
      case 'replace':
        return [`${name} ${index}`];
      case 'replace alike':
        return [`both ${index}`];
      case 'insert':
        return [line, `${name} behind ${index}`];
      default:
        return [line];
    }
  });
}

test('a merge has the bytes and the conflicts that git gives it', async () => {
  const folder = sandbox();
  const labels = { ours: 'HEAD', theirs: 'create-rust-2026 1.2.3' };
  const scenario = fc.tuple(fc.nat(12), side, side, fc.constantFrom('\n', '\r\n'), fc.boolean());
  let conflicted = 0;
  await fc.assert(
    fc.asyncProperty(scenario, async ([length, ours, theirs, ending, isEnded]) => {
      const base = [...Array(length).keys()].map((index) => `line ${index}`);
      const text = (lines: readonly string[], ended: boolean) =>
        lines.join(ending) + (ended && lines.length > 0 ? ending : '');
      const files = {
        base: text(base, isEnded),
        ours: text(edited('ours', base, ours[0]), ours[1]),
        theirs: text(edited('theirs', base, theirs[0]), theirs[1]),
      };
      put(folder, files);
      const names = ['ours', 'base', 'theirs'].map((name) => path.join(folder, name));
      const git = await execa(
        'git',
        ['merge-file', '-p', '-L', labels.ours, '-L', 'base', '-L', labels.theirs, ...names],
        {
          reject: false,
          stripFinalNewline: false,
        },
      );
      expect(mergeText(files.base, files.ours, files.theirs, labels)).toEqual({
        text: git.stdout,
        conflicts: git.exitCode,
      });
      conflicted += Number(git.exitCode !== 0);
    }),
    { numRuns: 150 },
  );
  expect(conflicted).toBeGreaterThan(30);
});
