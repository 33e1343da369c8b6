import { describe, expect, test } from 'vitest';

import { PART_KEYS, parsePreset } from '../../../../src/cli/preset/parse.ts';
import { InputError } from '../../../../src/options/errors.ts';
import { ANSWER_IDS } from '../../../../src/options/resolve.ts';

const GATE = { id: 'api', title: 'API', command: 'scripts/api', tier: 'nightly', why: 'broken APIs' };

const TOML = `extends = ["../company", "npm:@acme/rust-preset@^1"]
license = "proprietary"

[locked]
license = "Legal: LEGAL-12"

[[gates]]
id = "ownership"
title = "Ownership"
command = "bash scripts/check-ownership | tee log"
tier = "pull-request"
why = "services that nobody answers for"
tools = ["cargo-nextest", "cargo-deny", "cargo-deny"]
services = true

[registries.acme]
index = "sparse+https://cargo.acme.example/index/"

[replaces]
"SECURITY.md" = "Reports go to the security desk"
`;

const SAME_AS_JSON = JSON.stringify({
  extends: ['../company', 'npm:@acme/rust-preset@^1'],
  license: 'proprietary',
  locked: { license: 'Legal: LEGAL-12' },
  gates: [
    {
      id: 'ownership',
      title: 'Ownership',
      command: 'bash scripts/check-ownership | tee log',
      tier: 'pull-request',
      why: 'services that nobody answers for',
      tools: ['cargo-nextest', 'cargo-deny', 'cargo-deny'],
      services: true,
    },
  ],
  registries: { acme: { index: 'sparse+https://cargo.acme.example/index/' } },
  replaces: { 'SECURITY.md': 'Reports go to the security desk' },
});

test('no option has the name of a part', () => {
  expect(ANSWER_IDS.filter((id) => (PART_KEYS as readonly string[]).includes(id))).toEqual([]);
});

test.each([
  ['TOML', 'acme.toml', TOML],
  ['JSON', 'acme.json', SAME_AS_JSON],
])('a preset as %s says what it brings beside answers', async (_title, file, text) => {
  const preset = await parsePreset(text, file);
  expect(preset.raw).toEqual({ license: 'proprietary' });
  expect(preset.extends.map(({ value }) => value)).toEqual(['../company', 'npm:@acme/rust-preset@^1']);
  expect(preset.locks.get('license')?.value).toBe('Legal: LEGAL-12');
  expect(preset.gates.map(({ value }) => value)).toEqual([
    {
      id: 'ownership',
      title: 'Ownership',
      command: 'bash scripts/check-ownership | tee log',
      tier: 'pull-request',
      why: 'services that nobody answers for',
      tools: ['cargo-deny', 'cargo-nextest'],
      services: true,
    },
  ]);
  expect(preset.registries.get('acme')?.value).toBe('sparse+https://cargo.acme.example/index/');
  expect(preset.replaces.get('SECURITY.md')?.value).toBe('Reports go to the security desk');
});

test('a preset knows the lines of its parts', async () => {
  const { extends: layers, locks, gates, registries, replaces } = await parsePreset(TOML, 'acme.toml');
  expect(
    [...layers, ...locks.values(), ...gates, ...registries.values(), ...replaces.values()].map(({ label }) => label),
  ).toEqual([
    '"extends" (acme.toml, line 1)',
    '"extends" (acme.toml, line 1)',
    '"locked.license" (acme.toml, line 5)',
    '"gates.id" (acme.toml, line 8)',
    '"registries.acme.index" (acme.toml, line 17)',
    '"replaces.SECURITY.md" (acme.toml, line 20)',
  ]);
});

test('one layer needs no list', async () => {
  const { extends: layers } = await parsePreset('extends = "../company"', 'a.toml');
  expect(layers).toEqual([{ value: '../company', label: '"extends" (a.toml, line 1)' }]);
});

