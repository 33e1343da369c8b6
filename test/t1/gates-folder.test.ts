/** The gates of a project that lies below the root of its repository, where hosts look for their files. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { includedFile } from '../../src/gates/gitlab.ts';
import type { OwnPipeline } from '../../src/gates/plan.ts';
import type { ExistingProject } from '../../src/lifecycle/gates/project.ts';
import { WIDEST, workflowsOf } from '../../src/lifecycle/gates/terms.ts';
import { renderGatesTree } from '../../src/lifecycle/gates/tree.ts';
import { lintWorkflow } from '../support/actionlint.ts';
import { assets } from '../support/assets.ts';
import { gatesOfPipeline, gatesOfWorkflow, type EmittedGate } from '../support/emitted-gates.ts';

const PROJECT: ExistingProject = {
  members: [{ name: 'root', manifest: 'Cargo.toml', rustVersion: '1.70', hasLibrary: true }],
  outside: [],
  policy: {
    targets: [],
    licences: { allow: [], exceptions: [] },
    skips: [],
    owned: [],
    published: false,
    wildcards: false,
    sources: { git: [], registries: [] },
  },
  unclear: [],
  demands: [],
};

function render(folder: string | undefined, pipeline?: OwnPipeline): Readonly<Record<string, string>> {
  const terms = { ...WIDEST, folder };
  const setting = { ci: 'both', branch: 'main', terms, pipeline, baseline: undefined } as const;
  const tree = renderGatesTree(PROJECT, setting, assets);
  return Object.fromEntries(Array.from(tree, ([path, { text }]) => [path, text]));
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly name: string;
  readonly jobs: Readonly<
    Record<string, { readonly name: string; readonly defaults?: unknown; readonly steps: Step[] }>
  >;
}

/** Of GitLab. */
interface Job {
  readonly before_script: readonly string[];
  readonly cache?: readonly {
    readonly key: { readonly files?: readonly string[] };
    readonly paths: readonly string[];
  }[];
  readonly artifacts?: unknown;
}

const texts = render('services/rust');
const HOSTS = [
  '../../.github/dependabot.yml',
  '../../.github/workflows/gates-services-rust-nightly.yml',
  '../../.github/workflows/gates-services-rust.yml',
  '../../.gitlab-ci.yml',
];
const workflows = HOSTS.slice(1, 3).map((path) => [path, texts[path] ?? ''] as const);

describe('below the root of its repository', () => {
  it('the files of hosts lie at the root, and all others in the project', () => {
    const paths = Object.keys(texts);
    expect(paths.filter((path) => path.startsWith('../')).sort()).toEqual(HOSTS);
    expect(paths.filter((path) => /github|gitlab/.test(path)).sort()).toEqual(HOSTS);
    const others = paths.filter((path) => !HOSTS.includes(path));
    expect(others).toEqual(Object.keys(render(undefined)).filter((path) => !/^\.git/.test(path)));
  });

  it.each(workflows)('actionlint finds nothing in %s', async (path, text) => {
    expect(await lintWorkflow(text, path.replace('../../', ''))).toEqual([]);
  });

  it.each(workflows)('every job of %s that checks out works in the folder, and no other', (_, text) => {
    const { jobs } = parse(text) as Workflow;
    for (const { defaults, steps } of Object.values(jobs)) {
      const checksOut = steps.some(({ uses }) => uses?.startsWith('actions/checkout@') === true);
      expect(defaults).toEqual(checksOut ? { run: { 'working-directory': 'services/rust' } } : undefined);
      for (const step of steps.filter(({ uses }) => uses?.startsWith('Swatinem/rust-cache@') === true)) {
        expect(step.with).toMatchObject({ workspaces: 'services/rust' });
      }
    }
  });

  it('a second project of the repository has workflows and a check of its own', () => {
    const read = (folder: string | undefined): Workflow =>
      parse(
        Object.entries(render(folder)).find(([path]) => /workflows\/gates(?!.*nightly)/.test(path))?.[1] ?? '',
      ) as Workflow;
    const [one, two, root] = [read('services/rust'), read('tools'), read(undefined)];
    expect(new Set([one, two, root].map(({ name }) => name)).size).toBe(3);
    expect([one, two, root].map(({ jobs }) => jobs['ci-ok']?.name)).toEqual([
      'ci-ok services/rust',
      'ci-ok tools',
      'ci-ok',
    ]);
    expect(texts['.gates/README.md']).toContain('Make `ci-ok services/rust` a required check');
  });

  it('the audit of the night finds the workflows', () => {
    expect(workflows[0]?.[1]).toContain(
      'zizmor --persona pedantic ../../.github/workflows/gates-services-rust.yml ../../.github/workflows/gates-services-rust-nightly.yml',
    );
  });

  it('Dependabot looks into the folder, for actions at the root', () => {
    const { updates } = parse(texts['../../.github/dependabot.yml'] ?? '') as {
      updates: { 'package-ecosystem': string; directory: string }[];
    };
    expect(updates.map((update) => [update['package-ecosystem'], update.directory])).toEqual([
      ['cargo', '/services/rust'],
      ['rust-toolchain', '/services/rust'],
      ['github-actions', '/'],
    ]);
  });

  it('GitLab’s jobs work in the folder, and keep and show what lies there', () => {
    const pipeline = parse(texts['../../.gitlab-ci.yml'] ?? '') as Record<string, Partial<Job>>;
    const jobs = Object.entries(pipeline).filter(
      (entry): entry is [string, Job] => entry[1].before_script !== undefined,
    );
    expect(jobs.map(([id]) => id)).toEqual(['checks', 'lints', 'test', 'coverage', 'audit', 'latest']);
    for (const {
      before_script: [first],
      cache = [],
    } of jobs.map(([, job]) => job)) {
      expect(first).toBe('cd services/rust');
      for (const { key, paths } of cache.filter(({ key }) => key.files !== undefined)) {
        expect(key.files).toEqual(['services/rust/Cargo.lock', 'services/rust/rust-toolchain.toml']);
        expect(paths.filter((path) => path.includes('target'))).toEqual(
          paths.includes('services/rust/target/') ? ['services/rust/target/'] : [],
        );
      }
    }
    expect(pipeline['test']?.artifacts).toMatchObject({
      reports: { junit: 'services/rust/target/nextest/ci/junit.xml' },
    });
  });
});

