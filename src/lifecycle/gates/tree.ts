import { planGates, type GatePlan, type OwnPipeline } from '../../gates/plan.ts';
import { resolveAnswers } from '../../options/resolve.ts';
import { existingFeatures } from '../../pillars/existing.ts';
import { composeProject, type RustVersions } from '../../project/compose.ts';
import type { Project } from '../../project/model.ts';
import { renderExisting } from '../../render/existing.ts';
import type { Templates } from '../../render/template.ts';
import { toTree, type Tree } from '../../render/tree.ts';
import { compareVersions } from '../../render/version.ts';
import { full, type ExistingProject } from './project.ts';
import { BASELINE_FILE, CHECKER_FILE, fromProject, narrowed, onTerms, workflowsOf, type Terms } from './terms.ts';

/** What decides how the gates of a project are rendered, beside the project. */
export interface GatesSetting {
  readonly ci: 'github' | 'gitlab' | 'both';
  /** What the default branch is called. */
  readonly branch: string;
  readonly terms: Terms;
  /** The project's own, which is to include ours; absent where there is none. */
  readonly pipeline?: OwnPipeline | undefined;
  /** Text of the baseline; undefined where nothing is counted. */
  readonly baseline: string | undefined;
}

/** What a build of the generator packs for this. */
export interface GatesAssets {
  readonly rust: RustVersions;
  readonly templates: Templates;
}

/** What a host reads at the repository's root alone. */
const HOSTS = /^\.git(?:hub|lab)\/|^\.gitlab-ci\.yml$/;

/** Everything that the gates bring as files of their own, by their path from the project: those of a host may lie above it. */
export function renderGatesTree(existing: ExistingProject, setting: GatesSetting, assets: GatesAssets): Tree {
  const { terms, baseline } = setting;
  const project = gatesProject(existing, setting, assets.rust);
  const plan = planOf(project, setting);
  const files = renderExisting({ project, plan, policy: existing.policy, templates: assets.templates }).map((file) => ({
    ...file,
    path: HOSTS.test(file.path) ? fromProject(file.path, terms) : file.path,
    text: file.path === 'clippy.toml' ? `${file.text}${clippyMsrv(existing)}` : file.text,
  }));
  if (baseline === undefined) return toTree(files.filter(({ path }) => path !== CHECKER_FILE));
  return toTree([...files, { path: BASELINE_FILE, text: baseline, origin: 'src/lifecycle/gates' }]);
}

/** Clippy suggests nothing that needs a newer Rust; where the packages do not say which they build with, a guess. */
function clippyMsrv(existing: ExistingProject): string {
  const [most] = existing.demands;
  if (oldestRust(existing) !== undefined || most === undefined) return '';
  return `# Not proven: the most that a dependency demands, ${most.crate}.\nmsrv = "${most.rustVersion}"\n`;
}

/** What runs the gates of a project, on its terms. */
export function planOf(
  project: Project,
  { branch, terms, pipeline }: Pick<GatesSetting, 'branch' | 'terms' | 'pipeline'>,
): GatePlan {
  const general = planGates(project);
  return {
    ...general,
    jobs: onTerms(general.jobs, terms),
    branch,
    folder: terms.folder ?? '',
    workflows: workflowsOf(terms),
    pipeline,
  };
}

/** A project that holds nothing but gates. */
export function gatesProject(existing: ExistingProject, setting: GatesSetting, rust: RustVersions): Project {
  return bareProject(oldestRust(existing), setting, rust);
}

/**
 * A project that holds nothing but gates.
 *
 * @param oldest Rust that a member says it builds with; undefined where none says so.
 */
export function bareProject(
  oldest: string | undefined,
  { ci, terms }: Pick<GatesSetting, 'ci' | 'terms'>,
  rust: RustVersions,
): Project {
  const answers = resolveAnswers({ name: 'gates', ci });
  const project = composeProject(answers, existingFeatures(answers), {
    ...rust,
    rustVersion: oldest ?? rust.toolchain,
  });
  const off = [
    ...narrowed(terms).map((why) => `- ${why.charAt(0).toUpperCase()}${why.slice(1)}.`),
    ...Object.entries(terms.off).map(([id, why]) => `- \`${id}\`: ${why}.`),
  ];
  return {
    ...project,
    slots: { 'gates-counted': terms.counted.map((id) => `\`${id}\``), 'gates-off': off },
  };
}

/** The oldest Rust that a member says it builds with; undefined where none says so. */
export function oldestRust({ members }: ExistingProject): string | undefined {
  const declared = members.flatMap(({ rustVersion }) => rustVersion ?? []);
  return declared.sort((a, b) => compareVersions(full(a), full(b)))[0];
}
