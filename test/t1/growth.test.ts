import fc from 'fast-check';
import { expect, test } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { mergeTrees, movedPaths } from '../../src/lifecycle/trees.ts';
import { withAdded, withoutRemoved } from '../../src/options/growth.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { OPTIONS, type Answers } from '../../src/options/table.ts';
import type { Option } from '../../src/options/types.ts';
import type { Change, FileState } from '../../src/render/change.ts';
import type { Tree } from '../../src/render/tree.ts';
import { assets } from '../support/assets.ts';
import { applicable, toFactor } from '../support/combinations.ts';

const LABELS = { ours: 'this workspace', theirs: 'create-rust-2026 add' };
const RUNS = { numRuns: 15 };

const options: readonly Option[] = OPTIONS;
const answers = fc
  .record(Object.fromEntries(options.map((option) => [option.id, fc.constantFrom(...toFactor(option).values)])))
  .map((raw) => resolveAnswers(applicable({ ...(raw as RawAnswers), name: 'orders' })));

/** Ways to say answers bit by bit: a pillar with what hangs on it, an element of a list, any other answer. */
const inPieces = answers.chain((all) => {
  const said = all as unknown as RawAnswers;
  const pieces = options.flatMap(({ id, when }): RawAnswers[] => {
    const value = said[id];
    if (value === undefined || when !== undefined) return [];
    if (id !== 'pillar')
      return [value].flat().length === 0
        ? []
        : Array.isArray(value)
          ? value.map((each) => ({ [id]: [each as string] }))
          : [{ [id]: value }];
    return all.pillar.map((pillar) => {
      const hanging = options.filter(
        (option) => option.when?.['pillar'] === pillar && [said[option.id] ?? []].flat().length > 0,
      );
      return { pillar: [pillar], ...Object.fromEntries(hanging.map((option) => [option.id, said[option.id] ?? ''])) };
    });
  });
  return fc.shuffledSubarray(pieces, { minLength: pieces.length }).map((shuffled) => ({ all, shuffled }));
});

const treeOf = (of: Answers): Tree => create(of, assets).tree;

function changesOf(folder: Tree, base: Answers, next: Answers): Change[] {
  const move = { base: treeOf(base), next: treeOf(next) };
  const present = movedPaths(move).flatMap((path): [string, FileState][] => {
    const state = folder.get(path);
    return state === undefined ? [] : [[path, state]];
  });
  return mergeTrees(move, new Map(present), LABELS);
}

function apply(folder: Tree, changes: readonly Change[]): Tree {
  const after = new Map(folder);
  for (const { path, after: state } of changes) {
    if (state === undefined) after.delete(path);
    else after.set(path, state);
  }
  return new Map([...after].sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('to create with everything is to create with less and to add the rest, in any order', () => {
  fc.assert(
    fc.property(inPieces, ({ all, shuffled }) => {
      const [first = {}, ...rest] = [...shuffled].sort((a, b) => Number('pillar' in b) - Number('pillar' in a));
      let present = resolveAnswers({ name: 'orders', editors: [], ...first });
      let folder = treeOf(present);
      for (const piece of rest) {
        const next = resolveAnswers(withAdded(present, piece));
        folder = apply(folder, changesOf(folder, present, next));
        present = next;
      }
      expect(present).toEqual(all);
      expect([...folder]).toEqual([...treeOf(all)].sort(([a], [b]) => (a < b ? -1 : 1)));
    }),
    RUNS,
  );
});

test('to add and to remove again leaves what was there', () => {
  fc.assert(
    fc.property(answers, fc.constantFrom('memory', 'async', 'data'), (before, pillar) => {
      fc.pre(!before.pillar.some((each) => each === pillar));
      const after = resolveAnswers(withAdded(before, { pillar: [pillar] }));
      const again = resolveAnswers(withoutRemoved(after, { pillar: [pillar] }));
      expect(again).toEqual(before);
      const base = treeOf(before);
      const grown = apply(base, changesOf(base, before, after));
      expect([...apply(grown, changesOf(grown, after, again))]).toEqual([...base]);
    }),
    RUNS,
  );
});

test('every line of the user’s is in the file afterwards, conflict or not', () => {
  const edits = fc.array(fc.record({ file: fc.nat(), line: fc.nat() }), { minLength: 1, maxLength: 8 });
  const [before, after] = [['cloud'], ['cloud', 'memory', 'async']].map((pillar) =>
    resolveAnswers({ name: 'orders', pillar }),
  ) as [Answers, Answers];
  const base = treeOf(before);
  const files = movedPaths({ base, next: treeOf(after) }).filter(
    (path) => base.has(path) && /\.(md|toml|rs)$|justfile|\.git/.test(path),
  );
  fc.assert(
    fc.property(edits, (places) => {
      const folder = new Map(base);
      const mine = places.map(({ file, line }, index) => {
        const path = files[file % files.length] ?? '';
        const lines = (folder.get(path)?.text ?? '').split('\n');
        const text = `# mine ${index}`;
        lines.splice(line % lines.length, 0, text);
        folder.set(path, { executable: false, ...folder.get(path), text: lines.join('\n') });
        return { path, text };
      });
      const grown = apply(folder, changesOf(folder, before, after));
      for (const { path, text } of mine) expect(grown.get(path)?.text.split('\n'), path).toContain(text);
    }),
    { numRuns: 30 },
  );
});
