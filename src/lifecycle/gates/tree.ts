import { planGates } from '../../gates/plan.ts';
import { resolveAnswers } from '../../options/resolve.ts';
import { existingFeatures } from '../../pillars/existing.ts';
import { composeProject } from '../../project/compose.ts';
import type { Project } from '../../project/model.ts';
import { renderDeny } from '../../render/deny.ts';
import { renderExisting } from '../../render/existing.ts';
import type { Assets } from '../../render/project.ts';
import { full, type ExistingProject } from './project.ts';
import { compareVersions } from '../../render/version.ts';
import { toTree, type Tree } from '../../render/tree.ts';
import type { GatesRecord } from './record.ts';
import { onTerms, type Terms } from './terms.ts';

/** What of the command line decides what is rendered. */
export type Choices = Pick<GatesRecord, 'ci'>;

/** Everything that the gates bring as files of their own. */
export function renderGatesTree(
  existing: ExistingProject,
  choices: Choices,
  terms: Terms,
  baseline: string | undefined,
  assets: Assets,
): Tree {
  const project = gatesProject(existing, choices, assets);
  const plan = planGates(project);
  return toTree(
    renderExisting({ project, plan: { ...plan, jobs: onTerms(plan.jobs, terms) }, baseline, deny: renderDeny(existing.policy), templates: assets.templates }),
  );
}

/** A project that holds only gates. */
export function gatesProject(existing: ExistingProject, { ci }: Choices, { rust }: Pick<Assets, 'rust'>): Project {
  const answers = resolveAnswers({ name: 'gates', ci });
  const declared = existing.members.flatMap(({ rustVersion }) => rustVersion ?? []);
  const oldest = declared.sort((a, b) => compareVersions(full(a), full(b)))[0];
  return composeProject(answers, existingFeatures(answers), { ...rust, rustVersion: oldest ?? rust.toolchain });
}
