/** Random additions, and what must hold after any merge. */
import { diffArrays } from 'diff';
import fc from 'fast-check';

import type { Added, Addition, Value } from '../../../src/merge/types.ts';

const PATHS = [
  ...[
    'lints',
    'package',
    'workspace',
    'dependencies',
    'features',
    'new',
    'workspace.lints.rust',
    'workspace.lints.clippy',
  ],
  ...[
    'profile.dev',
    'lints.rust',
    'workspace.package',
    'dependencies.serde',
    'workspace.metadata',
    'bin',
    'metadata.x.y',
  ],
].map((path) => path.split('.'));
const path = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...PATHS) },
      fc.constant([]),
      fc.constant(['target', 'cfg(unix)']),
    ),
    fc.constantFrom(
      'all',
      'members',
      'name',
      'pedantic',
      'serde',
      'unsafe_code',
      'workspace',
      'zz',
      'ü',
      'a b',
      '"',
      '',
    ),
  )
  .map(([holder, key]) => [...holder, key]);

const word = fc.oneof(
  fc.constantFrom('warn', 'crates/c', '1', 'a', '[x]', '# x', 'a, b', 'yes', '~', '- a', ': ', '*', '//'),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);
const scalar = fc.oneof(word, fc.integer(), fc.boolean());
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ level: word, priority: fc.integer() }),
);
const comment = fc.option(fc.constantFrom('Why.', 'Why:\nbecause.'), { nil: undefined });

/** A key or an element of a list. */
export const addition: fc.Arbitrary<Addition> = fc
  .tuple(path, value, comment, fc.boolean())
  .map(([where, content, why, isElement]) => ({
    path: where,
    ...(isElement ? { element: content } : { value: content }),
    ...(why !== undefined && { comment: why }),
  }));

/** Additions that do not speak of the same place in two ways. */
export const additions: fc.Arbitrary<Addition[]> = fc
  .array(addition, { maxLength: 8 })
  .map((found) => found.filter((one, index) => found.slice(0, index).every((other) => !isAtOdds(one, other))));

function isAtOdds(one: Addition, other: Addition): boolean {
  const [short, long] = one.path.length <= other.path.length ? [one.path, other.path] : [other.path, one.path];
  return (
    short.every((key, index) => key === long[index]) &&
    !('element' in one && 'element' in other && short.length === long.length)
  );
}

interface Tree {
  [key: string]: unknown;
}

/** The values of a document with what was added, put there one by one. */
export function withAdded(values: unknown, added: readonly Added[]): unknown {
  const root = values as Tree;
  for (const one of added) {
    const holder = one.path.slice(0, -1).reduce<Tree>((table, key) => (table[key] ??= {}) as Tree, root);
    const key = one.path.at(-1) ?? '';
    if ('element' in one) ((holder[key] ??= []) as unknown[]).push(one.element);
    else holder[key] = one.value;
  }
  return root;
}

/** How many lists got an element, each of which may change one line. */
export function listsOf(added: readonly Added[]): number {
  return new Set(added.filter((one) => 'element' in one && one.made === 0).map(({ path }) => path.join('\0'))).size;
}

/** How many objects and lists got something. */
export function holdersOf(added: readonly Added[]): number {
  return new Set(added.map((one) => one.path.slice(0, one.path.length - one.made - Number('value' in one)).join('\0')))
    .size;
}

/**
 * What is wrong with a text that another one was put into: lines that are gone or changed, where they are more than may
 * be; a character that is gone; another line ending.
 */
export function losses(before: string, after: string, changed: number): string[] {
  const [upper, lower] = [before, after].map((text) => text.replace(/^\uFEFF/, '').split(/\r?\n/));
  const gone = diffArrays(upper ?? [], lower ?? []).flatMap(({ removed, value }) => (removed ? value : []));
  let place = 0;
  for (let at = 0; at < after.length && place < before.length; at++) if (before[place] === after[at]) place++;
  return [
    ...(gone.length > changed ? gone : []),
    ...(place < before.length ? [`characters from ${place} on`] : []),
    ...(/\r\n/.test(before) && /(?<!\r)\n/.test(after) && !/(?<!\r)\n/.test(before) ? ['carriage returns'] : []),
  ];
}

/** A text with lines put between its own, in either line ending, with or without a final one. */
export function sprinkled(text: string, lines: readonly string[]): fc.Arbitrary<string> {
  const own = text.replace(/\n$/, '').split('\n');
  return fc
    .tuple(
      fc.array(fc.tuple(fc.nat(own.length), fc.constantFrom(...lines)), { maxLength: 4 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
    )
    .map(([extra, ending, isEnded]) => {
      const all = own.flatMap((line, index) => [
        ...extra.filter(([at]) => at === index).map(([, added]) => added),
        line,
      ]);
      const end = extra.filter(([at]) => at === own.length).map(([, added]) => added);
      return [...(text === '' ? [] : all), ...end].join(ending) + (isEnded && text !== '' ? ending : '');
    });
}
