import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';

import { renderGitlab, renderIncluded } from '../../src/gates/gitlab.ts';
import { readPipeline } from '../../src/lifecycle/gates/pipeline.ts';
import { workflowsOf } from '../../src/lifecycle/gates/terms.ts';
import { mergeYaml } from '../../src/merge/yaml.ts';
import { coveringSets } from '../support/combinations.ts';
import { jobsOfStage } from '../support/emitted-gates.ts';
import { planOf } from '../support/project.ts';
import { ensureGitlabSchema } from '../support/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'gitlab-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Checks pipelines against the schema that GitLab publishes. */
async function check(pipelines: readonly string[]) {
  const files = pipelines.map((text, index) => {
    const file = join(folder, `${index}.yml`);
    writeFileSync(file, text);
    return file;
  });
  return execa(await ensureGitlabSchema(), ['--builtin-schema', 'vendor.gitlab-ci', ...files], {
    all: true,
    reject: false,
  });
}

describe('GitLab’s schema', () => {
  const pipelines = coveringSets().map((set) => renderGitlab(planOf({ ...set, ci: 'gitlab' })));
  const older = renderGitlab(planOf({}, { toolchain: '1.95.0', rustVersion: '1.90' }));

  it('holds for every pair of choices, and for an older Rust', async () => {
    const { exitCode, all } = await check([...pipelines, older]);
    expect(all).toContain('ok');
    expect(exitCode).toBe(0);
  });

  it('does not hold for a pipeline with a mistake', async () => {
    const { exitCode, all } = await check([older.replace('  interruptible: true', '  interruptible: perhaps')]);
    expect(exitCode).toBe(1);
    expect(all).toContain('interruptible');
  });
});

describe('GitLab’s schema, for a pipeline of somebody else’s', () => {
  const pipelines = [
    'build:\n  script: make\n',
    'include:\n  - template: Jobs/SAST.gitlab-ci.yml\n\nstages: [lint, build]\n\nlint:\n  stage: lint\n  script: make lint\n',
    'include: [ci/a.yml]\ndefault:\n  image: alpine\nworkflow:\n  rules:\n    - if: $CI_PIPELINE_SOURCE == "merge_request_event"\n',
    'stages: ["one: two", test]\nvariables:\n  CARGO_INCREMENTAL: "1"\nx:\n  stage: "one: two"\n  script: make\n',
  ];
  const plan = {
    ...planOf({ pillar: 'all', db: 'postgres', ci: 'gitlab' }),
    workflows: workflowsOf({ folder: 'rust' }),
  };

  it('holds for it with its entry, for our jobs, and for what GitLab makes of both', async () => {
    const whole = pipelines.flatMap((text) => {
      const { text: own } = mergeYaml(text, [{ path: ['include'], element: { local: '.gitlab/ci/a.yml' } }], 'a.yml');
      expect(own).toMatch(/local: "?\.gitlab\/ci\/a\.yml/);
      const included = renderIncluded(plan, readPipeline(text, 'a.yml'));
      // No key of one is in the other, so there is nothing to merge.
      const both = { ...(parse(included) as object), ...(parse(text) as object) };
      return [own, included, stringify(both, { aliasDuplicateObjects: false })];
    });
    const { exitCode, all } = await check(whole);
    expect(all).toContain('ok');
    expect(exitCode).toBe(0);
  });
});

describe('a job with tests', () => {
  const [wait = ''] =
    jobsOfStage(renderGitlab(planOf({ db: 'postgres' })), 'gates')
      .get('test')
      ?.before_script?.filter((line) => line.includes('/dev/tcp/')) ?? [];

  it('goes on as soon as its service listens, and not before', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const here = `/dev/tcp/127.0.0.1/${(server.address() as AddressInfo).port}`;
    const command = wait.replace('/dev/tcp/postgres/5432', here);
    expect(command).toContain(here);
    expect((await execa('bash', ['-e', '-c', command], { reject: false })).exitCode).toBe(0);
    server.close();
    await once(server, 'close');
    const given = command.replace('timeout 60', 'timeout 2');
    expect((await execa('bash', ['-e', '-c', given], { reject: false })).exitCode).toBe(124);
  });
});
