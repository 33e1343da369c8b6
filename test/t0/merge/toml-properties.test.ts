import fc from 'fast-check';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';

import { InputError } from '../../../src/options/errors.ts';
import { mergeToml, takeOutToml } from '../../../src/merge/toml.ts';
import { hostileText } from '../../support/hostile.ts';
import { additions, listsOf, losses, withAdded } from '../../support/merge/additions.ts';
import { manifest } from '../../support/merge/manifests.ts';

const RUNS = { numRuns: 300 };
const merge = (text: string, wanted: Parameters<typeof mergeToml>[1]) => mergeToml(text, wanted, 'Cargo.toml');
const values = (text: string) => parse(text.replace(/^\uFEFF/, ''), { integersAsBigInt: 'asNeeded' });

test('every line survives, and nothing but what was added is new', () => {
  let made = 0;
  fc.assert(
    fc.property(manifest, additions, (text, wanted) => {
      const { text: after, added, left } = merge(text, wanted);
      expect(values(after)).toEqual(withAdded(values(text), added));
      expect(losses(text, after, listsOf(added))).toEqual([]);
      expect(left.filter(({ why }) => why.includes('doubt'))).toEqual([]);
      made += added.length;
    }),
    RUNS,
  );
  expect(made).toBeGreaterThan(300);
});

test('merging again changes nothing', () => {
  fc.assert(
    fc.property(manifest, additions, (text, wanted) => {
      const once = merge(text, wanted);
      expect(merge(once.text, wanted)).toEqual({ text: once.text, added: [], left: once.left });
    }),
    RUNS,
  );
});

test('the order of additions does not matter', () => {
  fc.assert(
    fc.property(manifest, additions, fc.infiniteStream(fc.nat()), (text, wanted, numbers) => {
      const shuffled = wanted
        .map((one) => ({ one, place: Number(numbers.next().value) }))
        .sort((left, right) => left.place - right.place)
        .map(({ one }) => one);
      expect(merge(text, shuffled)).toEqual(merge(text, wanted));
    }),
    RUNS,
  );
});

test('taking out is the inverse', () => {
  fc.assert(
    fc.property(manifest, additions, (text, wanted) => {
      const { text: after, added } = merge(text, wanted);
      expect(takeOutToml(after, added, 'Cargo.toml')).toMatchObject({ text, left: [] });
    }),
    RUNS,
  );
});

test('what the user wrote since stays when ours is taken out', () => {
  const theirs = fc.constantFrom(
    '# mine',
    '# mine\n',
    '\n# mine',
    'mine = 1 # mine',
    '[mine] # mine',
    '"mine", # mine',
  );
  fc.assert(
    fc.property(manifest, additions, theirs, fc.nat(), (text, wanted, line, place) => {
      const { text: after, added } = merge(text, wanted);
      const ending = after.includes('\r\n') ? '\r\n' : '\n';
      const lines = after.split(ending);
      const changed = lines.toSpliced(place % lines.length, 0, line.replaceAll('\n', ending)).join(ending);
      fc.pre(isReadable(changed));
      const result = takeOutToml(changed, added, 'Cargo.toml');
      expect(losses(result.text, changed, listsOf(added))).toEqual([]);
      expect(result.text).toContain('mine');
      expect(result.left.filter(({ why }) => why.includes('doubt'))).toEqual([]);
    }),
    RUNS,
  );

  function isReadable(text: string): boolean {
    try {
      values(text);
      return true;
    } catch {
      return false;
    }
  }
});

test('whatever stands in the file, it is merged or refused', () => {
  const text = fc.oneof(
    hostileText,
    fc.tuple(manifest, hostileText).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, additions, (before, wanted) => {
      try {
        const { text: after, added } = merge(before, wanted);
        expect(losses(before, after, listsOf(added))).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect((error as Error).message).toMatch(/^Cargo\.toml, line \d+: not valid TOML: [^\n\r]+$/);
      }
    }),
    RUNS,
  );
});
