import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';

import { InputError } from '../../../src/options/errors.ts';
import { mergeYaml, takeOutYaml } from '../../../src/merge/yaml.ts';
import type { Addition } from '../../../src/merge/types.ts';
import { hostileText } from '../../support/hostile.ts';
import { additions, listsOf, losses, sprinkled, withAdded } from '../../support/merge/additions.ts';

const CARGO: Addition = {
  path: ['updates'],
  element: { 'package-ecosystem': 'cargo', directory: '/', schedule: { interval: 'weekly' } },
  identity: 'package-ecosystem',
  comment: 'Crates.',
};

const ACTIONS = `version: 2
updates:
  # Actions.
  - package-ecosystem: "github-actions"
    directory: "/" # root
    schedule:
      interval: "weekly"
    # no groups
`;

test.each<readonly [string, string, readonly Addition[], string]>([
  ['an empty file', '', [{ path: ['version'], value: 2 }], 'version: 2\n'],
  ['only comments', '# Ours.\n', [{ path: ['version'], value: 2 }], '# Ours.\nversion: 2\n'],
  ['the start of a document', '---\na: 1\n', [{ path: ['version'], value: 2 }], '---\na: 1\nversion: 2\n'],
  [
    'an element behind the last, in its quotes',
    `${ACTIONS}\nregistries: {}\n`,
    [CARGO],
    `${ACTIONS}  # Crates.
  - package-ecosystem: "cargo"
    directory: "/"
    schedule:
      interval: "weekly"

registries: {}
`,
  ],
  [
    'elements that are not indented',
    'repos:\n- repo: a\n  hooks:\n  - id: x\n# What CI does.\nci: {}\n',
    [{ path: ['repos'], element: { repo: 'local', hooks: [{ id: 'fmt' }] } }],
    'repos:\n- repo: a\n  hooks:\n  - id: x\n- repo: local\n  hooks:\n  - id: fmt\n# What CI does.\nci: {}\n',
  ],
  [
    'elements with blank lines between them',
    'repos:\n  - repo: a\n\n  # b\n  - repo: b\n\n\nci: {}\n',
    [{ path: ['repos'], element: { repo: 'c' } }],
    'repos:\n  - repo: a\n\n  # b\n  - repo: b\n\n  - repo: c\n\n\nci: {}\n',
  ],
  [
    'keys with blank lines between them, four blanks a level',
    'build:\n    script:\n        - make\n\ntest:\n    script:\n        - make test\n',
    [{ path: ['lint'], value: { stage: 'lint', script: ['cargo fmt --check'] } }],
    'build:\n    script:\n        - make\n\ntest:\n    script:\n        - make test\n\nlint:\n    stage: lint\n    script:\n        - cargo fmt --check\n',
  ],
  [
    'a list in brackets',
    'stages: [build, test] # all\nvariables: { A: b }\n',
    [{ path: ['stages'], element: 'lint' }],
    'stages: [build, test, lint] # all\nvariables: { A: b }\n',
  ],
  [
    'a list in brackets on several lines',
    'stages: [\n  build,\n  test, # all\n]\n',
    [{ path: ['stages'], element: 'a, b' }],
    'stages: [\n  build,\n  test, # all\n  "a, b",\n]\n',
  ],
  [
    'a map to a list in brackets',
    'include: ["a.yml", { remote: b }] # all\n',
    [{ path: ['include'], element: { local: 'c.yml' } }],
    'include: ["a.yml", { remote: b }, { local: c.yml }] # all\n',
  ],
  [
    'several levels at once',
    'a:\n  b: 1\nz: 1\n',
    [
      { path: ['a', 'c', 'd'], value: 'on', comment: 'Why:\nso.' },
      { path: ['a', 'c', 'e'], element: 1 },
      { path: ['a', 'c', 'e'], element: 2, comment: 'Two.' },
    ],
    'a:\n  b: 1\n  c:\n    # Why:\n    # so.\n    d: on\n    e:\n      - 1\n      # Two.\n      - 2\nz: 1\n',
  ],
  [
    'a text of several lines behind another',
    'a:\n  script: |+\n    one\n\n\nb: 1\n',
    [{ path: ['a', 'after'], value: 'two\nthree\n' }],
    'a:\n  script: |+\n    one\n\n\n  after: |\n    two\n    three\nb: 1\n',
  ],
  [
    'CRLF, no final newline',
    'version: 2\r\nupdates:\r\n  - package-ecosystem: npm',
    [CARGO],
    'version: 2\r\nupdates:\r\n  - package-ecosystem: npm\r\n  # Crates.\r\n  - package-ecosystem: cargo\r\n    directory: /\r\n    schedule:\r\n      interval: weekly',
  ],
  [
    'beside anchors and aliases',
    '.rust: &rust\n  image: rust\nbuild:\n  extends: *rust\n',
    [{ path: ['build', 'stage'], value: 'build' }],
    '.rust: &rust\n  image: rust\nbuild:\n  extends: *rust\n  stage: build\n',
  ],
  ['single quotes', "a: 'x'\nb: 'y'\n", [{ path: ['c'], value: "it's" }], "a: 'x'\nb: 'y'\nc: 'it''s'\n"],
])('to YAML is added: %s', (_title, before, wanted, after) => {
  const merged = mergeYaml(before, wanted, 'a.yml');
  expect(merged).toMatchObject({ text: after, left: [] });
  expect(mergeYaml(after, wanted, 'a.yml')).toEqual({ text: after, added: [], left: [] });
  expect(takeOutYaml(after, merged.added, 'a.yml')).toMatchObject({ text: before, left: [] });
});

