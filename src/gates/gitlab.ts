import type { Service } from '../project/model.ts';
import { COVERAGE_REPORT, coverageJob } from './coverage.ts';
import type { GatePlan } from './plan.ts';
import { CARGO_SETTINGS, packageVersions, prepare, type Preparation } from './preparation.ts';
import type { GateJob } from './select.ts';
import type { Tool } from './types.ts';
import { renderYaml, type YamlMap } from './yaml.ts';

/** What a job is there for, and when it runs. */
const STAGES = {
  gates: { if: '$CI_PIPELINE_SOURCE != "schedule"' },
  reports: { if: '$CI_PIPELINE_SOURCE != "schedule"' },
  nightly: { if: '$CI_PIPELINE_SOURCE == "schedule"' },
} as const;

/** GitLab keeps nothing that lies outside the checkout. */
const CARGO_HOME = '.cache/cargo';
const TOOLS = '.cache/tools';

/** What the tools take longer to be compiled than to be found in the cache, at most. */
const TOOLS_MINUTES = 30;

/** The third percentage of llvm-cov's last line, which runners put a time before, is that of the lines. */
const COVERED_LINES = String.raw`/TOTAL(?:\s+\d+\s+\d+\s+[\d.]+%){2}\s+\d+\s+\d+\s+([\d.]+)%/`;

/** `.gitlab-ci.yml`: the gates of merge requests and of the default branch, those of the night, and the reports. */
export function renderGitlab(plan: Circumstances & Pick<GatePlan, 'jobs' | 'toolchain'>): string {
  const jobs = plan.jobs
    .map((job) => ({ ...job, gates: job.gates.filter(({ host }) => host === undefined) }))
    .filter((job) => job.gates.length > 0);
  const coverage = coverageJob(jobs);
  const sections: YamlMap[] = [
    {
      '# No file can say when the jobs of the night run: a schedule does, made under Build, Pipeline schedules.': null,
      stages: Object.keys(STAGES),
    },
    { workflow: WORKFLOW },
    { variables: VARIABLES },
    { default: { image: `rust:${plan.toolchain}-trixie`, interruptible: true } },
    ...jobs.filter(({ tier }) => tier === 'pull-request').map((job) => jobEntry(job, 'gates', plan)),
    ...(coverage === undefined ? [] : [coverageEntry(coverage, plan)]),
    ...jobs.filter(({ tier }) => tier === 'nightly').map((job) => jobEntry(job, 'nightly', plan)),
  ];
  return sections.map(renderYaml).join('\n');
}

