import { changeWord, type GatePlan } from './plan.ts';
import { packageVersions } from './preparation.ts';
import { gatesOfTier, nightlyToolchain, toolsOf } from './select.ts';
import { findTool } from './tools.ts';
import type { Gate } from './types.ts';

/** `justfile`: the commands of CI by the names of their gates. */
export function renderJustfile({ ci, jobs }: Pick<GatePlan, 'ci' | 'jobs'>): string {
  const pullRequest = gatesOfTier(jobs, 'pull-request');
  const nightly = gatesOfTier(jobs, 'nightly');
  const all = [...pullRequest, ...nightly];
  return [
    recipe('default', 'List the recipes', ['@just --list --unsorted']),
    recipe('ci', `What a ${changeWord(ci)} must pass`, [], pullRequest),
    recipe('nightly', 'What CI runs every night', [], nightly),
    recipe('tools', 'Install the tools that these need, in the versions of CI', [
      `cargo install --locked ${packageVersions(toolsOf(all).map(findTool))}`,
      ...nightlyToolchain(all),
    ]),
    ...all.map(({ id, title, command }) => recipe(id, title, [command])),
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