test.each<readonly [string, string, Addition, string]>([
  ['another value', 'version: 1\n', { path: ['version'], value: 2 }, 'stands there with another value'],
  ['the same ecosystem', 'updates:\n  - package-ecosystem: cargo\n', CARGO, 'has cargo with other settings'],
  ['no list', 'updates:\n', CARGO, 'is no list'],
  ['braces', 'a: { b: 1 }\n', { path: ['a', 'c'], value: 1 }, 'is written in braces'],
  ['brackets for what needs lines', 'updates: []\n', CARGO, 'is written in brackets'],
  ['an alias', 'a: &a\n  b: 1\nc: *a\n', { path: ['c', 'd'], value: 1 }, 'stands behind an alias'],
  ['a merge key', 'a: &a\n  b: 1\nc:\n  <<: *a\n', { path: ['c', 'd'], value: 1 }, 'takes in another map'],
  ['an explicit key', '? a\n: 1\n', { path: ['c'], value: 1 }, 'is laid out unusually'],
  ['several documents', 'a: 1\n---\nb: 1\n', { path: ['c'], value: 1 }, 'is one of several documents'],
  ['a list at the top', '- a\n', { path: ['c'], value: 1 }, 'is no map'],
  ['the end of a document', 'a: 1\n...\n# b\n', { path: ['c', 'd'], value: 1 }, ''],
])('in YAML is left alone: %s', (_title, before, wanted, why) => {
  const merged = mergeYaml(before, [wanted], 'a.yml');
  if (why === '') expect(merged.text).toBe('a: 1\nc:\n  d: 1\n...\n# b\n');
  else expect(merged).toEqual({ text: before, added: [], left: [{ path: wanted.path, why }] });
});

const RUNS = { numRuns: 200 };
const bomb = [...Array(12).keys()]
  .map(
    (level) =>
      `a${level}: &a${level} [${Array(9)
        .fill(level === 0 ? 'x' : `*a${level - 1}`)
        .join(', ')}]\n`,
  )
  .join('');

test.each([
  ['a: [\n', /^a\.yml, line \d: not valid YAML: [^\n]+$/],
  ['a: 1\nb: "\n', /^a\.yml, line \d: not valid YAML: [^\n]+$/],
  ['a: 1\nb:\n  c: 1\n  c: 2\n', /^a\.yml, line 4: not valid YAML: c is there twice$/],
  ['a: *b\n', /^a\.yml cannot be edited: Unresolved alias[^\n]+$/],
  [bomb, /^a\.yml cannot be edited: Excessive alias count[^\n]+$/],
  [`a: ${'['.repeat(60_000)}`, /^a\.yml( is nested too deeply|, line)/],
  [`# ${'x'.repeat(1024 * 1024)}`, /^a\.yml is larger than 1024 KiB: it cannot be edited$/],
])('what is no sound YAML is refused: %#', (text, message) => {
  expect(() => mergeYaml(text, [CARGO], 'a.yml')).toThrow(InputError);
  expect(() => mergeYaml(text, [CARGO], 'a.yml')).toThrow(message);
});

