import type { Service } from '../project/model.ts';
import { ACTIONS, type Action } from './actions.ts';
import type { GatePlan } from './plan.ts';
import { CARGO_SETTINGS, installCommands, prepare, sudoInstall, type Preparation } from './preparation.ts';
import type { GateJob } from './select.ts';
import { isPrebuiltTool } from './tools.ts';
import { Remarked, renderYaml, type YamlMap } from './yaml.ts';

const RUNNER = 'ubuntu-24.04';

/** What the workflows are written from. */
type WorkflowPlan = Pick<GatePlan, 'jobs' | 'services' | 'branch' | 'folder' | 'workflows'>;

/** The workflow of every gate that a pull request must pass. */
export function renderCi(plan: WorkflowPlan): string {
  const { branch, workflows } = plan;
  const jobs = plan.jobs.filter((job) => job.tier === 'pull-request');
  return workflow(
    {
      name: workflows['pull-request'].title,
      on: { pull_request: null, push: { branches: [branch] }, merge_group: null },
    },
    {
      [`# A push to a pull request replaces its run; each commit on ${branch} has a run of its own.`]: null,
      group: '${{ github.workflow }}-${{ github.event.pull_request.number || github.sha }}',
      'cancel-in-progress': true,
    },
    [...jobs.map((job) => gateJob(job, plan)), allGreen(jobs, plan)],
  );
}

/** The workflow of the gates that change by themselves, as the world around the workspace does. */
export function renderNightly(plan: WorkflowPlan): string {
  return workflow(
    {
      name: plan.workflows.nightly.title,
      on: { schedule: [{ cron: '17 3 * * *' }], workflow_dispatch: null },
    },
    { group: '${{ github.workflow }}', 'cancel-in-progress': false },
    plan.jobs.filter((job) => job.tier === 'nightly').map((job) => gateJob(job, plan)),
  );
}

/** A workflow file, its sections set apart by empty lines. */
function workflow(head: YamlMap, concurrency: YamlMap, jobs: readonly YamlMap[]): string {
  const sections: YamlMap = {
    ...head,
    permissions: {},
    concurrency,
    env: CARGO_SETTINGS,
  };
  return [
    ...Object.entries(sections).map(([key, value]) => renderYaml({ [key]: value })),
    `jobs:\n${jobs.map((job) => renderYaml(job).replaceAll(/^(?=.)/gm, '  ')).join('\n')}`,
  ].join('\n');
}

function gateJob(job: GateJob, plan: WorkflowPlan): YamlMap {
  const preparation = prepare(job, plan.services);
  return {
    [job.id]: {
      name: job.title,
      'runs-on': RUNNER,
      'timeout-minutes': job.timeoutMinutes,
      permissions: { contents: 'read' },
      // Of each job: the one without a checkout has no such folder.
      ...(plan.folder === '' ? {} : { defaults: { run: { 'working-directory': plan.folder } } }),
      ...(preparation.services.length > 0
        ? { services: Object.fromEntries(preparation.services.map(serviceEntry)) }
        : {}),
      steps: [...preparationSteps(preparation, job.cache, plan), ...job.gates.map(gateStep)],
    },
  };
}

/** What comes before the gates: the sources, the toolchain, the cache and the tools. */
function preparationSteps(
  { toolchains, packages, tools, history }: Preparation,
  cache: GateJob['cache'],
  plan: WorkflowPlan,
): YamlMap[] {
  const prebuilt = tools.filter(isPrebuiltTool);
  const compiled = tools.filter(({ features }) => features !== undefined);
  return [
    {
      uses: pinned(ACTIONS.checkout),
      with: { 'persist-credentials': false, ...(history ? { 'fetch-depth': 0 } : {}) },
    },
    ...toolchains.map((run) => ({ run })),
    ...(packages.length === 0 ? [] : [{ run: sudoInstall(packages) }]),
    ...(cache === 'none' ? [] : [rustCache(cache, plan)]),
    ...(prebuilt.length === 0
      ? []
      : [
          {
            uses: pinned(ACTIONS.installTools),
            with: { tool: prebuilt.map(({ name, version }) => `${name}@${version}`).join(','), fallback: 'none' },
          },
        ]),
    ...installCommands(compiled).map((run) => ({ run })),
    ...tools.flatMap(({ npm, version }) =>
      npm === undefined ? [] : [{ uses: pinned(npm.action), with: { version, setup_only: true } }],
    ),
  ];
}

/** Only the default branch saves: what a pull request saves, no other could read. */
function rustCache(kept: 'registry' | 'target', { branch, folder }: WorkflowPlan): YamlMap {
  return {
    uses: pinned(ACTIONS.rustCache),
    with: {
      ...(folder === '' ? {} : { workspaces: folder }),
      ...(kept === 'registry' ? { 'cache-targets': false } : {}),
      'save-if': `\${{ github.ref == 'refs/heads/${branch}' }}`,
    },
  };
}

function gateStep({ id, command, ciEnvironment }: GateJob['gates'][number]): YamlMap {
  return { name: id, run: command, ...(ciEnvironment === undefined ? {} : { env: ciEnvironment }) };
}

function serviceEntry({ id, image, port, environment, healthCommand }: Service): [string, YamlMap] {
  return [
    id,
    {
      image,
      env: environment,
      ports: [`127.0.0.1:${port}:${port}`],
      options: `--health-cmd "${healthCommand}" --health-interval 2s --health-timeout 5s --health-retries 15`,
    },
  ];
}

/** What a branch rule asks for; two workspaces of one repository have two. */
export function requiredCheck(folder: string): string {
  return folder === '' ? 'ci-ok' : `ci-ok ${folder}`;
}

/** The one check that a branch rule needs to ask for: a job that was skipped or cancelled does not pass it. */
function allGreen(jobs: readonly GateJob[], { folder }: WorkflowPlan): YamlMap {
  return {
    'ci-ok': {
      name: requiredCheck(folder),
      if: new Remarked('always()', 'else a failed job would skip this one, and skipped counts as passed'),
      needs: jobs.map((job) => job.id),
      'runs-on': RUNNER,
      'timeout-minutes': 5,
      permissions: {},
      steps: [
        {
          name: 'Every job succeeded',
          run: 'for result in $RESULTS; do test "$result" = success || exit 1; done',
          env: { RESULTS: "${{ join(needs.*.result, ' ') }}" },
        },
      ],
    },
  };
}

function pinned({ repository, tag, commit }: Action): Remarked {
  return new Remarked(`${repository}@${commit}`, tag);
}
