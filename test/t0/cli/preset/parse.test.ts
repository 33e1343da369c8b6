import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parsePreset } from '../../../../src/cli/preset/parse.ts';
import { InputError } from '../../../../src/options/errors.ts';
import { resolveAnswers } from '../../../../src/options/resolve.ts';
import { renderAnswers } from '../../../../src/render/answers.ts';
import { someAnswers } from '../../../support/command-line.ts';
import { hostileText } from '../../../support/hostile.ts';

const TOML = `# What every service of ours starts with.
db = "postgres"
editors = [
  "vscode",
  "zed",
]
'license' = 'proprietary'
`;

const JSON_TEXT = `{
  "$schema": "https://example.com/preset.json",
  "db": "postgres",
  "editors": ["vscode", "zed"],
  "license": "proprietary"
}
`;

const ANSWERS = { db: 'postgres', editors: ['vscode', 'zed'], license: 'proprietary' };

describe('a preset', () => {
  test.each([
    ['TOML by its ending', TOML, 'acme.toml'],
    ['JSON by its ending', JSON_TEXT, 'acme.JSON'],
    ['TOML by its text', TOML, '/dev/fd/63'],
    ['JSON by its text', `\n ${JSON_TEXT}`, '/dev/fd/63'],
    ['TOML with CRLF', TOML.replaceAll('\n', '\r\n'), 'acme.toml'],
    ['JSON with CRLF', JSON_TEXT.replaceAll('\n', '\r\n'), 'acme.json'],
  ])('may be %s', async (_title, text, file) => {
    expect((await parsePreset(text, file)).raw).toEqual(ANSWERS);
  });

  test.each([
    ['', 'acme.toml'],
    ['{}', 'acme.json'],
    ['# nothing', 'acme'],
  ])('may be empty: %j', async (text, file) => {
    expect((await parsePreset(text, file)).raw).toEqual({});
  });

  test('may be the answers file of a workspace', async () => {
    const { text } = renderAnswers(resolveAnswers({ name: 'orders', ...ANSWERS }), '1.2.3');
    const { raw, naming } = await parsePreset(text, 'orders/.create-rust-2026.json');
    expect(raw).toMatchObject({ name: 'orders', ...ANSWERS });
    expect(naming('db')).toBe(
      `"db" (orders/.create-rust-2026.json, line ${text.split('"db"')[0]?.split('\n').length})`,
    );
  });

  test('that only looks like an answers file is not one', async () => {
    await expect(parsePreset('{ "answers": { "db": "postgres" } }', 'acme.json')).rejects.toThrow('"answers"');
  });

  test('knows the lines of its keys', async () => {
    const { naming } = await parsePreset(TOML.replaceAll('\n', '\r\n'), 'acme.toml');
    expect(['db', 'editors', 'license'].map(naming)).toEqual([
      '"db" (acme.toml, line 2)',
      '"editors" (acme.toml, line 3)',
      '"license" (acme.toml, line 7)',
    ]);
  });

  test.each<[string, string, string]>([
    ['a.toml', 'db = "sqlite"\ndbx = "y"', '"dbx" (a.toml, line 2) is not an option; did you mean db?'],
    ['a.json', '{\n"dbx": "y"}', '"dbx" (a.json, line 2) is not an option; did you mean db?'],
    ['a.toml', '\n[db]\nkind = 1', '"db" (a.toml, line 2) takes a text, not a table'],
    ['a.toml', '\n\n[[editors]]\n', '"editors" (a.toml, line 3) takes a list of texts, not a list with a table'],
    ['a.toml', 'db = 5', '"db" (a.toml, line 1) takes a text, not a number'],
    ['a.toml', 'db = true', '"db" (a.toml, line 1) takes a text, not true or false'],
    ['a.toml', 'db = 2026-01-01', '"db" (a.toml, line 1) takes a text, not a date'],
    ['a.toml', 'db = ["sqlite"]', '"db" (a.toml, line 1) takes a text, not a list'],
    ['a.toml', 'editors = ["zed", 5]', '"editors" (a.toml, line 1) takes a list of texts, not a list with a number'],
    ['a.json', '{"db": null}', '"db" (a.json, line 1) takes a text, not null'],
    ['a.json', '{"db": {"a": 1}}', '"db" (a.json, line 1) takes a text, not a table'],
    ['a.json', '{"$schema": 1}', '"$schema" (a.json, line 1) is not an option'],
    ['a.json', '\n["db"]', 'a.json, line 2: not valid JSON: the whole must be an object'],
    ['a.json', '{\n"db": "a",\n"db": "b"}', 'a.json, line 3: not valid JSON: "db" stands there twice'],
    ['a.toml', 'db = "a"\ndb = "b"', 'a.toml, line 2: not valid TOML: Defining a key multiple times is invalid'],
    ['a.json', '{\n"db": }', 'a.json, line 2: not valid JSON: Unexpected token RBrace found.'],
    ['a.json', '{"db": "a", // why\n}', "a.json, line 1: not valid JSON: Unexpected character '/' found."],
    ['a.json', '-\nname = 1', "a.json, line 1: not valid JSON: Unexpected character '\\u{a}' found."],
    ['a.toml', 'db = "sqlite"\n\ndb postgres', 'a.toml, line 3: not valid TOML: '],
    ['a.toml', '__proto__ = "x"', '"__proto__" (a.toml, line 1) is not an option'],
    ['a.toml', '[__proto__]\ndb = "x"', '"__proto__" (a.toml, line 1) is not an option'],
    ['a.toml', 'constructor.prototype.db = "x"', '"constructor" (a.toml, line 1) is not an option'],
    ['a.json', '{"__proto__": {"db": "postgres"}}', '"__proto__" (a.json, line 1) is not an option'],
    ['a.json', '{"constructor": "x"}', '"constructor" (a.json, line 1) is not an option'],
    ['a.json', '{"a\\nb": "x"}', '"a\\nb" (a.json, line 1) is not an option'],
    ['a.json', '['.repeat(60_000), 'a.json is nested too deeply to be a preset'],
    ['a.json', '{"db":'.repeat(10_000), 'a.json is nested too deeply to be a preset'],
    ['a.toml', `db = ${'['.repeat(60_000)}`, 'a.toml, line 1: not valid TOML: '],
  ])('%s is refused where it is wrong: %.30j', async (file, text, message) => {
    const error = await parsePreset(text, file).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message.slice(0, message.length)).toBe(message);
  });

  test('leaves every prototype alone', async () => {
    await parsePreset('editors = ["zed"]\n', 'a.toml');
    await expect(parsePreset('{"__proto__": {"db": "x"}}', 'a.json')).rejects.toThrow(InputError);
    await expect(parsePreset('db = { __proto__ = { db = "x" } }', 'a.toml')).rejects.toThrow(InputError);
    expect(({} as Record<string, unknown>)['db']).toBeUndefined();
  });

  test('gives what was written, as TOML and as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(someAnswers, async (answers) => {
        // JSON's texts and lists are TOML's too.
        const toml = Object.entries(answers).map(([id, value]) => `${id} = ${JSON.stringify(value)}\n`);
        expect((await parsePreset(toml.join(''), 'a.toml')).raw).toEqual(answers);
        expect((await parsePreset(JSON.stringify(answers), 'a.json')).raw).toEqual(answers);
      }),
    );
  });

  test('gives answers or an InputError, whatever stands in it', async () => {
    const id = fc.constantFrom(
      ...['name', 'pillar', 'db', 'license', 'repository', 'owners', 'editors'],
      ...['extends', 'locked', 'locked.db', '[gates]', 'gates', 'registries.acme', 'replaces'],
    );
    const key = fc.oneof({ weight: 3, arbitrary: id }, hostileText);
    const line = fc
      .tuple(key, hostileText)
      .chain(([name, value]) =>
        fc.constantFrom(
          `${name} = ${JSON.stringify(value)}`,
          `${name} = '''${value}'''`,
          `${JSON.stringify(name)} = [${JSON.stringify(value)}]`,
          `[${name}]`,
          `${name}.${value} = {}`,
          value,
        ),
      );
    const toml = fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n'));
    const json = fc
      .dictionary(key, fc.oneof({ weight: 3, arbitrary: hostileText }, fc.jsonValue()), { maxKeys: 4 })
      .map((value) => JSON.stringify(value, undefined, 1));
    const text = fc.oneof(hostileText, toml, json, fc.json());
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom('a.toml', 'a.json', 'a'), async (preset, file) => {
        try {
          const { raw, naming } = await parsePreset(preset, file);
          const answers = resolveAnswers({ name: 'orders', ...raw }, naming);
          expect(answers.name).toMatch(/^[a-z][a-z0-9_-]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as Error).message).toMatch(/^[^\n\r]{1,600}$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
