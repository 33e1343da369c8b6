import type { Project } from '../project/model.ts';
import { renderAnswers } from './answers.ts';
import type { Catalogue } from './catalogue.ts';
import { renderConfiguration } from './configuration.ts';
import { renderManifests } from './manifest.ts';
import { renderTemplates, type Templates } from './template.ts';
import { toTree, type Tree } from './tree.ts';

/** What a build of the generator packs: everything that rendering needs besides the project. */
export interface Assets {
  /** This generator's version. */
  readonly version: string;
  readonly templates: Templates;
  readonly catalogue: Catalogue;
}

/** All files of a project. */
export function renderProject(project: Project, assets: Assets): Tree {
  return toTree([
    renderAnswers(project.answers, assets.version),
    ...renderConfiguration(project),
    ...renderManifests(project, assets.catalogue),
    ...renderTemplates(project, assets.templates),
  ]);
}
