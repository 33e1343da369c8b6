import path from 'node:path';

import { Ajv } from 'ajv';
import { execa } from 'execa';
import fs from 'fs-extra';
import { parse as parseToml } from 'smol-toml';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';

import type { Result } from '../../../src/cli/result.ts';
import { contents, sandbox } from '../../support/disk.ts';
import { packed } from '../../support/packed.ts';
import { blocksOf, runPage, type RunBlock } from '../../support/page.ts';
import { runProgram } from '../../support/program.ts';

const docs = path.resolve(import.meta.dirname, '../../../docs');
const sample = path.join(docs, 'presets', 'acme');
const page = fs.readFileSync(path.join(docs, 'presets.md'), 'utf8');

/** Generates a workspace from a layer of the sample; returns a reader of its files. */
async function generate(layer: string, name: string, args: readonly string[] = []): Promise<(file: string) => string> {
  const folder = sandbox();
  const { code, err } = await runProgram(folder, [name, '--preset', path.join(sample, layer), '--no-git', ...args]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return (file) => fs.readFileSync(path.join(folder, name, file), 'utf8');
}

describe('the sample preset of a company', () => {
  test('gives the first service its answers, files, gate and registry', async () => {
    const read = await generate('company', 'orders');
    expect(JSON.parse(read('.create-rust-2026.json'))).toMatchObject({
      answers: { db: 'postgres', license: 'proprietary', owners: '@acme/platform' },
      presets: [{ source: 'company', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string }],
    });
    expect(read('SECURITY.md')).toContain('a weakness in orders? Tell the security desk');
    expect(parseYaml(read('service-card.yaml'))).toEqual({ 'on-call': null, chat: '#orders' });
    const { jobs } = parseYaml(read('.github/workflows/ci.yml')) as {
      jobs: Record<string, { steps: object[]; needs?: string[] }>;
    };
    expect(jobs['extra']?.steps.at(-1)).toEqual({ name: 'service-card', run: 'bash scripts/check-service-card' });
    expect(jobs['ci-ok']?.needs).toContain('extra');
    expect(read('justfile')).toMatch(/^ci: .* service-card$/m);
    expect(read('justfile')).toContain('# Service card\nservice-card:\n    bash scripts/check-service-card\n');
    expect(read('README.md')).toContain(
      '| `service-card` | pull request | `bash scripts/check-service-card` | services that nobody on call can find |',
    );
    const index = 'sparse+https://cargo.acme.example/index/';
    expect(parseToml(read('.cargo/config.toml'))['registries']).toEqual({ acme: { index } });
    expect(parseToml(read('deny.toml'))['sources']).toMatchObject({
      'allow-registry': [expect.stringContaining('crates.io-index'), index],
    });
  });

  test('gives the second service what its team says on top', async () => {
    const read = await generate('payments', 'billing', ['--editors', 'zed']);
    const { answers, presets } = JSON.parse(read('.create-rust-2026.json')) as Result;
    expect(answers).toMatchObject({
      db: 'postgres',
      license: 'proprietary',
      owners: '@acme/payments',
      auth: 'jwt',
      editors: ['zed'],
    });
    expect(presets.map(({ source }) => source)).toEqual(['company', 'payments']);
    expect(read('service-card.yaml')).toContain('#billing');
  });

  test('has a gate that does what it says', async () => {
    const folder = sandbox();
    await runProgram(folder, ['orders', '--preset', path.join(sample, 'company'), '--no-git']);
    const cwd = path.join(folder, 'orders');
    const run = () => execa('bash', ['-c', 'bash scripts/check-service-card'], { cwd, reject: false });
    expect((await run()).exitCode).toBe(1);
    const card = path.join(cwd, 'service-card.yaml');
    fs.writeFileSync(card, fs.readFileSync(card, 'utf8').replace('on-call:', 'on-call: platform'));
    expect((await run()).exitCode).toBe(0);
    expect(fs.statSync(path.join(cwd, 'scripts/check-service-card')).mode & 0o111).not.toBe(0);
  });

  test.each([
    ['company', 'license', 'MIT', 'company/preset.toml, line 11) locks: nothing of ours is published (LEGAL-12)'],
    ['payments', 'license', 'MIT', 'company/preset.toml, line 11) locks: nothing of ours is published (LEGAL-12)'],
    ['payments', 'auth', 'none', 'payments/preset.toml, line 8) locks: every call is authenticated (PCI DSS 8)'],
  ])('of %s locks %s', async (layer, option, answer, message) => {
    const folder = sandbox();
    const { code, err } = await runProgram(folder, ['x', '--preset', path.join(sample, layer), `--${option}`, answer]);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(contents(folder)).toEqual({});
  });

  test.each(['company', 'payments'])('of %s is what the published schema allows', async (layer) => {
    const schema = (await fs.readJson(path.join(path.dirname(packed.cli), 'preset.schema.json'))) as object;
    expect(await fs.readJson(path.join(sample, 'preset.schema.json'))).toEqual(schema);
    const validate = new Ajv({ strictRequired: false }).compile(schema);
    const preset = parseToml(fs.readFileSync(path.join(sample, layer, 'preset.toml'), 'utf8'));
    expect(validate(preset)).toBe(true);
    expect(validate({ ...preset, dbx: 'x' })).toBe(false);
    expect(validate({ ...preset, locked: { db: 'why' }, db: 'oracle' })).toBe(false);
  });
});

describe('the page about presets', () => {
  let folder: string;
  let blocks: readonly RunBlock[];
  beforeAll(async () => {
    folder = await fs.mkdtemp(path.join(packed.folder, 'page-'));
    blocks = await runPage(page, folder);
  });
  const block = (part: string): RunBlock => {
    const found = blocks.filter(({ commands }) => commands.includes(part));
    if (found.length !== 1) throw new Error(`${found.length} blocks of the page hold ${part}`);
    return found[0] as RunBlock;
  };

  test('has commands that work, or fail, as it says', () => {
    const ends = blocks.map(({ commands, code, err }) => ({ commands, code, err: code === 0 ? '' : err }));
    expect(ends).toEqual(
      blocks.map(({ commands, fails, err }) => ({ commands, code: fails ? 2 : 0, err: fails ? err : '' })),
    );
    expect(blocks.length).toBeGreaterThan(10);
  });

  test('makes the sample preset', () => {
    const made = contents(path.join(folder, 'rust-preset')) ?? {};
    const kept = contents(sample) ?? {};
    const asOfV1 = {
      ...made,
      'company/files/service-card.yaml': made['company/files/service-card.yaml']?.replace('phone:\n', ''),
    };
    delete (asOfV1 as Record<string, unknown>)['.git'];
    expect(JSON.parse(made['preset.schema.json'] ?? '')).toEqual(JSON.parse(kept['preset.schema.json'] ?? ''));
    expect({ ...asOfV1, 'preset.schema.json': '' }).toEqual({ ...kept, 'preset.schema.json': '' });
  });

  test('shows the gate in three places and the registry in two', () => {
    const lines = block('grep service-card').out.split('\n');
    const found = (part: string) =>
      new Set(lines.filter((line) => line.includes(part)).map((line) => line.split(':')[0]));
    expect([...found('service-card')]).toEqual([
      'orders/.github/workflows/ci.yml',
      'orders/justfile',
      'orders/README.md',
    ]);
    expect([...found('cargo.acme.example')]).toEqual(['orders/.cargo/config.toml', 'orders/deny.toml']);
  });

  test('shows the commit and the digest of each layer', () => {
    const { out } = block('cat billing/');
    const { presets } = JSON.parse(out.slice(out.indexOf('\n{'))) as Result;
    const source = (layer: string): unknown =>
      expect.stringMatching(new RegExp(`^git\\+file://.*/rust-preset#[0-9a-f]{40}:${layer}$`));
    const digest = expect.stringMatching(/^sha256:/) as string;
    expect(presets).toEqual([
      { source: source('company'), digest },
      { source: source('payments'), digest },
    ]);
  });

  test('quotes the error of a locked answer', () => {
    const [quoted = ''] = blocksOf(page, 'text');
    const { err } = block('refunds');
    expect(err.replaceAll(folder, '/…').replace(/[0-9a-f]{40}/, '…')).toBe(quoted);
    expect(fs.existsSync(path.join(folder, 'refunds'))).toBe(false);
  });

  test('brings the change of the preset to the first service, which keeps its own', () => {
    const card = fs.readFileSync(path.join(folder, 'orders/service-card.yaml'), 'utf8');
    expect(parseYaml(card)).toEqual({ 'on-call': 'platform', chat: '#orders', phone: null });
    expect(block('v1/orders').err).not.toContain('warning: an answers file');
  });

  test('leaves three commits in the first service, the preset’s new commit in its memory, and nothing lying about', async () => {
    const git = async (...args: string[]) => (await execa('git', args, { cwd: path.join(folder, 'orders') })).stdout;
    expect(await git('log', '--format=%s')).toBe('Preset v2\nPlatform is on call\nGenerate the workspace');
    expect(await git('status', '--porcelain')).toBe('');
    const commit = (await execa('git', ['rev-parse', 'v2'], { cwd: path.join(folder, 'rust-preset') })).stdout;
    expect(await git('show', 'HEAD:.create-rust-2026.json')).toContain(`#${commit}:company`);
    expect(fs.readdirSync(folder).sort()).toEqual(['.logs', 'billing', 'orders', 'rust-preset']);
  });
});
