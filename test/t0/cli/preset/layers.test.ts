import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { combineLayers } from '../../../../src/cli/preset/layers.ts';
import type { Layer } from '../../../../src/cli/preset/load.ts';
import { parsePreset } from '../../../../src/cli/preset/parse.ts';
import { InputError } from '../../../../src/options/errors.ts';
import { resolveAnswers, type RawAnswers } from '../../../../src/options/resolve.ts';
import { someAnswers } from '../../../support/command-line.ts';

/** Layers of the files' names and texts, the lowest first. */
async function layersOf(...files: readonly [file: string, text: string][]): Promise<Layer[]> {
  return Promise.all(
    files.map(async ([file, text]) => ({
      preset: await parsePreset(text, file),
      overlays: [],
      record: { source: file, digest: `sha256:${file}` },
      argument: file,
    })),
  );
}

const LOCKED = 'license = "proprietary"\n[locked]\nlicense = "Legal: LEGAL-12"\n';

describe('answers', () => {
  test('of a later layer win, and flags over all', async () => {
    const layers = await layersOf(
      ['company.toml', 'db = "postgres"\nauth = "none"\neditors = ["zed"]'],
      ['team.toml', 'auth = "jwt"'],
    );
    const { raw, naming } = combineLayers(layers, { editors: ['vscode'] });
    expect(raw).toEqual({ db: 'postgres', auth: 'jwt', editors: ['vscode'] });
    expect(['db', 'auth', 'editors'].map(naming)).toEqual([
      '"db" (company.toml, line 1)',
      '"auth" (team.toml, line 1)',
      '--editors',
    ]);
  });

  test('give way where a later layer leaves no place for them', async () => {
    const layers = await layersOf(
      ['company.toml', 'pillar = ["cloud"]\ndb = "postgres"'],
      ['team.toml', 'pillar = ["data"]'],
    );
    expect(combineLayers(layers, {}).raw).toEqual({ pillar: ['data'] });
    expect(combineLayers(layers, { pillar: ['cloud'] }).raw).toEqual({ pillar: ['cloud'], db: 'postgres' });
  });

  test('that never applied are refused with their line', async () => {
    const layers = await layersOf(['company.toml', 'pillar = ["data"]'], ['team.toml', '\ndb = "postgres"']);
    const { raw, naming } = combineLayers(layers, { name: 'orders' });
    expect(() => resolveAnswers(raw, naming)).toThrow('"db" (team.toml, line 2) does not apply here');
  });

  test('that are wrong are refused in whichever layer they stand', async () => {
    const layers = await layersOf(['company.toml', 'db = "oracle"'], ['team.toml', 'db = "sqlite"']);
    expect(() => combineLayers(layers, {})).toThrow('"db" (company.toml, line 1): there is no "oracle"');
  });

  test('of several layers are those of all of them written into one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someAnswers, { minLength: 1, maxLength: 4 }), async (all) => {
        const layers = await layersOf(
          ...all.map((answers, n): [string, string] => [`${n}.json`, JSON.stringify(answers)]),
        );
        const sum = Object.assign({}, ...all) as RawAnswers;
        const [one] = await layersOf(['sum.json', JSON.stringify(sum)]);
        const expected = outcome(() => combineLayers(one === undefined ? [] : [one], { name: 'orders' }));
        const actual = outcome(() => combineLayers(layers, { name: 'orders' }));
        // Layers forgive what applied where it stood; else they say the same.
        if (typeof expected !== 'string') expect(actual).toEqual(expected);
      }),
    );
  });
});

