import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  gatesArguments,
  readRecord,
  recordedAnswers,
  recordedArguments,
  recordedGates,
  recordedPresets,
  type AnswersRecord,
  type GatesOnlyRecord,
} from '../../../src/lifecycle/answers-file.ts';
import { renderRecord, type GatesRecord } from '../../../src/lifecycle/gates/record.ts';
import { COUNTABLE } from '../../../src/lifecycle/gates/terms.ts';
import { InputError } from '../../../src/options/errors.ts';
import { resolveAnswers } from '../../../src/options/resolve.ts';
import { renderAnswers } from '../../../src/render/answers.ts';
import { given, someAnswers } from '../../support/command-line.ts';
import { hostileText } from '../../support/hostile.ts';

const FILE = 'orders/.create-rust-2026.json';

function record(text: string): AnswersRecord {
  const read = readRecord(text, FILE);
  if (read.kind !== 'workspace') throw new Error('this is of a project that only has gates');
  return read;
}

function gatesOnly(text: string): GatesOnlyRecord {
  const read = readRecord(text, FILE);
  if (read.kind !== 'gates') throw new Error('this is of a workspace');
  return read;
}

function fileWith(answers: string, more = ''): string {
  return `{
  "generator": { "name": "create-rust-2026", "version": "1.2.3" },
  "answers": ${answers}${more}
}
`;
}

test('what was written is read again, whatever was answered', () => {
  fc.assert(
    fc.property(someAnswers, (raw) => {
      const answers = resolveAnswers({ name: 'orders', ...raw });
      const read = record(renderAnswers(answers, '1.2.3').text);
      expect(read.version).toBe('1.2.3');
      expect(recordedAnswers(read)).toEqual(answers);
    }),
  );
});

test('the arguments of a record give its answers', async () => {
  await fc.assert(
    fc.asyncProperty(someAnswers, async (raw) => {
      const answers = resolveAnswers({ name: 'orders', ...raw });
      const again = await given(...recordedArguments(record(renderAnswers(answers, '1.2.3').text)));
      expect(resolveAnswers(again.raw, again.naming)).toEqual(answers);
    }),
  );
});

test('the presets of a record are those that were written, with their lines', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const presets = [
    { source: 'npm:@acme/preset@1.2.0', digest },
    { source: 'team', digest: `sha256:${'f'.repeat(64)}` },
  ];
  const { text } = renderAnswers(resolveAnswers({ name: 'orders', pillar: ['dx'] }), '1.2.3', presets);
  const lines = text.split('\n').flatMap((line, index) => (line === '    {' ? [index + 1] : []));
  expect(recordedPresets(record(text))).toEqual(presets.map((preset, index) => ({ ...preset, line: lines[index] })));
  expect(recordedArguments(record(text)).slice(0, 5)).toEqual([
    'orders',
    ...['--preset', 'npm:@acme/preset@1.2.0', '--preset', 'team'],
  ]);
  expect(recordedPresets(record(fileWith('{ "name": "orders" }')))).toEqual([]);
});

test.each<[string, string]>([
  ['{}', `"presets" (${FILE}, line 4) takes a list of tables, not a table`],
  ['["acme"]', `"presets" (${FILE}, line 4) takes a table, not a text`],
  ['[\n{"digest": ""}]', `"presets" (${FILE}, line 5) lacks source`],
  ['[{"source": "acme",\n"digest": "x"}]', `"presets.digest" (${FILE}, line 5) must be sha256: and 64`],
  ['[{"source": "acme", "digest": "x",\n"path": "/"}]', `"presets.path" (${FILE}, line 5) is not known here`],
])('presets as %j are refused', (presets, message) => {
  expect(() => recordedPresets(record(fileWith('{}', `,\n"presets": ${presets}`)))).toThrow(InputError);
  expect(() => recordedPresets(record(fileWith('{}', `,\n"presets": ${presets}`)))).toThrow(message);
});

