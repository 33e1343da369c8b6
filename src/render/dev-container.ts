import type { GatePlan } from '../gates/plan.ts';
import { prepare, sudoInstall } from '../gates/preparation.ts';
import { findTool } from '../gates/tools.ts';
import { renderYaml } from '../gates/yaml.ts';
import type { Project } from '../project/model.ts';
import { servicesOf } from '../project/services.ts';
import type { RenderedFile } from './tree.ts';

const ORIGIN = 'src/render/dev-container.ts';
const IMAGE = 'mcr.microsoft.com/devcontainers/base:2-trixie';
/** It leaves rustup and Cargo to the container's user, whatever his number. */
const RUST = 'ghcr.io/devcontainers/features/rust:1';

/** `.devcontainer/`, where it was asked for. With services it is one more beside those of compose.yaml. */
export function renderDevContainer(project: Project, plan: GatePlan): RenderedFile[] {
  if (project.answers['dev-container'] === 'no') return [];
  const compose = project.services.length > 0;
  return [
    {
      path: '.devcontainer/devcontainer.json',
      text: `${JSON.stringify(devContainer(project, plan, compose), undefined, 2)}\n`,
      origin: ORIGIN,
    },
    ...(compose ? [{ path: '.devcontainer/compose.yaml', text: composeFile(project), origin: ORIGIN }] : []),
  ];
}

function devContainer(project: Project, plan: GatePlan, compose: boolean): object {
  const { name, toolchain, targets, crates } = project;
  const triples = Object.keys(targets);
  return {
    name,
    ...(compose
      ? {
          dockerComposeFile: ['../compose.yaml', 'compose.yaml'],
          service: 'workspace',
          runServices: ['workspace'],
          workspaceFolder: `/workspaces/${name}`,
        }
      : { image: IMAGE }),
    features: {
      [RUST]: {
        version: toolchain,
        profile: 'minimal',
        components: 'clippy,rust-analyzer,rust-src,rustfmt',
        ...(triples.length === 0 ? {} : { targets: triples.join(',') }),
      },
    },
    ...(crates.some(({ role }) => role === 'bin') ? { forwardPorts: servicesOf(project).map(({ port }) => port) } : {}),
    onCreateCommand: creation(plan),
    ...customizations(project),
  };
}

/** What is run once, all of it at the same time. */
function creation({ jobs, services }: GatePlan): Readonly<Record<string, string>> {
  const packages = new Set(jobs.flatMap((job) => prepare(job, services).packages));
  return {
    tools: `cargo install --locked just@${findTool('just').version} && just tools`,
    ...(packages.size === 0 ? {} : { packages: sudoInstall([...packages].sort()) }),
  };
}

function customizations({ answers: { editors } }: Project): object {
  const own = {
    ...(editors.includes('vscode') ? { vscode: { extensions: VSCODE_EXTENSIONS } } : {}),
    ...(editors.includes('rustrover') ? { jetbrains: { backend: 'RustRover' } } : {}),
  };
  return Object.keys(own).length === 0 ? {} : { customizations: own };
}

/** Those of .vscode/extensions.json. */
const VSCODE_EXTENSIONS = ['rust-lang.rust-analyzer', 'tamasfe.even-better-toml', 'vadimcn.vscode-lldb'];

/** Its paths are relative to the other file, which Compose is given first. */
function composeFile({ name }: Project): string {
  return renderYaml({
    services: {
      workspace: {
        image: IMAGE,
        command: 'sleep infinity',
        volumes: [`.:/workspaces/${name}`],
        '# Here too the database is at 127.0.0.1.': null,
        network_mode: 'service:database',
        depends_on: { database: { condition: 'service_healthy' } },
      },
    },
  });
}
