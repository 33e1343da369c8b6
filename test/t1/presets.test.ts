import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';

import { parsePreset } from '../../src/cli/preset/parse.ts';
import { create } from '../../src/lifecycle/create.ts';
import { InputError } from '../../src/options/errors.ts';
import { resolveAnswers } from '../../src/options/resolve.ts';
import { NO_ADDITIONS, type Additions } from '../../src/project/additions.ts';
import { assets } from '../support/assets.ts';
import { gatesOfJustfile, gatesOfTable, gatesOfWorkflow } from '../support/emitted-gates.ts';
import { problemsOf } from '../support/invariants.ts';

const answers = resolveAnswers({ name: 'orders' });

function treeWith(additions: Partial<Additions>) {
  return create(answers, assets, { ...NO_ADDITIONS, ...additions }).tree;
}

/** Pieces of commands that shells, just, YAML and Markdown read differently. */
const PIECES = [
  ...['bash scripts/check', 'cargo', '$HOME', '$(id)', '"', "'", '\\', '|', '||', '&&', ';', '>', '<', '*', '?', '!'],
  ...[
    '#',
    ' # ',
    ': ',
    '- ',
    '@',
    '{',
    '}',
    '{{',
    '}}',
    '%',
    '[',
    ']',
    '~',
    '`',
    ' ',
    'ü',
    '日本',
    'null',
    'yes',
    '1.0',
    '=',
  ],
];
const command = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));

describe('a gate that a preset brings', () => {
  it('reads the same in CI, justfile and README, or is refused', async () => {
    const seen = { emitted: 0, refused: 0 };
    const base = treeWith({});
    await fc.assert(
      fc.asyncProperty(command, fc.constantFrom('pull-request', 'nightly'), async (line, tier) => {
        const gate = { id: 'api', title: line.slice(0, 60), command: line, tier, why: 'x' };
        const read = await parsePreset(JSON.stringify({ gates: [gate] }), 'a.json').catch((error: unknown) => {
          expect(error).toBeInstanceOf(InputError);
          return undefined;
        });
        seen[read === undefined ? 'refused' : 'emitted'] += 1;
        if (read === undefined) return;
        const tree = treeWith({ gates: read.gates.map(({ value }) => ({ ...value, preset: 'acme' })) });
        const text = (file: string): string => tree.get(file)?.text ?? '';
        const [workflow, recipe, when] =
          tier === 'nightly' ? ['nightly', 'nightly', 'every night'] : ['ci', 'ci', 'pull request'];
        expect(gatesOfWorkflow(text(`.github/workflows/${workflow}.yml`)).find(({ id }) => id === 'api')?.command).toBe(
          line,
        );
        expect(gatesOfJustfile(text('justfile'), recipe).find(({ id }) => id === 'api')?.command).toBe(line);
        expect(gatesOfTable(text('README.md'), when).find(({ id }) => id === 'api')?.command).toBe(line);
        expect([...tree.keys()]).toEqual([...base.keys()]);
      }),
      { numRuns: 60 },
    );
    expect(seen.emitted).toBeGreaterThan(5);
    expect(seen.refused).toBeGreaterThan(5);
  });
});

describe('a workspace made with presets', () => {
  const gates: Additions['gates'] = [
    {
      id: 'api',
      title: 'API',
      command: 'scripts/api | tee log',
      tier: 'pull-request',
      why: 'broken APIs',
      tools: ['cargo-hack'],
      services: true,
      preset: 'npm:@acme/preset@1.2.0',
    },
    {
      id: 'audit-log',
      title: 'Audit log',
      command: 'scripts/audit',
      tier: 'nightly',
      why: 'gaps in the log',
      tools: [],
      services: false,
      preset: 'npm:@acme/preset@1.2.0',
    },
  ];
  const presets = [{ source: 'npm:@acme/preset@1.2.0', digest: `sha256:${'0'.repeat(64)}` }];
  const registries = [
    { name: 'acme', index: 'sparse+https://cargo.acme.example/index/', preset: 'npm:@acme/preset@1.2.0' },
  ];
  const overlays = [
    {
      path: 'docs/@name@.md',
      text: '# @name@\n',
      origin: 'acme/files/docs/@name@.md',
      replaces: false,
      preset: 'npm:@acme/preset@1.2.0',
    },
  ];

  it('keeps to what every workspace keeps to', () => {
    expect(problemsOf(treeWith({ presets, gates, registries, overlays }))).toEqual([]);
  });

  it('differs from the same answers’ only in what the presets bring', () => {
    const [plain, made] = [treeWith({}), treeWith({ presets, gates, registries, overlays })];
    const differing = [...made].filter(([file, { text }]) => plain.get(file)?.text !== text).map(([file]) => file);
    expect(differing).toEqual([
      '.cargo/config.toml',
      '.create-rust-2026.json',
      '.github/workflows/ci.yml',
      '.github/workflows/nightly.yml',
      'README.md',
      'deny.toml',
      'docs/orders.md',
      'justfile',
    ]);
    expect([...plain.keys()].filter((file) => !made.has(file))).toEqual([]);
  });

  it('remembers what it was made with, and installs what its gates need', () => {
    const tree = treeWith({ presets, gates });
    const remembered = JSON.parse(tree.get('.create-rust-2026.json')?.text ?? '') as object;
    expect(remembered).toEqual({ generator: { name: 'create-rust-2026', version: assets.version }, answers, presets });
    expect(tree.get('justfile')?.text).toMatch(/^ {4}cargo install --locked .*cargo-hack@/m);
    expect(tree.get('.github/workflows/ci.yml')?.text).toMatch(/tool: .*cargo-hack@/);
  });

  it('is as it ever was without any', () => {
    const tree = create(answers, assets).tree;
    expect(treeWith({})).toEqual(tree);
    expect(parseToml(tree.get('deny.toml')?.text ?? '')['sources']).toEqual({
      'unknown-git': 'deny',
      'unknown-registry': 'deny',
    });
    expect(tree.get('.create-rust-2026.json')?.text).not.toContain('presets');
  });
});
