import type { Project } from '../project/model.ts';
import { gatesOfTier, nightlyToolchain, toolsOf } from './select.ts';
import { findTool } from './tools.ts';
import type { Gate } from './types.ts';

/** `justfile`: the commands of CI by the names of their gates. */
export function renderJustfile(project: Project): string {
  const pullRequest = gatesOfTier(project, 'pull-request');
  const nightly = gatesOfTier(project, 'nightly');
  const all = [...pullRequest, ...nightly];
  return [
    recipe('default', 'List the recipes', ['@just --list --unsorted']),
    recipe('ci', 'What a pull request must pass', [], pullRequest),
    recipe('nightly', 'What CI runs every night', [], nightly),
    recipe('tools', 'Install the tools that these need, in the versions of CI', [
      installCommand(all),
      ...nightlyToolchain(all),
    ]),
    ...all.map(({ id, title, command }) => recipe(id, title, [command])),
  ].join('\n');
}

function installCommand(gates: readonly Gate[]): string {
  const packages = toolsOf(gates).map((crate) => `${crate}@${findTool(crate).version}`);
  return `cargo install --locked ${packages.join(' ')}`;
}

function recipe(name: string, comment: string, commands: readonly string[], needs: readonly Gate[] = []): string {
  return [
    `# ${comment}`,
    [`${name}:`, ...needs.map((gate) => gate.id)].join(' '),
    ...commands.map((command) => `    ${command}`),
    '',
  ].join('\n');
}
