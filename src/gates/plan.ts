import type { Answers } from '../options/table.ts';
import type { EverydayTool, Project, Service } from '../project/model.ts';
import { selectJobs, type GateChoice, type GateJob } from './select.ts';
import type { Tier } from './types.ts';

/** Whose CI runs the gates. */
export type Ci = Answers['ci'];

/** All that the files which run gates are written from, whatever the workspace. */
export interface GatePlan {
  readonly ci: Ci;
  /** Those of every tier that have something to do, in the order in which CI lists them. */
  readonly jobs: readonly GateJob[];
  readonly services: readonly Service[];
  /** Those with a recipe are in the justfile too. */
  readonly tools: readonly EverydayTool[];
  /** `[env]` of .cargo/config.toml, which names services as they are reached where they run beside the tests. */
  readonly environment: Readonly<Record<string, string>>;
  /** The version of Rust to begin with: `1.95.0`. */
  readonly toolchain: string;
  /** What the default branch is called. */
  readonly branch: string;
  /** Where the workspace lies in its repository, `/` between segments; empty at its root. */
  readonly folder: string;
  /** GitHub's workflows: `ci` is a file `ci.yml`. */
  readonly workflows: Readonly<Record<Tier, Workflow>>;
  /** A pipeline of the project's own that is to include GitLab's jobs; absent where the pipeline is ours. */
  readonly pipeline?: OwnPipeline | undefined;
}

/** What a `.gitlab-ci.yml` of somebody else's says of where and when jobs run. */
export interface OwnPipeline {
  /** Those that are there for certain; as far as can be told in their order. */
  readonly stages: readonly string[];
  /** Whether some of its jobs run in pipelines of merge requests. */
  readonly mergeRequests: boolean;
  /** Whether it takes in other files, which may say more of both. */
  readonly includes: boolean;
}

/** What a workflow is called. */
export interface Workflow {
  readonly file: string;
  readonly title: string;
}

/** The plan of a generated workspace. */
export function planGates(
  project: GateChoice & Pick<Project, 'services' | 'tools' | 'environment'> & { readonly answers: Pick<Answers, 'ci'> },
): GatePlan {
  const { answers, services, tools, environment, toolchain } = project;
  const workflows = { 'pull-request': { file: 'ci', title: 'CI' }, nightly: { file: 'nightly', title: 'Nightly' } };
  return {
    ci: answers.ci,
    jobs: selectJobs(project),
    services,
    tools,
    environment,
    toolchain,
    branch: 'main',
    folder: '',
    workflows,
  };
}

/** What the hosts call a change that is proposed. */
export function changeWord(ci: Ci): string {
  return { github: 'pull request', gitlab: 'merge request', both: 'pull or merge request' }[ci];
}
