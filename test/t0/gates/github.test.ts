import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { renderCi, renderNightly } from '../../../src/gates/github.ts';
import { planOf } from '../../support/project.ts';

interface Workflow {
  on: Record<string, unknown>;
  permissions: object;
  jobs: Record<string, Job>;
}

interface Job {
  permissions: object;
  needs?: string[];
  'timeout-minutes': number;
  services?: Record<string, unknown>;
  steps: { uses?: string; run?: string; name?: string; with?: Record<string, unknown> }[];
}

const read = (text: string) => parse(text) as Workflow;
const ci = read(renderCi(planOf()));
const nightly = read(renderNightly(planOf()));

describe.each([
  ['ci.yml', renderCi(planOf({ db: 'postgres' }))],
  ['nightly.yml', renderNightly(planOf({ db: 'postgres' }))],
])('%s', (_name, text) => {
  const workflow = read(text);
  const jobs = Object.values(workflow.jobs);

  it('starts with no permissions and gives a job no more than to read', () => {
    expect(workflow.permissions).toEqual({});
    jobs.forEach((job) => {
      expect([{}, { contents: 'read' }]).toContainEqual(job.permissions);
    });
  });

  it('ends every job in time', () => {
    jobs.forEach((job) => {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    });
  });

  it('pins every action to a commit, with its version behind it', () => {
    const lines = text.split('\n').filter((line) => line.includes('uses:'));
    expect(lines.length).toBeGreaterThan(0);
    lines.forEach((line) => {
      expect(line).toMatch(/^ {6}- uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });
  });

  it('leaves no credentials in the checkout and installs tools from the action’s own list only', () => {
    const steps = jobs.flatMap((job) => job.steps);
    steps
      .filter((step) => step.uses?.startsWith('actions/checkout@'))
      .forEach((step) => {
        expect(step.with).toMatchObject({ 'persist-credentials': false });
      });
    steps
      .filter((step) => step.uses?.startsWith('taiki-e/install-action@'))
      .forEach((step) => {
        expect(step.with).toMatchObject({ fallback: 'none' });
        expect(step.with?.['tool']).toMatch(/^[\w-]+@[\d.]+(,[\w-]+@[\d.]+)*$/);
      });
  });

  it('needs no secret', () => {
    expect(text).not.toContain('secrets.');
  });
});

it('a tool that the action does not know is compiled, with what is needed of it, once the cache is there', () => {
  const text = renderCi(planOf());
  const { steps } = read(text).jobs['lints'] ?? expect.fail();
  const index = steps.findIndex(({ run }) =>
    /^cargo install --locked sqlx-cli@[\d.]+ --no-default-features --features postgres,sqlite$/.test(run ?? ''),
  );
  expect(steps.findIndex(({ uses }) => uses?.startsWith('Swatinem/rust-cache@'))).toBeLessThan(index);
  expect(steps.findIndex(({ name }) => name === 'query-data')).toBeGreaterThan(index);
  expect(text).not.toMatch(/tool: .*sqlx-cli/);
});

it('a job whose gates need a nightly toolchain installs it, with its components', () => {
  const { steps } = read(renderNightly(planOf({ pillar: 'data' }))).jobs['memory-safety'] ?? expect.fail();
  expect(steps.map(({ run }) => run)).toContain(
    'rustup toolchain install nightly --profile minimal --component miri,rust-src',
  );
  expect(JSON.stringify(nightly)).not.toContain('toolchain install nightly');
});

it('a job that compares with what was before has all of it', () => {
  const checkoutOf = ({ jobs }: Workflow) => jobs['checks']?.steps[0]?.with;
  expect(checkoutOf(read(renderCi(planOf({ api: 'grpc' }))))).toEqual({
    'persist-credentials': false,
    'fetch-depth': 0,
  });
  expect(checkoutOf(ci)).toEqual({ 'persist-credentials': false });
});

it('a tool of npm’s comes with the action of its maker, which does nothing else', () => {
  const { steps = [] } = read(renderCi(planOf({ api: 'grpc' }))).jobs['checks'] ?? {};
  const step = steps.find(({ uses }) => uses?.startsWith('bufbuild/buf-action@') === true);
  expect(step?.with).toEqual({ version: expect.stringMatching(/^[\d.]+$/) as string, setup_only: true });
  expect(JSON.stringify(steps.filter((other) => other !== step))).not.toMatch(/buf@|npm/);
});

describe('ci.yml', () => {
  it('runs for pull requests, main and the merge queue', () => {
    expect(ci.on).toEqual({ pull_request: null, push: { branches: ['main'] }, merge_group: null });
  });

  it('saves the cache on main only', () => {
    const caches = Object.values(ci.jobs).flatMap((job) =>
      job.steps.filter((step) => step.uses?.startsWith('Swatinem/rust-cache@')),
    );
    expect(caches).toHaveLength(3);
    caches.forEach((step) => {
      expect(step.with?.['save-if']).toBe("${{ github.ref == 'refs/heads/main' }}");
    });
  });

  it('sums every other job up in ci-ok', () => {
    const { 'ci-ok': last, ...others } = ci.jobs;
    expect(last?.needs).toEqual(Object.keys(others));
  });
});

describe('nightly.yml', () => {
  it('runs at night and by hand', () => {
    expect(Object.keys(nightly.on)).toEqual(['schedule', 'workflow_dispatch']);
  });
});

describe('services', () => {
  it('are started for the jobs with tests, and checked before', () => {
    const workflow = read(renderCi(planOf({ db: 'postgres' })));
    const withServices = Object.entries(workflow.jobs).filter(([, job]) => job.services !== undefined);
    expect(withServices.map(([id]) => id)).toEqual(['lints', 'test']);
    expect(withServices[1]?.[1].services).toEqual({
      postgres: {
        image: expect.stringMatching(/^postgres:[\d.]+@sha256:[0-9a-f]{64}$/) as string,
        env: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
        ports: ['127.0.0.1:5432:5432'],
        options: expect.stringContaining('--health-cmd "pg_isready --host 127.0.0.1 --username postgres"') as string,
      },
    });
  });

  it('are absent where a project has none', () => {
    expect(renderCi(planOf()) + renderNightly(planOf())).not.toContain('services:');
  });
});
