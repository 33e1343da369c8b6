import type { GatePlan } from '../gates/plan.ts';
import { prepare, sudoInstall, type Preparation } from '../gates/preparation.ts';
import { findTool, isNpmTool } from '../gates/tools.ts';
import { renderYaml, type YamlMap } from '../gates/yaml.ts';
import type { Project, Service } from '../project/model.ts';
import { servicesOf } from '../project/services.ts';
import type { RenderedFile } from './tree.ts';

const SOURCE = { origin: 'src/render/dev-container.ts', feature: 'dev-container/base' };
const IMAGE = 'mcr.microsoft.com/devcontainers/base:2-trixie';
/** It leaves rustup and Cargo to the container's user, whatever his number. */
const RUST = 'ghcr.io/devcontainers/features/rust:1';
/** The image has no npm. Its global folder is the user's here, too. */
const NODE = 'ghcr.io/devcontainers/features/node:1';

/**
 * `.devcontainer/`, where it was asked for. With a database it is one more service beside those of compose.yaml; where there
 * is no such file, its own brings the database.
 */
export function renderDevContainer(project: Project, plan: GatePlan): RenderedFile[] {
  if (project.answers['dev-container'] === 'no') return [];
  const compose = project.services.length > 0;
  return [
    {
      path: '.devcontainer/devcontainer.json',
      text: `${JSON.stringify(devContainer(project, plan, compose), undefined, 2)}\n`,
      ...SOURCE,
    },
    ...(compose ? [{ path: '.devcontainer/compose.yaml', text: composeFile(project), ...SOURCE }] : []),
  ];
}

function devContainer(project: Project, plan: GatePlan, compose: boolean): object {
  const { name, toolchain, targets, crates } = project;
  const triples = Object.keys(targets);
  return {
    name,
    ...(compose
      ? {
          dockerComposeFile: [...(hasCompose(project) ? ['../compose.yaml'] : []), 'compose.yaml'],
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
      ...(preparations(plan).some(({ tools }) => tools.some(isNpmTool)) ? { [NODE]: {} } : {}),
    },
    ...(crates.some(({ role }) => role === 'bin') ? { forwardPorts: servicesOf(project).map(({ port }) => port) } : {}),
    onCreateCommand: creation(plan),
    ...customizations(project),
  };
}

function preparations({ jobs, services }: GatePlan): Preparation[] {
  return jobs.map((job) => prepare(job, services));
}

/** What is run once, all of it at the same time. */
function creation(plan: GatePlan): Readonly<Record<string, string>> {
  const packages = new Set(preparations(plan).flatMap((preparation) => preparation.packages));
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

/** Whether the workspace has a compose file of its own. */
function hasCompose({ answers }: Project): boolean {
  return answers.container === 'docker';
}

function composeFile(project: Project): string {
  const own = hasCompose(project);
  const databases = project.furtherServices.map(({ name }) => `CREATE DATABASE "${name}";`);
  return renderYaml({
    services: {
      workspace: {
        image: IMAGE,
        command: 'sleep infinity',
        // Paths are relative to the file that Compose is given first.
        volumes: [`${own ? '.' : '..'}:/workspaces/${project.name}`],
        '# Here too the database is at 127.0.0.1.': null,
        network_mode: 'service:database',
        depends_on: { database: { condition: 'service_healthy' } },
      },
      ...(own ? {} : Object.fromEntries(project.services.map((service) => ['database', database(service, project)]))),
    },
    ...(own ? {} : { volumes: { database: null } }),
    ...(own || databases.length === 0 ? {} : { configs: { databases: { content: databases.join(' ') } } }),
  });
}

function database({ image, environment, healthCommand }: Service, { name, furtherServices }: Project): YamlMap {
  return {
    image,
    environment: { POSTGRES_DB: name, ...environment },
    volumes: ['database:/var/lib/postgresql'],
    ...(furtherServices.length === 0
      ? {}
      : { configs: [{ source: 'databases', target: '/docker-entrypoint-initdb.d/databases.sql' }] }),
    healthcheck: { test: healthCommand, interval: '2s', retries: 15 },
  };
}
