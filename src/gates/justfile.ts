import { compareText } from '../project/order.ts';
import type { Recipe } from '../project/model.ts';
import { changeWord, type GatePlan } from './plan.ts';
import { installCommands } from './preparation.ts';
import { gatesOfTier, nightlyToolchain, toolsOf } from './select.ts';
import { findTool } from './tools.ts';
import type { Gate } from './types.ts';

/** `justfile`: the commands of CI by the names of their gates, and those for the desk. */
export function renderJustfile({ ci, jobs, tools }: Pick<GatePlan, 'ci' | 'jobs' | 'tools'>): string {
  const pullRequest = gatesOfTier(jobs, 'pull-request');
  const nightly = gatesOfTier(jobs, 'nightly');
  const all = [...pullRequest, ...nightly];
  const own = tools.flatMap(({ crate, recipe }) => (recipe === undefined ? [] : [{ crate, recipe }]));
  const needed = [...toolsOf(all), ...own.map(({ crate }) => crate)].sort(compareText);
  return [
    recipe('default', 'List the recipes', ['@just --list --unsorted']),
    recipe('ci', `What a ${changeWord(ci)} must pass`, [], pullRequest),
    recipe('nightly', 'What CI runs every night', [], nightly),
    recipe('tools', 'Install the tools that these need, in the versions of CI', [
      ...installCommands(needed.map(findTool)),
      ...nightlyToolchain(all),
    ]),
    ...[...all, ...own.map((tool): Recipe => tool.recipe)].map(({ id, title, command }) =>
      recipe(id, title, [command]),
    ),
  ].join('\n');
}

function recipe(name: string, comment: string, commands: readonly string[], needs: readonly Gate[] = []): string {
  return [
    `# ${comment}`,
    [`${name}:`, ...needs.map((gate) => gate.id)].join(' '),
    ...commands.map((command) => `    ${command}`),
    '',
  ].join('\n');
}