describe('beside a pipeline of the project’s own', () => {
  const commandsOf = (gates: readonly EmittedGate[]): string[] => gates.map(({ command }) => command);

  /** Reports wait for gates; gates of the night have rules of their own. */
  function includedCommands(text: string, byDay: boolean): string[] {
    const jobs = parse(text) as Record<string, { script?: string[]; needs?: unknown; rules?: unknown }>;
    return Object.entries(jobs)
      .filter(
        ([name, { needs, rules }]) => !name.startsWith('.') && needs === undefined && (rules === undefined) === byDay,
      )
      .flatMap(([, { script = [] }]) => script);
  }

  const own: OwnPipeline = { stages: ['build', 'test', 'deploy'], mergeRequests: false, includes: false };

  it.each([
    [undefined, '.gitlab/ci/gates.gitlab-ci.yml', 'gates-'],
    ['services/rust', '../../.gitlab/ci/gates-services-rust.gitlab-ci.yml', 'gates-services-rust-'],
  ])('in %s, GitLab gets the same gates in a file to include', (folder, path, prefix) => {
    const [beside, alone] = [render(folder, own), render(folder)];
    const whole = path.replace(/\.gitlab\/ci\/.*/, '.gitlab-ci.yml');
    expect(Object.keys(beside).sort()).toEqual([...Object.keys(alone).filter((each) => each !== whole), path].sort());
    expect(path.endsWith(includedFile({ workflows: workflowsOf({ folder }) }))).toBe(true);
    const justfile = beside['justfile'] ?? '';
    for (const [stage, tier] of [
      ['gates', ''],
      ['nightly', '-nightly'],
    ] as const) {
      const workflow = Object.entries(beside).find(([file]) => file.endsWith(`/${prefix.slice(0, -1)}${tier}.yml`));
      const inGithub = commandsOf(gatesOfWorkflow(workflow?.[1] ?? '')).filter(
        (command) => !command.startsWith('zizmor'),
      );
      expect(inGithub).not.toEqual([]);
      expect(commandsOf(gatesOfPipeline(alone[whole] ?? '', stage, justfile))).toEqual(inGithub);
      expect(includedCommands(beside[path] ?? '', tier === '')).toEqual(inGithub);
    }
    const { [`${prefix}test`]: test } = parse(beside[path] ?? '') as Record<string, Job>;
    expect(test?.before_script.includes(`cd ${String(folder)}`)).toBe(folder !== undefined);
  });
});
