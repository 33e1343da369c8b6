import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { InputError } from '../../../src/options/errors.ts';
import { mergeJson, takeOutJson } from '../../../src/merge/json.ts';
import type { Addition } from '../../../src/merge/types.ts';
import { hostileText } from '../../support/hostile.ts';
import { additions, holdersOf, losses, sprinkled, withAdded } from '../../support/merge/additions.ts';

const FILE = '.vscode/settings.json';
const CLIPPY: Addition = { path: ['rust-analyzer.check.command'], value: 'clippy' };

test.each<readonly [string, string, readonly Addition[], string]>([
  ['an empty object', '{}', [CLIPPY], '{\n  "rust-analyzer.check.command": "clippy"\n}'],
  ['an empty object on two lines', '{\n}\n', [CLIPPY], '{\n  "rust-analyzer.check.command": "clippy"\n}\n'],
  [
    'an object with nothing but a comment',
    '{\n\t// none yet\n}\n',
    [CLIPPY],
    '{\n\t// none yet\n  "rust-analyzer.check.command": "clippy"\n}\n',
  ],
  [
    'behind a comment, with a comma in front of it',
    '{\n    // Ours.\n    "a": 1, // one\n    "b": 2 // two, really\n}\n',
    [CLIPPY],
    '{\n    // Ours.\n    "a": 1, // one\n    "b": 2, // two, really\n    "rust-analyzer.check.command": "clippy"\n}\n',
  ],
  [
    'behind a trailing comma, with tabs',
    '{\n\t"a": [\n\t\t"x",\n\t],\n\t/* the end */\n}\n',
    [CLIPPY],
    '{\n\t"a": [\n\t\t"x",\n\t],\n\t"rust-analyzer.check.command": "clippy",\n\t/* the end */\n}\n',
  ],
  ['one line', '{ "a": 1 }\n', [CLIPPY], '{ "a": 1, "rust-analyzer.check.command": "clippy" }\n'],
  [
    'CRLF with eight blanks',
    '{\r\n        "a": 1\r\n}',
    [{ ...CLIPPY, comment: 'Why.' }],
    '{\r\n        "a": 1,\r\n        // Why.\r\n        "rust-analyzer.check.command": "clippy"\r\n}',
  ],
  [
    'a list on several lines and one in a line',
    '{\n  "recommendations": [\n    "a.b"\n  ],\n  "unwanted": ["x"]\n}\n',
    [
      { path: ['recommendations'], element: 'rust-lang.rust-analyzer' },
      { path: ['unwanted'], element: 'y' },
    ],
    '{\n  "recommendations": [\n    "a.b",\n    "rust-lang.rust-analyzer"\n  ],\n  "unwanted": ["x", "y"]\n}\n',
  ],
  [
    'several levels at once',
    '{\n  "a": {}\n}\n',
    [
      { path: ['a', 'b'], value: { c: [] } },
      { path: ['n', 'o', 'p'], value: true, comment: 'Why.' },
      { path: ['n', 'q'], element: 'r' },
    ],
    '{\n  "a": {\n    "b": {\n      "c": []\n    }\n  },\n  "n": {\n    "o": {\n      // Why.\n      "p": true\n    },\n    "q": [\n      "r"\n    ]\n  }\n}\n',
  ],
  [
    'texts that look like comments',
    '{\n  "a": "// {",\n  "b": "/* , */"\n}\n',
    [{ path: ['c'], value: 1 }],
    '{\n  "a": "// {",\n  "b": "/* , */",\n  "c": 1\n}\n',
  ],
  ['a byte order mark', '\uFEFF{}\n', [{ path: ['c'], value: 1 }], '\uFEFF{\n  "c": 1\n}\n'],
])('to JSON is added: %s', (_title, before, wanted, after) => {
  const merged = mergeJson(before, wanted, FILE);
  expect(merged).toMatchObject({ text: after, left: [] });
  expect(mergeJson(after, wanted, FILE)).toEqual({ text: after, added: [], left: [] });
  const kept = JSON.parse(JSON.stringify(merged.added)) as typeof merged.added;
  expect(takeOutJson(after, kept, FILE)).toMatchObject({ text: before, left: [] });
});

test.each<readonly [string, string, Addition, string]>([
  ['another value', '{ "rust-analyzer.check.command": "check" }', CLIPPY, 'stands there with another value'],
  ['no object', '{ "a": 1 }', { path: ['a', 'b'], value: 1 }, 'a is no table'],
  ['a list at the top', '[]', CLIPPY, 'is no object'],
])('in JSON is left alone: %s', (_title, before, wanted, why) => {
  expect(mergeJson(before, [wanted], FILE)).toEqual({ text: before, added: [], left: [{ path: wanted.path, why }] });
});

test.each([
  ['', /line 1: not valid JSON: /],
  ['{\n"a": }', /line 2: not valid JSON: /],
  ['{\n"a": 1,\n"a": 2}', /line 3: not valid JSON: "a" is there twice$/],
  ['{"a":'.repeat(20_000), /is nested too deeply to be edited$/],
  [`// ${'x'.repeat(1024 * 1024)}`, /is larger than 1024 KiB: it cannot be edited$/],
])('what is no sound JSON is refused: %#', (text, message) => {
  expect(() => mergeJson(text, [CLIPPY], FILE)).toThrow(InputError);
  expect(() => mergeJson(text, [CLIPPY], FILE)).toThrow(message);
});