describe('what is wrong is named with its line', () => {
  const gate = (changes: object): string => JSON.stringify({ gates: [{ ...GATE, ...changes }] });

  test.each<[string, string]>([
    ['{"extends": 1}', '"extends" (a.json, line 1) takes a list of texts, not a number'],
    ['{"extends": [\n1]}', '"extends" (a.json, line 2) takes a text, not a number'],
    ['{"extends": [\n""]}', '"extends" (a.json, line 2) must be a text, not ""'],
    ['{"extend": "x"}', '"extend" (a.json, line 1) is not an option; did you mean extends?'],
    ['{"locked": []}', '"locked" (a.json, line 1) takes a table, not a list'],
    [
      '{"db": "sqlite",\n"locked": {\n"dbs": "x"}}',
      '"locked.dbs" (a.json, line 3) is not known here; did you mean db?',
    ],
    ['{"locked": {\n"db": "x"}}', '"locked.db" (a.json, line 2) locks an answer that this file does not give'],
    ['{"name": "x", "locked": {"name": "x"}}', '"locked.name" (a.json, line 1) is not known here; choose from'],
    ['{"db": "sqlite", "locked": {"db": ""}}', '"locked.db" (a.json, line 1) must be a reason on one line'],
    ['{"db": "sqlite", "locked": {"db": "a\\nb"}}', '"locked.db" (a.json, line 1) must be a reason on one line'],
    ['{"db": "sqlite", "locked": {"db": "a\\u202eb"}}', '"locked.db" (a.json, line 1) must be a reason on one line'],
    ['{"db": "sqlite", "locked": {"db": true}}', '"locked.db" (a.json, line 1) takes a text, not true or false'],
    ['{"gates": {}}', '"gates" (a.json, line 1) takes a list of tables, not a table'],
    ['{"gates": ["x"]}', '"gates" (a.json, line 1) takes a table, not a text'],
    ['{"gates": [\n{"id": "x"}]}', '"gates" (a.json, line 2) lacks title'],
    [gate({ comand: 'x' }), '"gates.comand" (a.json, line 1) is not known here; did you mean command?'],
    [gate({ id: 'Api' }), '"gates.id" (a.json, line 1) must be lower-case words joined by hyphens, not "Api"'],
    [gate({ id: 'clippy' }), '"gates.id" (a.json, line 1): every workspace may have "clippy" already'],
    [gate({ id: 'ci' }), '"gates.id" (a.json, line 1): every workspace may have "ci" already'],
    [gate({ tier: 'night' }), '"gates.tier" (a.json, line 1): there is no "night"; did you mean nightly?'],
    [gate({ command: 'a\nb' }), '"gates.command" (a.json, line 1) must be a shell command on one line'],
    [gate({ command: 'echo ${{ github.token }}' }), '"gates.command" (a.json, line 1) must be a shell command'],
    [gate({ command: 'echo `id`' }), '"gates.command" (a.json, line 1) must be a shell command'],
    [gate({ command: '@echo' }), '"gates.command" (a.json, line 1) must be a shell command'],
    [gate({ command: 'echo \\' }), '"gates.command" (a.json, line 1) must be a shell command'],
    [gate({ why: 'a | b' }), '"gates.why" (a.json, line 1) must be what the gate keeps out'],
    [
      gate({ tools: ['cargo-dent'] }),
      '"gates.tools" (a.json, line 1): there is no "cargo-dent"; did you mean cargo-deny?',
    ],
    [gate({ services: 'yes' }), '"gates.services" (a.json, line 1) takes true or false, not a text'],
    [JSON.stringify({ gates: [GATE, GATE] }), '"gates.id" (a.json, line 1): the gate api stands there twice'],
    ['{"registries": {"a.b": {}}}', '"registries.a.b" (a.json, line 1) must be letters, digits'],
    ['{"registries": {"crates-io": {}}}', '"registries.crates-io" (a.json, line 1) must be letters, digits'],
    ['{"registries": {"acme": {}}}', '"registries.acme" (a.json, line 1) lacks index'],
    [
      '{"registries": {"acme": {"token": "x"}}}',
      '"registries.acme.token" (a.json, line 1) is not known here; choose from index',
    ],
    [
      '{"registries": {"acme": {"index": "sparse+https://a:b@c/"}}}',
      '"registries.acme.index" (a.json, line 1) must be Cargo’s address',
    ],
    [
      '{"registries": {"acme": {"index": "sparse+https://c/index"}}}',
      '"registries.acme.index" (a.json, line 1) must be Cargo’s address',
    ],
    [
      '{"registries": {"acme": {"index": "http://c/index"}}}',
      '"registries.acme.index" (a.json, line 1) must be Cargo’s address',
    ],
    ['{"replaces": {"../x": "why"}}', '"replaces.../x" (a.json, line 1) must be a path below the workspace'],
    ['{"replaces": {"/etc/x": "why"}}', '"replaces./etc/x" (a.json, line 1) must be a path below the workspace'],
    [
      '{"replaces": {".git/config": "why"}}',
      '"replaces..git/config" (a.json, line 1) must be a path below the workspace',
    ],
    [
      '{"replaces": {"a\\\\b": "why"}}',
      String.raw`"replaces.a\\b" (a.json, line 1) must be a path below the workspace`,
    ],
    ['{"replaces": {"a": 1}}', '"replaces.a" (a.json, line 1) takes a text, not a number'],
    ['{"__proto__": {}, "locked": {"__proto__": "x"}}', '"__proto__" (a.json, line 1) is not an option'],
    ['{"locked": {"__proto__": "x"}}', '"locked.__proto__" (a.json, line 1) is not known here'],
  ])('%s', async (text, message) => {
    const error = await parsePreset(text, 'a.json').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message.slice(0, message.length)).toBe(message);
  });

  test('in TOML too, below headers and in inline tables', async () => {
    await expect(parsePreset('[[gates]]\nid = "a"\n\n[[gates]]\nids = "b"', 'a.toml')).rejects.toThrow(
      '"gates" (a.toml, line 1) lacks title',
    );
    await expect(parsePreset('\n[registries.acme]\n\nindx = "x"', 'a.toml')).rejects.toThrow(
      '"registries.acme.indx" (a.toml, line 4) is not known here',
    );
    await expect(parsePreset('registries = { acme.index = 5 }', 'a.toml')).rejects.toThrow(
      '"registries.acme.index" (a.toml, line 1) takes a text, not a number',
    );
    await expect(parsePreset('registries.acme.index.x = 5', 'a.toml')).rejects.toThrow(
      '"registries.acme.index" (a.toml, line 1) takes a text, not a table',
    );
  });
});
