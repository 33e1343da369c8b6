import type { Answers } from '../options/table.ts';
import { FEATURES } from '../pillars/index.ts';
import { composeProject, selectFeatures } from '../project/compose.ts';
import type { Project } from '../project/model.ts';
import { renderProject, type Assets } from '../render/project.ts';
import type { Tree } from '../render/tree.ts';

export interface Creation {
  readonly project: Project;
  readonly tree: Tree;
}

/** Answers to tree: pure, the same answers and assets give the same bytes. */
export function create(answers: Answers, assets: Assets): Creation {
  const project = composeProject(answers, selectFeatures(FEATURES, answers), assets.rust);
  return { project, tree: renderProject(project, assets) };
}
