import { renderCi, renderNightly } from '../gates/github.ts';
import { renderJustfile } from '../gates/justfile.ts';
import type { Project } from '../project/model.ts';
import type { RenderedFile } from './tree.ts';

/** The files that run the gates. */
export function renderGates(project: Project): RenderedFile[] {
  return [
    { path: '.github/workflows/ci.yml', text: renderCi(project), origin: 'src/gates/github.ts' },
    { path: '.github/workflows/nightly.yml', text: renderNightly(project), origin: 'src/gates/github.ts' },
    { path: 'justfile', text: renderJustfile(project), origin: 'src/gates/justfile.ts' },
  ];
}