describe('what was added to YAML is taken out', () => {
  const { text, added } = mergeYaml(ACTIONS, [CARGO, { path: ['x', 'y'], value: 1 }], 'a.yml');

  test.each<[string, (text: string) => string, string]>([
    ['with a key of the user’s beside it', (now) => `${now}  z: 2\n`, `${ACTIONS}x:\n  z: 2\n`],
    [
      'with an element behind it',
      (now) => now.replace('x:', '  - package-ecosystem: npm\nx:'),
      `${ACTIONS}  - package-ecosystem: npm\n`,
    ],
    ['with a comment behind it', (now) => `${now}# The end.\n`, `${ACTIONS}# The end.\n`],
  ])('%s', (_title, change, rest) => {
    expect(takeOutYaml(change(text), added, 'a.yml')).toMatchObject({ text: rest, left: [] });
  });

  test('but not where a comment was written into it', () => {
    const now = text.replace('"cargo"', '"cargo" # ours');
    expect(takeOutYaml(now, added, 'a.yml').left).toEqual([{ path: ['updates'], why: 'has a comment of its own now' }]);
  });
});

describe('any YAML', () => {
  const key = fc.constantFrom('lints', 'package', 'workspace', 'members', 'all', 'name', 'serde', 'a b', 'ü');
  const scalar = fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom('one\n\ntwo\n', 'a #b', null),
  );
  const { map } = fc.letrec<{ map: Record<string, unknown>; value: unknown }>((tie) => ({
    map: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    value: fc.oneof({ maxDepth: 3 }, scalar, tie('map'), fc.array(fc.oneof(scalar, tie('map')), { maxLength: 3 })),
  }));
  const document = fc
    .tuple(map, fc.constantFrom(2, 4, 8), fc.boolean(), fc.constantFrom('any' as const, 'flow' as const))
    .map(([values, indent, indentSeq, style]) =>
      Object.keys(values).length === 0
        ? ''
        : stringify(values, { indent, indentSeq, collectionStyle: style, lineWidth: 20 }),
    )
    .chain((text) => sprinkled(text, ['', '# why', '  # deep', '    # deeper', '   ']))
    .filter(isSound);

  function isSound(text: string): boolean {
    try {
      return ['object', 'undefined'].includes(typeof (parse(text) ?? undefined));
    } catch {
      return false;
    }
  }

  test('keeps every line, and gets nothing but what was added', () => {
    let made = 0;
    fc.assert(
      fc.property(document, additions, (text, wanted) => {
        const { text: after, added } = mergeYaml(text, wanted, 'a.yml');
        expect(parse(after) ?? {}).toEqual(withAdded(parse(text) ?? {}, added));
        expect(losses(text, after, listsOf(added))).toEqual([]);
        made += added.length;
      }),
      RUNS,
    );
    expect(made).toBeGreaterThan(200);
  });

  test('is the same when it is merged again, and in whatever order', () => {
    fc.assert(
      fc.property(document, additions, (text, wanted) => {
        const { text: after } = mergeYaml(text, wanted, 'a.yml');
        expect(mergeYaml(after, wanted, 'a.yml')).toMatchObject({ text: after, added: [] });
        expect(mergeYaml(text, wanted.toReversed(), 'a.yml').text).toBe(after);
      }),
      RUNS,
    );
  });

  test('is as before when what was added is taken out', () => {
    fc.assert(
      fc.property(document, additions, (text, wanted) => {
        const { text: after, added } = mergeYaml(text, wanted, 'a.yml');
        expect(takeOutYaml(after, added, 'a.yml')).toMatchObject({ text, left: [] });
      }),
      RUNS,
    );
  });

  test('is merged or refused, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostileText,
          fc.tuple(document, hostileText).map((pieces) => pieces.join('')),
        ),
        additions,
        (text, wanted) => {
          try {
            const { text: after, added } = mergeYaml(text, wanted, 'a.yml');
            expect(losses(text, after, listsOf(added))).toEqual([]);
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
            expect((error as Error).message).toMatch(/^a\.yml[^\n\r]+$/);
          }
        },
      ),
      RUNS,
    );
  });
});
