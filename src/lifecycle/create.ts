import type { Answers } from '../options/table.ts';
import { FEATURES } from '../pillars/index.ts';
import { NO_ADDITIONS, type Additions } from '../project/additions.ts';
import { composeProject, selectFeatures } from '../project/compose.ts';
import type { Project } from '../project/model.ts';
import { renderProject, type Assets } from '../render/project.ts';
import type { Tree } from '../render/tree.ts';

export interface Creation {
  readonly project: Project;
  readonly tree: Tree;
}

/**
 * Answers to tree: pure, the same answers, assets and additions give the same bytes.
 *
 * @throws InputError where a preset's file is in the way of another.
 */
export function create(answers: Answers, assets: Assets, additions: Additions = NO_ADDITIONS): Creation {
  const project = composeProject(answers, selectFeatures(FEATURES, answers), assets.rust, additions);
  return { project, tree: renderProject(project, assets) };
}