describe('what was added to JSON is taken out', () => {
  const before = '{\n  "a": 1\n}\n';
  const { text, added } = mergeJson(before, [CLIPPY, { path: ['l'], element: 'x' }], FILE);

  test.each<[string, (text: string) => string, string]>([
    [
      'with an element of the user’s beside it',
      (now) => now.replace('"x"', '"x",\n    "y"'),
      '{\n  "a": 1,\n  "l": [\n    "y"\n  ]\n}\n',
    ],
    [
      'with a key of the user’s behind it',
      (now) => now.replace('"clippy"', '"clippy",\n  "z": 1'),
      '{\n  "a": 1,\n  "z": 1\n}\n',
    ],
  ])('%s', (_title, change, rest) => {
    expect(takeOutJson(change(text), added, FILE)).toMatchObject({ text: rest, left: [] });
  });

  test('but not where a comment was written beside it', () => {
    const now = text.replace('"clippy"', '"clippy" // always');
    const result = takeOutJson(now, added, FILE);
    expect(result.left).toEqual([{ path: CLIPPY.path, why: 'has something beside it now' }]);
    expect(result.text).toContain('"clippy" // always');
  });
});

describe('any JSON', () => {
  const key = fc.constantFrom('lints', 'package', 'workspace', 'members', 'all', 'name', 'serde', 'a b', 'ü');
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom(null, '// a', '/*', ',]'));
  const { map } = fc.letrec<{ map: Record<string, unknown>; value: unknown }>((tie) => ({
    map: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    value: fc.oneof({ maxDepth: 3 }, scalar, tie('map'), fc.array(fc.oneof(scalar, tie('map')), { maxLength: 3 })),
  }));
  const step = fc.constantFrom('', '  ', '\t', '        ');
  /** Comments go between lines and behind them, commas behind last elements: between the lines there are no texts. */
  const document = fc.tuple(map, step, fc.boolean(), fc.boolean()).chain(([values, indent, hasCommas, hasRemarks]) => {
    const text = JSON.stringify(values, undefined, indent);
    const commas = hasCommas ? text.replaceAll(/([^[{,])(\n\s*[\]}])/g, '$1,$2') : text;
    const remarked = hasRemarks
      ? commas.replaceAll(/([\d"e]),?\n/g, (line) => line.replace('\n', ' // so, {\n'))
      : commas;
    return fc.tuple(fc.constant(values), sprinkled(remarked, ['', '// why', '\t/* a, "b": [ */', '   ']));
  });

  test('keeps every line, and gets nothing but what was added', () => {
    let made = 0;
    fc.assert(
      fc.property(document, additions, ([values, text], wanted) => {
        const { text: after, added } = mergeJson(text, wanted, FILE);
        expect(losses(text, after, holdersOf(added))).toEqual([]);
        expect(bare(after)).toEqual(withAdded(structuredClone(values), added));
        made += added.length;
      }),
      { numRuns: 300 },
    );
    expect(made).toBeGreaterThan(300);
  });

  test('is the same when it is merged again, and in whatever order', () => {
    fc.assert(
      fc.property(document, additions, ([, text], wanted) => {
        const { text: after } = mergeJson(text, wanted, FILE);
        expect(mergeJson(after, wanted, FILE)).toMatchObject({ text: after, added: [] });
        expect(mergeJson(text, wanted.toReversed(), FILE).text).toBe(after);
      }),
      { numRuns: 300 },
    );
  });

  test('is as before when what was added is taken out', () => {
    fc.assert(
      fc.property(document, additions, ([, text], wanted) => {
        const { text: after, added } = mergeJson(text, wanted, FILE);
        expect(takeOutJson(after, added, FILE)).toMatchObject({ text, left: [] });
      }),
      { numRuns: 300 },
    );
  });

  test('is merged or refused, whatever it is', () => {
    fc.assert(
      fc.property(hostileText, additions, (text, wanted) => {
        try {
          const { text: after, added } = mergeJson(text, wanted, FILE);
          expect(losses(text, after, holdersOf(added))).toEqual([]);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as Error).message).toMatch(/^\.vscode\/settings\.json, line \d+: [^\n\r]+$/);
        }
      }),
    );
  });

  /** The values without comments and trailing commas, read without the parser under test. */
  function bare(text: string): unknown {
    const tokens = text.match(/"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\/|[^"/]+/g) ?? [];
    const plain = tokens.filter((token) => !token.startsWith('/'));
    const joined = plain.map((token) => (token.startsWith('"') ? token : token.replaceAll(/\s+/g, ''))).join('');
    const parts = joined.match(/"(?:\\.|[^"\\])*"|[^"]+/g) ?? [];
    return JSON.parse(parts.map((part) => (part.startsWith('"') ? part : part.replaceAll(/,(?=[\]}])/g, ''))).join(''));
  }
});