const WORKFLOW: YamlMap = {
  '# A push to a merge request replaces its pipeline; each commit on the default branch has one of its own.': null,
  rules: [
    { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
    {
      if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
      variables: { CACHE_POLICY: 'pull-push' },
      auto_cancel: { on_new_commit: 'none' },
    },
  ],
};

const VARIABLES: YamlMap = {
  '# Only the default branch writes what it compiled.': null,
  CACHE_POLICY: 'pull',
  CARGO_INCREMENTAL: 0,
  ...CARGO_SETTINGS,
};

type Circumstances = Pick<GatePlan, 'services' | 'environment' | 'folder'>;

/** A path of the workspace as GitLab takes it, from the repository's root. */
const fromRoot = ({ folder }: Circumstances, path: string) => (folder === '' ? path : `${folder}/${path}`);

function jobEntry(job: GateJob, stage: keyof typeof STAGES, circumstances: Circumstances): YamlMap {
  const { services, environment, folder } = circumstances;
  const preparation = prepare(job, services);
  const { tools } = preparation;
  const caches = [...dependencyCache(job, circumstances), ...toolCache(tools)];
  return {
    [job.id]: {
      stage,
      rules: [STAGES[stage]],
      timeout: `${job.timeoutMinutes + (tools.length === 0 ? 0 : TOOLS_MINUTES)} minutes`,
      ...servicesOf(preparation.services, environment),
      ...(caches.length === 0 ? {} : { cache: caches }),
      before_script: [...(folder === '' ? [] : [`cd ${folder}`]), ...preparationScript(preparation, job.cache)],
      script: job.gates.map(({ command }) => command),
      ...junitReport(job, circumstances),
    },
  };
}

/** It begins when every gate has passed, and what it finds keeps nothing out. */
function coverageEntry(job: GateJob, circumstances: Circumstances): YamlMap {
  const { [job.id]: entry } = jobEntry(job, 'reports', circumstances);
  return {
    [job.id]: {
      ...(entry as YamlMap),
      allow_failure: true,
      coverage: COVERED_LINES,
      artifacts: {
        reports: { coverage_report: { coverage_format: 'cobertura', path: fromRoot(circumstances, COVERAGE_REPORT) } },
      },
    },
  };
}

/** Services have names here, where GitHub forwards their ports. */
function servicesOf(services: readonly Service[], environment: Circumstances['environment']): YamlMap {
  if (services.length === 0) return {};
  const renamed = Object.entries(environment).map(([key, value]) => [key, atServices(value, services)] as const);
  return {
    services: services.map(({ id, image, environment: variables }) => ({ name: image, alias: id, variables })),
    variables: Object.fromEntries(renamed.filter(([key, value]) => value !== environment[key])),
  };
}

function atServices(value: string, services: readonly Service[]): string {
  return services.reduce((text, { id, port }) => text.replaceAll(`127.0.0.1:${port}`, `${id}:${port}`), value);
}

function dependencyCache({ id, cache }: GateJob, circumstances: Circumstances): YamlMap[] {
  if (cache === 'none') return [];
  return [
    {
      key: { files: ['Cargo.lock', 'rust-toolchain.toml'].map((file) => fromRoot(circumstances, file)), prefix: id },
      paths: [
        `${CARGO_HOME}/registry/cache/`,
        `${CARGO_HOME}/registry/index/`,
        ...(cache === 'target' ? [fromRoot(circumstances, 'target/')] : []),
      ],
      policy: '$CACHE_POLICY',
    },
  ];
}

/** Whoever had to compile them keeps them: what is compiled follows from the versions. */
function toolCache(tools: readonly Tool[]): YamlMap[] {
  if (tools.length === 0) return [];
  return [{ key: tools.map(({ crate, version }) => `${crate}-${version}`).join('-'), paths: [`${TOOLS}/`] }];
}

function preparationScript({ toolchains, packages, tools, services }: Preparation, cache: GateJob['cache']) {
  const home = cache === 'none' ? [] : [`CARGO_HOME="$CI_PROJECT_DIR/${CARGO_HOME}"`];
  const path = tools.length === 0 ? [] : [`PATH="$CI_PROJECT_DIR/${TOOLS}/bin:$PATH"`];
  return [
    ...toolchains,
    ...(packages.length === 0 ? [] : [`apt-get update && apt-get install --yes ${packages.join(' ')}`]),
    ...(tools.length === 0 ? [] : [installCommand(tools)]),
    ...services.map(
      ({ id, port }) => `timeout 60 bash -c "until (true > /dev/tcp/${id}/${port}) 2> /dev/null; do sleep 1; done"`,
    ),
    // Last: rustup and the tools keep to the image's own.
    ...(home.length + path.length === 0 ? [] : [['export', ...home, ...path].join(' ')]),
  ];
}

/** Outside the checkout neither its toolchain nor its settings are those of the tools. */
function installCommand(tools: readonly Tool[]): string {
  return `(cd / && cargo install --locked --root "$CI_PROJECT_DIR/${TOOLS}" ${packageVersions(tools)})`;
}

function junitReport({ gates }: GateJob, circumstances: Circumstances): YamlMap {
  const [report] = gates.flatMap(({ junit }) => junit ?? []);
  return report === undefined
    ? {}
    : { artifacts: { when: 'always', reports: { junit: fromRoot(circumstances, report) } } };
}
