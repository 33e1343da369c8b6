import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { renderGates } from '../../src/render/gates.ts';
import { lintWorkflow } from '../support/actionlint.ts';
import { planOf } from '../support/project.ts';

const OWN_FOLDER = join(import.meta.dirname, '../../.github/workflows');

const RENDERED = Object.entries({
  default: planOf(),
  'with a service': planOf({ db: 'postgres' }),
  'with gRPC': planOf({ api: 'grpc' }),
  'all pillars': planOf({ pillar: 'all' }),
  'for an older Rust': planOf({}, { toolchain: '1.95.0', rustVersion: '1.90' }),
}).flatMap(([title, plan]) =>
  renderGates(plan)
    .filter(({ path }) => path.endsWith('.yml'))
    .map(({ path, text }) => ({ title, path, text })),
);

/** This project's own. */
const OWN = readdirSync(OWN_FOLDER).map((file) => ({
  title: 'ours',
  path: `.github/workflows/${file}`,
  text: readFileSync(join(OWN_FOLDER, file), 'utf8'),
}));

const WORKFLOWS = [...RENDERED, ...OWN];

describe('actionlint', () => {
  it.each(WORKFLOWS)('finds nothing in $path, $title', async ({ path, text }) => {
    expect(await lintWorkflow(text, path)).toEqual([]);
  });

  it('finds something in a workflow with a mistake', async () => {
    const [workflow] = WORKFLOWS;
    const wrong = workflow?.text.replace('runs-on: ubuntu-24.04', 'runs-on: ubuntu-42.04') ?? '';
    expect(await lintWorkflow(wrong, 'ci.yml')).toEqual([
      expect.objectContaining({ line: expect.any(Number) as number }),
    ]);
  });
});

describe('ci-ok', () => {
  const text = WORKFLOWS[0]?.text ?? '';
  const workflow = parse(text) as { jobs: Record<string, { steps: { run: string }[] }> };
  const run = workflow.jobs['ci-ok']?.steps[0]?.run ?? '';

  it.each([
    ['success success success', 0],
    ['success failure success', 1],
    ['success success skipped', 1],
    ['cancelled success success', 1],
  ])('after %s ends with %i', async (results, exitCode) => {
    const outcome = await execa('bash', ['-e', '-c', run], { env: { RESULTS: results }, reject: false });
    expect(outcome.exitCode).toBe(exitCode);
  });
});
