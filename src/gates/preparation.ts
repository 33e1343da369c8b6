import type { Service } from '../project/model.ts';
import { nightlyToolchain, toolsOf, type GateJob } from './select.ts';
import { findTool, isNpmTool, isPrebuiltTool } from './tools.ts';
import type { Tool } from './types.ts';
import { Remarked } from './yaml.ts';

/** What Cargo is told in CI, whoever runs it. */
export const CARGO_SETTINGS = { CARGO_NET_RETRY: 10, CARGO_TERM_COLOR: 'always' } as const;

/** What a job needs before its gates, whoever runs it. */
export interface Preparation {
  /** Commands of rustup. */
  readonly toolchains: readonly (string | Remarked)[];
  /** To be installed with apt-get, sorted. */
  readonly packages: readonly string[];
  /** Sorted by id. */
  readonly tools: readonly Tool[];
  /** Whether the whole history is to be there, and the default branch. */
  readonly history: boolean;
  /** To be running, and healthy. */
  readonly services: readonly Service[];
}

/** @param services all of the workspace's. */
export function prepare({ gates }: GateJob, services: readonly Service[]): Preparation {
  const components = sorted(gates.flatMap((gate) => gate.components ?? []));
  return {
    toolchains: [
      new Remarked('rustup toolchain install', 'what rust-toolchain.toml asks for'),
      ...(components.length === 0 ? [] : [`rustup component add ${components.join(' ')}`]),
      ...nightlyToolchain(gates),
    ],
    packages: sorted(gates.flatMap((gate) => gate.apt ?? [])),
    tools: toolsOf(gates).map(findTool),
    history: gates.some((gate) => gate.history === true),
    services: gates.some((gate) => gate.services) ? services : [],
  };
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** The commands that install tools from their registries; into a folder of their own where one is given. */
export function installCommands(tools: readonly Tool[], folder?: string): string[] {
  const place = (flag: string) => (folder === undefined ? '' : ` ${flag} "${folder}"`);
  const [cargo, npm] = [tools.filter(isPrebuiltTool), tools.filter(isNpmTool)];
  return [
    ...(cargo.length === 0 ? [] : [`cargo install --locked${place('--root')} ${packageVersions(cargo)}`]),
    ...tools.flatMap((tool) =>
      tool.features === undefined
        ? []
        : [
            `cargo install --locked${place('--root')} ${packageVersions([tool])} --no-default-features --features ${tool.features.join(',')}`,
          ],
    ),
    // No program of a package runs while it is installed.
    ...(npm.length === 0 ? [] : [`npm install --global --ignore-scripts${place('--prefix')} ${packageVersions(npm)}`]),
  ];
}

/** `cargo-deny@0.20.2 just@1.58.0` */
function packageVersions(tools: readonly Tool[]): string {
  return tools.map(({ id, version }) => `${id}@${version}`).join(' ');
}

/** The command that installs packages of Debian or Ubuntu, for a user who may become root. */
export function sudoInstall(packages: readonly string[]): string {
  return `sudo apt-get update && sudo apt-get install --yes ${packages.join(' ')}`;
}
