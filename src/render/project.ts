import { planGates } from '../gates/plan.ts';
import type { RustVersions } from '../project/compose.ts';
import type { Project } from '../project/model.ts';
import { renderAnswers } from './answers.ts';
import type { Catalogue } from './catalogue.ts';
import { renderConfiguration } from './configuration.ts';
import { denyPolicy, renderDeny } from './deny.ts';
import { renderDevContainer } from './dev-container.ts';
import { renderGates } from './gates.ts';
import { cutLock } from './lock.ts';
import { renderManifests } from './manifest.ts';
import { toMembers } from './members.ts';
import { overlay } from './overlay.ts';
import { renderLearningPath } from './path.ts';
import { renderSettings } from './settings.ts';
import { renderTemplates, type Templates } from './template.ts';
import { toTree, type RenderedFile, type Tree } from './tree.ts';

/** What a build of the generator packs: everything that rendering needs besides the project. */
export interface Assets {
  /** This generator's version. */
  readonly version: string;
  readonly templates: Templates;
  readonly rust: RustVersions;
  readonly catalogue: Catalogue;
}

/** All files of a project. */
export function renderProject(project: Project, assets: Assets): Tree {
  return toTree(renderFiles(project, assets));
}

/**
 * All files of a project, each with what it comes from.
 *
 * @throws InputError where a preset's file is in the way of another.
 */
export function renderFiles(project: Project, assets: Assets): RenderedFile[] {
  const members = toMembers(project, assets.catalogue);
  const plan = planGates(project);
  const templates = renderTemplates(project, assets.templates, plan);
  const files = [
    {
      path: 'Cargo.lock',
      text: cutLock(assets.catalogue, members),
      origin: 'src/render/lock.ts',
      change: 'cargo, after the manifests changed',
    },
    {
      path: 'deny.toml',
      text: renderDeny(denyPolicy(project, members, assets.catalogue)),
      origin: 'src/render/deny.ts',
    },
    renderAnswers(project.answers, assets.version, project.additions.presets),
    ...renderConfiguration(project),
    ...renderDevContainer(project, plan),
    ...renderGates(plan),
    ...renderLearningPath(project),
    ...renderManifests(project, assets.catalogue),
    ...renderSettings(templates),
    ...templates,
  ];
  return overlay(files, project.additions.overlays, project.name);
}
