/**
 * `npm run try-gates` tries `gates` on projects of others and writes docs/gates-tried.md. With names, only these projects
 * are tried again; of the others the page keeps what their last run on this machine gave.
 */
import path from 'node:path';
import process from 'node:process';

import fs from 'fs-extra';
import { format, resolveConfig } from 'prettier';

import { cache } from '../test/support/cache.ts';
import { CARGO_TOOLS, ensureTool } from '../test/support/tools.ts';
import { broken, renderPage, type Tried } from './try-gates/page.ts';
import { PROJECTS } from './try-gates/projects.ts';
import { tryOn, type Trial } from './try-gates/trial.ts';

const PAGE = path.resolve(import.meta.dirname, '../docs/gates-tried.md');
const names = process.argv.slice(2);
const unknown = names.filter((name) => !PROJECTS.some((project) => project.name === name));
if (unknown.length > 0) throw new Error(`scripts/try-gates/projects.ts has no ${unknown.join(', ')}`);

for (const tool of CARGO_TOOLS) await ensureTool(tool);
const tried: Tried[] = [];
for (const project of PROJECTS) {
  const kept = path.join(cache.triedGates, 'results', `${project.name}.json`);
  if (names.length === 0 || names.includes(project.name)) {
    console.log(`${project.name}: ${project.shape}`);
    const trial = await tryOn(project);
    broken(trial).forEach((line) => {
      console.error(`  ${line}`);
      process.exitCode = 1;
    });
    await fs.outputJson(kept, trial, { spaces: 2 });
  }
  if (await fs.pathExists(kept)) tried.push({ project, trial: (await fs.readJson(kept)) as Trial });
}
const options = { ...(await resolveConfig(PAGE)), parser: 'markdown' };
await fs.writeFile(PAGE, await format(renderPage(tried), options));