describe('what is remembered of gates', () => {
  const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<string>;
  const names = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
  const someGates: fc.Arbitrary<GatesRecord> = fc.record(
    {
      ci: fc.constantFrom('github', 'gitlab', 'both'),
      branch: fc.string(),
      terms: fc.record({
        locked: fc.boolean(),
        allFeatures: fc.boolean(),
        benches: fc.boolean(),
        hasLibrary: fc.boolean(),
        counted: fc.subarray([...COUNTABLE]),
        off: names,
      }),
      rustVersion: fc.constantFrom('1.85', '1.85.1'),
      files: fc.dictionary(fc.string(), fc.constantFrom('*', 'a'.repeat(64))),
      added: fc.dictionary(
        fc.string(),
        fc.array(
          fc.oneof(
            fc.record(
              { path: fc.array(fc.string()), value: json, made: fc.nat(3), comment: fc.string() },
              { requiredKeys: ['path', 'value', 'made'] },
            ),
            fc.record(
              {
                path: fc.array(fc.string()),
                element: json,
                made: fc.nat(3),
                identity: fc.string(),
                opened: fc.constant(true as const),
              },
              { requiredKeys: ['path', 'element', 'made'] },
            ),
          ),
          { maxLength: 3 },
        ),
      ),
    },
    { requiredKeys: ['ci', 'branch', 'terms', 'files', 'added'] },
  );

  test('is what was written, whatever that was', () => {
    fc.assert(
      fc.property(someGates, (gates) => {
        const text = renderRecord(gates, '1.2.3');
        const read = gatesOnly(text);
        expect(read.version).toBe('1.2.3');
        expect(recordedGates(read)).toEqual((JSON.parse(text) as { gates: GatesRecord }).gates);
        expect(gatesArguments(read)).toEqual(['gates', '--ci', gates.ci]);
      }),
    );
  });

  const TERMS = '"locked": true, "allFeatures": true, "benches": true, "hasLibrary": true, "counted": [], "off": {}';
  const gatesWith = (changes: Readonly<Record<string, string>>, more = ''): string => {
    const parts = { ci: '"github"', branch: '"main"', terms: `{ ${TERMS} }`, files: '{}', added: '{}', ...changes };
    const lines = Object.entries(parts).map(([key, value]) => `"${key}": ${value}`);
    return `{"generator": {"name": "create-rust-2026", "version": "1.2.3"},\n"gates": {\n${lines.join(',\n')}}${more}}`;
  };

  test.each<[string, string]>([
    [
      '{"generator": {"name": "create-rust-2026", "version": "1.2.3"}, "gates": []}',
      '"gates" ({}, line 1) takes a table',
    ],
    [
      '{"generator": {"name": "create-rust-2026", "version": "1.2.3"},\n"gates": {"ci": "github"}}',
      '"gates" ({}, line 2) lacks branch',
    ],
    [
      gatesWith({ ci: '"jenkins"' }),
      '"gates.ci" ({}, line 3): there is no "jenkins"; choose from github, gitlab, both',
    ],
    [gatesWith({ branch: '1' }), '"gates.branch" ({}, line 4) takes a text, not a number'],
    [gatesWith({ terms: '{}' }), '"gates.terms" ({}, line 5) lacks locked'],
    [
      gatesWith({ terms: `{ ${TERMS.replace('true', '"yes"')} }` }),
      '"gates.terms.locked" ({}, line 5) takes true or false, not a text',
    ],
    [
      gatesWith({ terms: `{ ${TERMS.replace('[]', '[\n1]')} }` }),
      '"gates.terms.counted" ({}, line 6) takes a text, not a number',
    ],
    [gatesWith({ terms: `{ ${TERMS},\n"more": 1 }` }), '"gates.terms.more" ({}, line 6) is not known here'],
    [gatesWith({ files: '{\n"justfile": "x"}' }), '"gates.files.justfile" ({}, line 7) must be 64 hexadecimal digits'],
    [gatesWith({ added: '{\n"Cargo.toml": {}}' }), '"gates.added.Cargo.toml" ({}, line 8) takes a list of tables'],
    [
      gatesWith({ added: '{"Cargo.toml": [\n{"path": ["a"], "value": 1}]}' }),
      '"gates.added.Cargo.toml" ({}, line 8) lacks made',
    ],
    [
      gatesWith({ added: '{"Cargo.toml": [{"path": ["a"], "value": 1,\n"made": -1}]}' }),
      '"gates.added.Cargo.toml.made" ({}, line 8) takes a whole number from 0',
    ],
    [gatesWith({ rustVersion: '"new"' }), '"gates.rustVersion" ({}, line 8) must be a version of Rust'],
    [gatesWith({}, ',\n"extra": 1'), '"extra" ({}, line 8) is nothing that an answers file holds'],
  ])('%j is refused with file, line and key', (text, message) => {
    expect(() => recordedGates(gatesOnly(text))).toThrow(InputError);
    expect(() => recordedGates(gatesOnly(text))).toThrow(message.replace('{}', FILE));
  });

  test('of another version the host is known, whatever else stands there', () => {
    const text = gatesWith({ ci: '"forgejo"', terms: '5' }).replace('1.2.3', '9.8.7');
    expect(gatesArguments(gatesOnly(text))).toEqual(['gates', '--ci', 'forgejo']);
    expect(() => gatesArguments(gatesOnly(text.replace('forgejo', '$(id)')))).toThrow('"gates.ci" (');
  });
});