/** The answers, or what is wrong with them. */
function outcome(combine: () => ReturnType<typeof combineLayers>) {
  try {
    const { raw, naming } = combine();
    return resolveAnswers(raw, naming);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
}

describe('a locked answer', () => {
  test.each<[string, RawAnswers, string]>([
    ['license = "MIT"', {}, '"license" (team.toml, line 1) overrides "proprietary"'],
    ['', { license: 'MIT' }, '--license overrides "proprietary"'],
  ])('is not overridden by %j and %j', async (team, said, message) => {
    const layers = await layersOf(['company.toml', LOCKED], ['team.toml', team]);
    expect(() => combineLayers(layers, said)).toThrow(
      new InputError(`${message}, which "locked.license" (company.toml, line 3) locks: Legal: LEGAL-12`),
    );
  });

  test('may be said again', async () => {
    const layers = await layersOf(
      ['company.toml', 'editors = ["vscode", "zed"]\n[locked]\neditors = "Support knows these"'],
      ['team.toml', 'editors = ["zed", "vscode", "zed"]'],
    );
    expect(combineLayers(layers, { editors: ['zed', 'vscode'] }).raw).toEqual({ editors: ['vscode', 'zed'] });
  });

  test('may override a lower one', async () => {
    const layers = await layersOf(['company.toml', 'license = "MIT"'], ['team.toml', LOCKED]);
    const { raw, additions } = combineLayers(layers, {});
    expect(raw).toEqual({ license: 'proprietary' });
    expect(additions.locks).toEqual([{ option: 'license', reason: 'Legal: LEGAL-12', preset: 'team.toml' }]);
  });

  test('comes back where a layer between took its place away', async () => {
    const layers = await layersOf(
      ['company.toml', 'pillar = ["cloud"]\ndb = "postgres"\n[locked]\ndb = "Operations run nothing else"'],
      ['team.toml', 'pillar = ["data"]'],
    );
    expect(combineLayers(layers, { pillar: ['cloud', 'data'] }).raw['db']).toBe('postgres');
  });

  test('holds, whatever else is said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someAnswers, { maxLength: 3 }), someAnswers, async (teams, said) => {
        const layers = await layersOf(
          ['company.toml', LOCKED],
          ...teams.map((answers, n): [string, string] => [`${n}.json`, JSON.stringify(answers)]),
        );
        const result = outcome(() => combineLayers(layers, { ...said, name: 'orders' }));
        if (typeof result !== 'string') expect(result.license).toBe('proprietary');
      }),
    );
  });
});

describe('gates and registries', () => {
  const gate = (why: string): string =>
    `[[gates]]\nid = "api"\ntitle = "API"\ncommand = "scripts/api"\ntier = "nightly"\nwhy = "${why}"\n`;
  const registry = (name: string): string => `[registries.acme]\nindex = "sparse+https://${name}/"\n`;

  test('of all layers come together, the same one once', async () => {
    const layers = await layersOf(
      ['company.toml', gate('a') + registry('one')],
      ['team.toml', gate('a') + registry('one').replace('acme', 'team')],
    );
    const { additions } = combineLayers(layers, {});
    expect(additions.gates.map(({ id }) => id)).toEqual(['api']);
    expect(additions.registries).toEqual([
      { name: 'acme', index: 'sparse+https://one/', preset: 'company.toml' },
      { name: 'team', index: 'sparse+https://one/', preset: 'team.toml' },
    ]);
    expect(additions.presets.map(({ source }) => source)).toEqual(['company.toml', 'team.toml']);
  });

  test.each([
    [
      gate('a'),
      gate('b'),
      '"gates.id" (team.toml, line 2) says something else of the gate api than "gates.id" (company.toml, line 2)',
    ],
    [
      registry('one'),
      registry('two'),
      '"registries.acme.index" (team.toml, line 2) says something else of the registry acme',
    ],
  ])('that differ are refused', async (company, team, message) => {
    const layers = await layersOf(['company.toml', company], ['team.toml', team]);
    expect(() => combineLayers(layers, {})).toThrow(message);
  });
});

test('an answers file says which presets are missed', async () => {
  const remembered = { source: 'npm:@acme/preset@1.2.0', digest: 'sha256:acme.toml' };
  const text = JSON.stringify({ generator: {}, answers: { db: 'postgres' }, presets: [remembered] });
  const [acme, memory] = await layersOf(['acme.toml', ''], ['.create-rust-2026.json', text]);
  if (acme === undefined || memory === undefined) throw new Error('two layers were asked for');
  const alone = combineLayers([{ ...memory, record: undefined }], {});
  expect(alone.raw).toEqual({ db: 'postgres' });
  expect(alone.additions.presets).toEqual([]);
  expect(alone.warnings).toEqual([
    'an answers file gives answers alone; for files and gates give "npm:@acme/preset@1.2.0" with --preset too',
  ]);
  expect(combineLayers([acme, { ...memory, record: undefined }], {}).warnings).toEqual([]);
});
