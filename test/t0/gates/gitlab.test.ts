import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { includedFile, renderGitlab, renderIncluded } from '../../../src/gates/gitlab.ts';
import type { OwnPipeline } from '../../../src/gates/plan.ts';
import { planOf } from '../../support/project.ts';

interface Pipeline {
  stages: string[];
  workflow: { rules: object[] };
  variables: Record<string, unknown>;
  default: object;
}

interface Job {
  stage: string;
  rules: object[];
  timeout: string;
  services?: object[];
  variables?: Record<string, string>;
  cache?: { key: unknown; paths: string[]; policy?: string }[];
  before_script: string[];
  script: string[];
  allow_failure?: boolean;
  coverage?: string;
  artifacts?: object;
}

const text = renderGitlab(planOf({ pillar: 'all', db: 'postgres' }));
const { stages, workflow, variables, default: defaults, ...rest } = parse(text) as Pipeline;
const jobs = rest as unknown as Record<string, Job>;
const job = (id: string): Job => jobs[id] ?? expect.fail(`there is no job ${id}`);

const idsOf = (holds: (job: Job) => boolean): string[] =>
  Object.entries(jobs).flatMap(([id, each]) => (holds(each) ? [id] : []));

describe('pipelines', () => {
  it('are there for merge requests and for the default branch, never two for one push', () => {
    expect(workflow.rules).toEqual([
      { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
      {
        if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
        variables: { CACHE_POLICY: 'pull-push' },
        auto_cancel: { on_new_commit: 'none' },
      },
    ]);
  });

  it('start in an image with the very toolchain, and give way to newer ones', () => {
    expect(defaults).toEqual({ image: 'rust:1.95.0-trixie', interruptible: true });
  });

  it('run the gates of the night by a schedule, and all others without one', () => {
    const scheduled = idsOf(
      ({ rules }) => JSON.stringify(rules) === '[{"if":"$CI_PIPELINE_SOURCE == \\"schedule\\""}]',
    );
    const others = idsOf(({ rules }) => JSON.stringify(rules) === '[{"if":"$CI_PIPELINE_SOURCE != \\"schedule\\""}]');
    expect(stages).toEqual(['gates', 'reports', 'nightly']);
    expect(scheduled).toEqual(['audit', 'memory-safety', 'latest']);
    expect(idsOf(({ stage }) => stage === 'nightly')).toEqual(scheduled);
    expect(others).toEqual(['checks', 'lints', 'test', 'concurrency', 'bare-metal', 'wasi', 'coverage']);
  });

  it('leave out the gate that is about GitHub’s files', () => {
    expect(text).not.toMatch(/zizmor|github/i);
  });
});

describe('caches', () => {
  it('of what is compiled follow lock file and toolchain, and are written for the default branch only', () => {
    expect(variables).toMatchObject({ CACHE_POLICY: 'pull', CARGO_INCREMENTAL: 0 });
    const caches = Object.values(jobs).flatMap(({ cache = [] }) => cache.filter(({ key }) => typeof key !== 'string'));
    const prefixes = ['checks', 'lints', 'test', 'concurrency', 'bare-metal', 'wasi', 'coverage'];
    expect(caches.map(({ key }) => key)).toEqual(
      prefixes.map((prefix) => ({ files: ['Cargo.lock', 'rust-toolchain.toml'], prefix })),
    );
    caches.forEach(({ policy }) => {
      expect(policy).toBe('$CACHE_POLICY');
    });
  });

  it('keep the build where a job builds, and the downloads alone where it does not', () => {
    const registry = ['.cache/cargo/registry/cache/', '.cache/cargo/registry/index/'];
    expect(job('checks').cache?.[0]?.paths).toEqual(registry);
    expect(job('lints').cache?.[0]?.paths).toEqual([...registry, 'target/']);
    expect(job('memory-safety').cache).toBeUndefined();
  });

  it('of tools follow their versions', () => {
    expect(job('checks').cache?.[1]).toEqual({
      key: expect.stringMatching(/^cargo-deny-[\d.]+-cargo-shear-[\d.]+-typos-cli-[\d.]+$/) as string,
      paths: ['.cache/tools/'],
    });
  });
});

describe('before its gates', () => {
  it('a job installs the toolchain, then its tools in their versions, then looks to its own folders', () => {
    expect(job('checks').before_script).toEqual([
      'rustup toolchain install',
      expect.stringMatching(
        /^\(cd \/ && cargo install --locked --root "\$CI_PROJECT_DIR\/\.cache\/tools" cargo-deny@[\d.]+ cargo-shear@[\d.]+ typos-cli@[\d.]+\)$/,
      ),
      'export CARGO_HOME="$CI_PROJECT_DIR/.cache/cargo" PATH="$CI_PROJECT_DIR/.cache/tools/bin:$PATH"',
    ]);
  });

  it('a job installs what the system has to bring, and other toolchains', () => {
    expect(job('bare-metal').before_script).toContain('apt-get update && apt-get install --yes qemu-system-x86');
    expect(job('memory-safety').before_script).toEqual([
      'rustup toolchain install',
      'rustup toolchain install nightly --profile minimal --component miri,rust-src',
    ]);
  });

  it('a job that compares with what was before fetches all of it, and the branch that changes go to', () => {
    const { checks = expect.fail() } = parse(renderGitlab(planOf({ api: 'grpc' }))) as Record<string, Job>;
    expect(checks.variables).toEqual({ GIT_DEPTH: 0 });
    expect(checks.before_script[0]).toBe('git fetch origin +refs/heads/main:refs/remotes/origin/main');
    expect(job('checks')).not.toHaveProperty('variables');
  });

  it('a job brings npm for what npm installs, which runs nothing of it and puts it beside the other tools', () => {
    const { checks = expect.fail() } = parse(renderGitlab(planOf({ api: 'grpc' }))) as Record<string, Job>;
    const lines = checks.before_script.filter((line) => line.includes('npm'));
    expect(lines).toEqual([
      'apt-get update && apt-get install --yes --no-install-recommends npm',
      expect.stringMatching(
        /^\(cd \/ && npm install --global --ignore-scripts --prefix "\$CI_PROJECT_DIR\/\.cache\/tools" @bufbuild\/buf@[\d.]+\)$/,
      ),
    ]);
    expect(checks.cache?.[1]?.key).toMatch(/^buf-[\d.]+-cargo-deny-/);
    expect(JSON.stringify(jobs)).not.toContain('npm');
  });

  it('a job with tests waits for its services, and knows them by their names', () => {
    expect(idsOf(({ services }) => services !== undefined)).toEqual(['lints', 'test', 'coverage', 'latest']);
    expect(job('test').services).toEqual([
      {
        name: expect.stringMatching(/^postgres:[\d.]+@sha256:[0-9a-f]{64}$/) as string,
        alias: 'postgres',
        variables: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
      },
    ]);
    expect(job('test').variables).toEqual({ DATABASE_URL: 'postgres://postgres@postgres:5432/postgres' });
    expect(job('test').before_script.join('\n')).toContain('/dev/tcp/postgres/5432');
    expect(renderGitlab(planOf())).not.toContain('services:');
  });

  it('a job that may have to compile tools has half an hour more', () => {
    expect([job('checks').timeout, job('bare-metal').timeout]).toEqual(['40 minutes', '30 minutes']);
    expect(job('lints').before_script).toContainEqual(
      expect.stringMatching(
        /^\(cd \/ && cargo install --locked --root "\$CI_PROJECT_DIR\/\.cache\/tools" sqlx-cli@[\d.]+ --no-default-features --features postgres,sqlite\)$/,
      ),
    );
  });
});

describe('reports', () => {
  it('say which tests failed', () => {
    const artifacts = { when: 'always', reports: { junit: 'target/nextest/ci/junit.xml' } };
    expect(idsOf(({ artifacts: kept }) => JSON.stringify(kept) === JSON.stringify(artifacts))).toEqual([
      'test',
      'latest',
    ]);
  });

  it('say which lines no test reaches, once the gates have passed, and keep nothing out', () => {
    const { stage, before_script: before, script, allow_failure: harmless, artifacts } = job('coverage');
    expect([stage, harmless]).toEqual(['reports', true]);
    expect(before).toContain('rustup component add llvm-tools');
    expect(script).toEqual([
      'cargo llvm-cov nextest --workspace --all-features --locked --profile ci --cobertura --output-path target/cobertura.xml && cargo llvm-cov report --summary-only',
    ]);
    expect(artifacts).toEqual({
      reports: { coverage_report: { coverage_format: 'cobertura', path: 'target/cobertura.xml' } },
    });
  });

  it('give the share of lines, which llvm-cov prints behind those of regions and functions', () => {
    const total =
      'TOTAL                             626                30    95.21%          85                 7    91.76%         406                25    93.84%           0                 0         -';
    const [, pattern = ''] = /^\/(.*)\/$/.exec(job('coverage').coverage ?? '') ?? [];
    expect(new RegExp(pattern).exec(total)?.[1]).toBe('93.84');
    expect(new RegExp(pattern).exec(`2026-11-26T03:17:00.000000Z 00O ${total}`)?.[1]).toBe('93.84');
    expect(new RegExp(pattern).exec(total.replace('TOTAL', 'walk.rs'))).toBeNull();
  });

  it('are not made of tests that run otherwise', () => {
    const plan = planOf();
    const jobs = plan.jobs.map((each) => ({
      ...each,
      gates: each.gates.map((gate) => (gate.id === 'test' ? { ...gate, command: 'cargo test' } : gate)),
    }));
    expect(renderGitlab({ ...plan, jobs })).not.toContain('llvm-cov');
  });
});

describe('included by a pipeline of the project’s own', () => {
  const plan = planOf({ pillar: 'all', db: 'postgres' });
  const gates = { ...plan, workflows: { ...plan.workflows, 'pull-request': { file: 'gates-rust', title: 'Gates' } } };
  type IncludedJob = Partial<Job> & { extends?: string; needs?: string[]; inherit?: object; image?: string };
  const include = (own: Partial<OwnPipeline> = {}): Record<string, IncludedJob> =>
    parse(
      renderIncluded(gates, { stages: ['build', 'test', 'deploy'], mergeRequests: true, includes: false, ...own }),
    ) as Record<string, IncludedJob>;
  const { '.gates-rust': common, ...included } = include();

  it('the file lies with others of its kind, and is another one for each project of a repository', () => {
    expect(includedFile(gates)).toBe('.gitlab/ci/gates-rust.gitlab-ci.yml');
  });

  it('holds nothing but jobs, whose names nobody else has', () => {
    expect(Object.keys(included).filter((name) => !name.startsWith('gates-rust-'))).toEqual([]);
  });

  it('has the jobs of a pipeline of ours, but for their places', () => {
    const places = ['stage', 'rules', 'extends', 'needs'];
    const body = (each: object): unknown =>
      Object.fromEntries(
        Object.entries(each)
          .filter(([key]) => !places.includes(key))
          // Caches of one name would be one cache.
          .map(([key, value]) => [key, JSON.parse(JSON.stringify(value).replaceAll('gates-rust-', '')) as unknown]),
      );
    const bare = Object.entries(included).map(([name, each]) => [name.replace('gates-rust-', ''), body(each)]);
    expect(Object.fromEntries(bare)).toEqual(
      Object.fromEntries(Object.entries(jobs).map(([name, each]) => [name, body(each)])),
    );
    expect(common).toMatchObject({ variables, ...defaults });
  });

  it('takes nothing from the project’s defaults and variables', () => {
    expect(common?.inherit).toEqual({ default: ['tags'], variables: false });
    Object.values(included).forEach((each) => {
      expect(each.extends).toBe('.gates-rust');
      expect(each.inherit).toBeUndefined();
    });
  });

  it('waits for nothing, only the reports for the gates', () => {
    expect(common?.needs).toEqual([]);
    const waiting = Object.entries(included).filter(([, { needs }]) => needs !== undefined);
    const ofGates = Object.entries(included).filter(
      ([, { stage, rules }]) => stage === undefined && rules === undefined,
    );
    expect(waiting).toMatchObject([['gates-rust-coverage', { needs: ofGates.map(([name]) => name) }]]);
    expect(ofGates).toHaveLength(6);
  });

  const night = [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }];
  const byDay = { if: '$CI_PIPELINE_SOURCE == "schedule"', when: 'never' };
  const main = { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', variables: { CACHE_POLICY: 'pull-push' } };
  const branches = { if: '$CI_COMMIT_BRANCH' };

  it('runs the gates of the night by a schedule, and all others without one', () => {
    const scheduled = Object.entries(included).filter(([, { rules }]) => rules !== undefined);
    expect(scheduled.map(([name, { rules }]) => [name, rules])).toEqual(
      ['audit', 'memory-safety', 'latest'].map((name) => [`gates-rust-${name}`, night]),
    );
  });

  it('joins pipelines of merge requests where there are some, and makes none', () => {
    expect(common?.rules).toEqual([byDay, { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }, main, branches]);
    expect(include({ mergeRequests: false })['.gates-rust']?.rules).toEqual([byDay, main, branches]);
  });

  it.each([
    [['build', 'test', 'deploy'], 'test', 'deploy'],
    [['lint', 'build'], 'lint', 'build'],
    [['.pre', 'check', '.post'], 'check', undefined],
    [['build', 'test'], 'test', undefined],
    [['.pre'], '.post', undefined],
    [[], '.post', undefined],
  ])('of the stages %j takes %s for the gates, and the last for what keeps nothing out', (own, stage, last) => {
    const { '.gates-rust': shared, ...others } = include({ stages: own });
    expect(shared?.stage).toBe(stage);
    expect(others['gates-rust-test']?.stage).toBeUndefined();
    for (const name of ['coverage', 'audit', 'memory-safety', 'latest']) {
      expect(others[`gates-rust-${name}`]?.stage).toBe(last);
    }
  });
});