test('of another version the arguments are known, whatever its options are', () => {
  const text = fileWith('{ "name": "orders", "cache": "redis", "labs": ["a", "b"], "owners": "", "editors": [] }');
  expect(recordedArguments(record(text))).toEqual([
    'orders',
    '--cache',
    'redis',
    '--labs',
    'a,b',
    '--owners',
    'none',
    '--editors',
    'none',
  ]);
});

describe('what is no answers file is refused with file, line and key', () => {
  test.each<[string, string]>([
    ['{', `${FILE}, line 1: not valid JSON: `],
    ['[]', `${FILE}, line 1: not valid JSON: the whole must be an object`],
    ['{}', `${FILE} has no "generator": it is not what create-rust-2026 writes`],
    ['{"generator": {}}', `${FILE} has no "answers"`],
    ['{\n"generator": 5, "answers": {}}', `"generator" (${FILE}, line 2) must be an object`],
    ['{"generator": {},\n"answers": []}', `"answers" (${FILE}, line 2) must be an object`],
    ['{"generator": {"version": "1.2.3"}, "answers": {}}', `${FILE} has no "name"`],
    [
      '{"generator": {"name": "yo"}, "answers": {}}',
      `"name" (${FILE}, line 1) must be "create-rust-2026": another generator wrote it`,
    ],
    [
      '{"generator": {"name": "create-rust-2026",\n"version": "1.2.3; rm -r ."}, "answers": {}}',
      `"version" (${FILE}, line 2) must be a version, such as "1.2.3"`,
    ],
    ['{"answers": {}}', `${FILE} has no "generator"`],
    [fileWith('{}', ',\n"answers": {}'), `${FILE}, line 4: not valid JSON: "answers" stands there twice`],
    ['{"generator": {}, "gates": {}}', `${FILE} has no "name"`],
    ['['.repeat(60_000), `${FILE} is nested too deeply`],
  ])('%.40j', (text, message) => {
    expect(() => record(text)).toThrow(InputError);
    expect(() => record(text)).toThrow(message);
  });

  test.each<[string, string]>([
    [fileWith('{}'), `"name" (${FILE}, line 1): a project needs a name`],
    [
      fileWith('{ "name": "orders" }', ',\n  "extra": 1'),
      `"extra" (${FILE}, line 4) is nothing that an answers file holds`,
    ],
    [fileWith('{ "name": "orders",\n"dbs": "x" }'), `"dbs" (${FILE}, line 4) is not an option; did you mean db?`],
    [fileWith('{ "name": "orders",\n"db": 1 }'), `"db" (${FILE}, line 4) must be a text or a list of texts`],
    [
      fileWith('{ "name": "orders",\n"db": "x" }'),
      `"db" (${FILE}, line 4): there is no "x"; choose from sqlite, postgres`,
    ],
    [fileWith('{ "name": "orders", "__proto__": {} }'), `"__proto__" (${FILE}, line 3) must be a text`],
    [fileWith('{ "name": "orders", "__proto__": "x" }'), `"__proto__" (${FILE}, line 3) is not an option`],
  ])('%j holds no answers of this version', (text, message) => {
    expect(() => recordedAnswers(record(text))).toThrow(InputError);
    expect(() => recordedAnswers(record(text))).toThrow(message);
  });

  test.each<[string, string]>([
    [fileWith('{ "name": "orders", "--db": "x" }'), `"--db" (${FILE}, line 3) is no option of any version`],
    [fileWith('{ "name": "orders", "db": {} }'), `"db" (${FILE}, line 3) must be a text or a list of texts`],
    [fileWith('{ "name": 5 }'), `"name" (${FILE}) must be a text`],
  ])('%j gives no arguments', (text, message) => {
    expect(() => recordedArguments(record(text))).toThrow(message);
  });

  test('or it is read: nothing else happens, whatever stands in it', () => {
    const value = fc.oneof(hostileText, fc.jsonValue());
    const text = fc.oneof(
      hostileText,
      fc.json(),
      fc.dictionary(fc.oneof(fc.constantFrom('name', 'db', 'owners'), hostileText), value).map((answers) => {
        return fileWith(JSON.stringify(answers, undefined, 1));
      }),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          expect(recordedAnswers(record(written)).name).toMatch(/^[a-z][a-z0-9_-]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as Error).message).toMatch(/^[^\n\r]{1,600}$/);
        }
      }),
    );
  });
});
