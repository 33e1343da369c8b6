import { renderCi, renderNightly } from '../gates/github.ts';
import { includedFile, renderGitlab, renderIncluded } from '../gates/gitlab.ts';
import { renderJustfile } from '../gates/justfile.ts';
import type { GatePlan } from '../gates/plan.ts';
import type { Tier } from '../gates/types.ts';
import type { RenderedFile } from './tree.ts';

/** The files that run the gates. */
export function renderGates(plan: GatePlan): RenderedFile[] {
  return [
    ...(plan.ci === 'gitlab' ? [] : githubFiles(plan)),
    ...(plan.ci === 'github' ? [] : gitlabFiles(plan)),
    { path: 'justfile', text: renderJustfile(plan), origin: 'src/gates/justfile.ts' },
  ];
}

function githubFiles(plan: GatePlan): RenderedFile[] {
  const place = (tier: Tier): string => `.github/workflows/${plan.workflows[tier].file}.yml`;
  return [
    { path: place('pull-request'), text: renderCi(plan), origin: 'src/gates/github.ts', feature: 'ci/github' },
    { path: place('nightly'), text: renderNightly(plan), origin: 'src/gates/github.ts', feature: 'ci/github' },
  ];
}

function gitlabFiles(plan: GatePlan): RenderedFile[] {
  const { pipeline } = plan;
  const [path, text] =
    pipeline === undefined
      ? ['.gitlab-ci.yml', renderGitlab(plan)]
      : [includedFile(plan), renderIncluded(plan, pipeline)];
  return [{ path, text, origin: 'src/gates/gitlab.ts', feature: 'ci/gitlab' }];
}
