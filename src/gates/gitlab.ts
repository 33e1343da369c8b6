import type { Service } from '../project/model.ts';
import { COVERAGE_REPORT, coverageJob } from './coverage.ts';
import type { GatePlan, OwnPipeline } from './plan.ts';
import { CARGO_SETTINGS, installCommands, prepare, type Preparation } from './preparation.ts';
import type { GateJob } from './select.ts';
import { isNpmTool } from './tools.ts';
import type { Tool } from './types.ts';
import { renderYaml, type YamlMap } from './yaml.ts';

/** What a job is there for. */
type Purpose = 'gates' | 'reports' | 'nightly';

/** How jobs stand in their file. */
interface Frame {
  /** What their names begin with. */
  readonly prefix: string;
  /** What each says first. */
  readonly heads: Readonly<Record<Purpose, YamlMap>>;
}

const BY_DAY = { if: '$CI_PIPELINE_SOURCE != "schedule"' };
const BY_NIGHT = { if: '$CI_PIPELINE_SOURCE == "schedule"' };
const OF_MERGE_REQUESTS = { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' };
const OF_DEFAULT_BRANCH = { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', variables: { CACHE_POLICY: 'pull-push' } };

/** In a pipeline of ours each purpose has a stage. */
const OWN_STAGES: Frame = {
  prefix: '',
  heads: {
    gates: { stage: 'gates', rules: [BY_DAY] },
    reports: { stage: 'reports', rules: [BY_DAY] },
    nightly: { stage: 'nightly', rules: [BY_NIGHT] },
  },
};

/** GitLab keeps nothing that lies outside the checkout. */
const CARGO_HOME = '.cache/cargo';
const TOOLS = '.cache/tools';

/** What the tools take longer to be compiled than to be found in the cache, at most. */
const TOOLS_MINUTES = 30;

/** The third percentage of llvm-cov's last line, which runners put a time before, is that of the lines. */
const COVERED_LINES = String.raw`/TOTAL(?:\s+\d+\s+\d+\s+[\d.]+%){2}\s+\d+\s+\d+\s+([\d.]+)%/`;

/** `.gitlab-ci.yml`: the gates of merge requests and of the default branch, those of the night, and the reports. */
export function renderGitlab(plan: PipelinePlan): string {
  return sectionsOf(
    {
      [SCHEDULE]: null,
      stages: Object.keys(OWN_STAGES.heads),
    },
    { workflow: WORKFLOW },
    { variables: VARIABLES },
    { default: defaults(plan) },
    ...jobEntries(plan, OWN_STAGES),
  );
}

/**
 * What a pipeline of the project's own includes: the same jobs, which neither change the rest of it nor are changed by it.
 * All keys at the top are names of jobs.
 */
export function renderIncluded(plan: PipelinePlan & Pick<GatePlan, 'workflows'>, own: OwnPipeline): string {
  const name = includedName(plan);
  const stages = own.stages.filter((stage) => !stage.startsWith('.'));
  // Whatever a pipeline has, it has this one; but not this one alone.
  const [first = '.post'] = stages;
  const stage = stages.includes('test') ? 'test' : first;
  const last = stages.at(-1) ?? stage;
  // Nothing waits for the last stage.
  const harmless = { extends: `.${name}`, ...(last === stage ? {} : { stage: last }) };
  const gates = jobsOf(plan).filter(({ tier }) => tier === 'pull-request');
  const frame: Frame = {
    prefix: `${name}-`,
    heads: {
      gates: { extends: `.${name}` },
      reports: { ...harmless, needs: gates.map(({ id }) => `${name}-${id}`) },
      nightly: { ...harmless, rules: [BY_NIGHT] },
    },
  };
  return sectionsOf(
    {
      '# The quality gates, which .gitlab-ci.yml includes. What holds for all of these jobs is said here; what': null,
      [`# .gitlab-ci.yml says under .${name} as well is merged with it, such as another stage.`]: null,
      [SCHEDULE]: null,
      [`.${name}`]: {
        stage,
        needs: [],
        rules: [
          { ...BY_NIGHT, when: 'never' },
          ...(own.mergeRequests ? [OF_MERGE_REQUESTS] : []),
          OF_DEFAULT_BRANCH,
          { if: '$CI_COMMIT_BRANCH' },
        ],
        // Which runners there are only the project knows.
        inherit: { default: ['tags'], variables: false },
        variables: VARIABLES,
        ...defaults(plan),
      },
    },
    ...jobEntries(plan, frame),
  );
}

/** Where it lies in the repository: beside others of its kind, where editors know what it is. */
export function includedFile(plan: Pick<GatePlan, 'workflows'>): string {
  return `.gitlab/ci/${includedName(plan)}.gitlab-ci.yml`;
}

/** As GitHub's workflow of the same gates is called, which is another one in each project of a repository. */
function includedName({ workflows }: Pick<GatePlan, 'workflows'>): string {
  return workflows['pull-request'].file;
}

const SCHEDULE =
  '# No file can say when the jobs of the night run: a schedule does, made under Build, Pipeline schedules.';

function sectionsOf(...sections: readonly YamlMap[]): string {
  return sections.map(renderYaml).join('\n');
}

function jobsOf({ jobs }: Pick<GatePlan, 'jobs'>): GateJob[] {
  return jobs
    .map((job) => ({ ...job, gates: job.gates.filter(({ host }) => host === undefined) }))
    .filter((job) => job.gates.length > 0);
}

function jobEntries(plan: PipelinePlan, frame: Frame): YamlMap[] {
  const jobs = jobsOf(plan);
  const coverage = coverageJob(jobs);
  const entry = (job: GateJob, purpose: Purpose, more: YamlMap = {}): YamlMap => {
    const name = `${frame.prefix}${job.id}`;
    return { [name]: { ...frame.heads[purpose], ...jobBody(name, job, plan), ...more } };
  };
  return [
    ...jobs.filter(({ tier }) => tier === 'pull-request').map((job) => entry(job, 'gates')),
    ...(coverage === undefined ? [] : [entry(coverage, 'reports', coverageReport(plan))]),
    ...jobs.filter(({ tier }) => tier === 'nightly').map((job) => entry(job, 'nightly')),
  ];
}

function defaults({ toolchain }: Pick<GatePlan, 'toolchain'>): YamlMap {
  return { image: `rust:${toolchain}-trixie`, interruptible: true };
}

const WORKFLOW: YamlMap = {
  '# A push to a merge request replaces its pipeline; each commit on the default branch has one of its own.': null,
  rules: [OF_MERGE_REQUESTS, { ...OF_DEFAULT_BRANCH, auto_cancel: { on_new_commit: 'none' } }],
};

const VARIABLES: YamlMap = {
  '# Only the default branch writes what it compiled.': null,
  CACHE_POLICY: 'pull',
  CARGO_INCREMENTAL: 0,
  ...CARGO_SETTINGS,
};

type Circumstances = Pick<GatePlan, 'services' | 'environment' | 'folder' | 'branch'>;

/** What a pipeline is written from. */
type PipelinePlan = Circumstances & Pick<GatePlan, 'jobs' | 'toolchain'>;

/** A path of the workspace as GitLab takes it, from the repository's root. */
const fromRoot = ({ folder }: Circumstances, path: string) => (folder === '' ? path : `${folder}/${path}`);

function jobBody(name: string, job: GateJob, circumstances: Circumstances): YamlMap {
  const { services, environment, folder } = circumstances;
  const preparation = prepare(job, services);
  const { tools } = preparation;
  const caches = [...dependencyCache(name, job.cache, circumstances), ...toolCache(tools)];
  return {
    timeout: `${job.timeoutMinutes + (tools.length === 0 ? 0 : TOOLS_MINUTES)} minutes`,
    ...servicesOf(preparation.services),
    ...variablesOf(preparation, environment),
    ...(caches.length === 0 ? {} : { cache: caches }),
    before_script: [
      ...(folder === '' ? [] : [`cd ${folder}`]),
      ...preparationScript(preparation, job.cache, circumstances),
    ],
    script: job.gates.map(({ command }) => command),
    ...junitReport(job, circumstances),
  };
}

/** It begins when every gate has passed, and what it finds keeps nothing out. */
function coverageReport(circumstances: Circumstances): YamlMap {
  return {
    allow_failure: true,
    coverage: COVERED_LINES,
    artifacts: {
      reports: { coverage_report: { coverage_format: 'cobertura', path: fromRoot(circumstances, COVERAGE_REPORT) } },
    },
  };
}

/** Services have names here, where GitHub forwards their ports. */
function servicesOf(services: readonly Service[]): YamlMap {
  if (services.length === 0) return {};
  return { services: services.map(({ id, image, environment: variables }) => ({ name: image, alias: id, variables })) };
}

function variablesOf({ services, history }: Preparation, environment: Circumstances['environment']): YamlMap {
  const renamed = Object.entries(environment).map(([key, value]) => [key, atServices(value, services)] as const);
  const variables = {
    ...(history ? { GIT_DEPTH: 0 } : {}),
    ...Object.fromEntries(renamed.filter(([key, value]) => value !== environment[key])),
  };
  return Object.keys(variables).length === 0 ? {} : { variables };
}

function atServices(value: string, services: readonly Service[]): string {
  return services.reduce((text, { id, port }) => text.replaceAll(`127.0.0.1:${port}`, `${id}:${port}`), value);
}

function dependencyCache(prefix: string, cache: GateJob['cache'], circumstances: Circumstances): YamlMap[] {
  if (cache === 'none') return [];
  return [
    {
      key: { files: ['Cargo.lock', 'rust-toolchain.toml'].map((file) => fromRoot(circumstances, file)), prefix },
      paths: [
        `${CARGO_HOME}/registry/cache/`,
        `${CARGO_HOME}/registry/index/`,
        ...(cache === 'target' ? [fromRoot(circumstances, 'target/')] : []),
      ],
      policy: '$CACHE_POLICY',
    },
  ];
}

/** Whoever had to compile them keeps them: what is compiled follows from the versions. No key may hold a slash. */
function toolCache(tools: readonly Tool[]): YamlMap[] {
  if (tools.length === 0) return [];
  return [
    { key: tools.map(({ id, version }) => `${id.replace(/^@.*\//, '')}-${version}`).join('-'), paths: [`${TOOLS}/`] },
  ];
}

function preparationScript(
  { toolchains, packages, tools, services, history }: Preparation,
  cache: GateJob['cache'],
  { branch }: Circumstances,
) {
  const home = cache === 'none' ? [] : [`CARGO_HOME="$CI_PROJECT_DIR/${CARGO_HOME}"`];
  const path = tools.length === 0 ? [] : [`PATH="$CI_PROJECT_DIR/${TOOLS}/bin:$PATH"`];
  return [
    // What is fetched unasked is the branch that the pipeline is about.
    ...(history ? [`git fetch origin +refs/heads/${branch}:refs/remotes/origin/${branch}`] : []),
    ...toolchains,
    ...(packages.length === 0 ? [] : [`apt-get update && apt-get install --yes ${packages.join(' ')}`]),
    // What npm recommends is four times as large as all that it needs.
    ...(tools.some(isNpmTool) ? ['apt-get update && apt-get install --yes --no-install-recommends npm'] : []),
    ...installCommands(tools, `$CI_PROJECT_DIR/${TOOLS}`).map(outside),
    ...services.map(
      ({ id, port }) => `timeout 60 bash -c "until (true > /dev/tcp/${id}/${port}) 2> /dev/null; do sleep 1; done"`,
    ),
    // Last: rustup and the tools keep to the image's own.
    ...(home.length + path.length === 0 ? [] : [['export', ...home, ...path].join(' ')]),
  ];
}

/** Outside the checkout neither its toolchain nor its settings are those of the tools. */
function outside(command: string): string {
  return `(cd / && ${command})`;
}

function junitReport({ gates }: GateJob, circumstances: Circumstances): YamlMap {
  const [report] = gates.flatMap(({ junit }) => junit ?? []);
  return report === undefined
    ? {}
    : { artifacts: { when: 'always', reports: { junit: fromRoot(circumstances, report) } } };
}
