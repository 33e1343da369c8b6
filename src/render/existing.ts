import type { GatePlan } from '../gates/plan.ts';
import type { Project } from '../project/model.ts';
import { renderConfiguration } from './configuration.ts';
import { type DenyPolicy, renderDeny } from './deny.ts';
import { renderGates } from './gates.ts';
import { renderTemplates, type Templates } from './template.ts';
import type { RenderedFile } from './tree.ts';

/** What the gates of a project that somebody else made are rendered from. */
export interface ExistingGates {
  /** Holds nothing but gates. */
  readonly project: Project;
  readonly plan: GatePlan;
  readonly policy: DenyPolicy;
  readonly templates: Templates;
}

/** The tools' configuration that is about gates alone. */
const CONFIGURATION = ['rust-toolchain.toml', 'clippy.toml'];

/** All files that the gates bring. */
export function renderExisting({ project, plan, policy, templates }: ExistingGates): RenderedFile[] {
  return [
    { path: 'deny.toml', text: renderDeny(policy), origin: 'src/render/deny.ts' },
    ...renderConfiguration(project).filter(({ path }) => CONFIGURATION.includes(path)),
    ...renderGates(plan),
    ...renderTemplates(project, templates, plan),
  ];
}
