/** What gates, and generating, need of a machine: as data, for whoever looks. */
import type { Service } from '../project/model.ts';
import { installCommands } from './preparation.ts';
import { nightlyToolchain } from './select.ts';
import { findTool } from './tools.ts';
import type { Gate } from './types.ts';

/** Something that has to be there. */
export interface Need {
  /** What it is called: `cargo-deny`, `target wasm32-wasip2`. */
  readonly what: string;
  /** The version that it should have. */
  readonly wanted?: string;
  /** The shell command that installs or starts it. */
  readonly install: string;
  readonly probe: Probe;
}

/** How to tell whether something is there. */
export type Probe =
  /** A program that prints its version. */
  | { readonly kind: 'version'; readonly command: Command }
  /** A line that begins with the entry, among those that rustup prints; where there is no rustup, a program that runs. */
  | { readonly kind: 'listed'; readonly command: Command; readonly entry: string; readonly otherwise: Command }
  /** A server that listens on this machine. */
  | { readonly kind: 'port'; readonly port: number };

export type Command = readonly [program: string, ...args: string[]];

/** What rust-toolchain.toml asks for. */
export interface Toolchain {
  readonly channel: string;
  readonly components: readonly string[];
  readonly targets: readonly string[];
}

/** What the needs of a gate depend on besides the gate. */
export interface GateSurroundings {
  /** Undefined where no file asks for one. */
  readonly toolchain: Toolchain | undefined;
  readonly services: readonly Service[];
  /** Starts the services. */
  readonly start: string | undefined;
  /** As Node says it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
}

const RUSTUP: Need = {
  what: 'Rust',
  install: "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
  probe: { kind: 'version', command: ['cargo', '--version'] },
};

/** What making a workspace and its first commit takes, and building it. */
export function generatingNeeds(platform: string): Need[] {
  return [
    {
      what: 'Node',
      wanted: '20.19.0',
      install: 'npm install --global n && n lts',
      probe: { kind: 'version', command: ['node', '--version'] },
    },
    {
      what: 'git',
      // The first that lets a new repository's branch be named.
      wanted: '2.28.0',
      install: packageInstall('git', platform),
      probe: { kind: 'version', command: ['git', '--version'] },
    },
    {
      what: 'C compiler',
      install: platform === 'darwin' ? 'xcode-select --install' : packageInstall('build-essential', platform),
      probe: { kind: 'version', command: ['cc', '--version'] },
    },
    RUSTUP,
  ];
}

/** What the justfile takes. */
export const JUST: Need = toolNeed('just');

/** What a gate cannot run without. */
export function gateNeeds(gate: Gate, surroundings: GateSurroundings): Need[] {
  const { toolchain, services, start, platform } = surroundings;
  return [
    {
      what: 'bash',
      install: packageInstall('bash', platform),
      probe: { kind: 'version', command: ['bash', '--version'] },
    },
    ...(usesCargo(gate) ? [RUSTUP, ...(toolchain === undefined ? [] : toolchainNeeds(toolchain))] : []),
    ...gate.tools.map(toolNeed),
    ...(gate.components ?? []).map((component) => componentNeed(component, toolchain?.channel ?? 'stable')),
    ...nightlyNeeds(gate),
    ...(gate.apt ?? []).map((name) => programNeed(name, platform)),
    ...(gate.services ? services.map((service) => serviceNeed(service, start)) : []),
  ];
}

/** By itself, or through a tool that is one of Cargo's commands. */
function usesCargo({ command, tools }: Gate): boolean {
  return /\bcargo\b/.test(command) || tools.some((id) => findTool(id).versionCommand[0] === 'cargo');
}

/** @param id one of src/gates/tools.ts. */
export function toolNeed(id: string): Need {
  const tool = findTool(id);
  return {
    what: id,
    wanted: tool.version,
    install: installCommands([tool]).join(' && '),
    probe: { kind: 'version', command: tool.versionCommand },
  };
}

function toolchainNeeds({ channel, components, targets }: Toolchain): Need[] {
  return [
    {
      what: `toolchain ${channel}`,
      install: `rustup toolchain install ${channel} --profile minimal`,
      probe: {
        kind: 'listed',
        command: ['rustup', 'toolchain', 'list'],
        entry: channel,
        otherwise: ['rustc', '--version'],
      },
    },
    ...components.map((component) => componentNeed(component, channel)),
    ...targets.map((target): Need => ({
      what: `target ${target}`,
      install: `rustup target add ${target} --toolchain ${channel}`,
      probe: {
        kind: 'listed',
        command: ['rustup', 'target', 'list', '--installed', '--toolchain', channel],
        entry: target,
        otherwise: ['rustc', '--print', 'cfg', '--target', target],
      },
    })),
  ];
}

/** Programs of components that have another name. */
const COMPONENT_PROGRAMS: Readonly<Record<string, string>> = { clippy: 'cargo-clippy', miri: 'cargo-miri' };

function componentNeed(component: string, toolchain: string): Need {
  return {
    what: `${component} of ${toolchain}`,
    install: `rustup component add ${component} --toolchain ${toolchain}`,
    probe: {
      kind: 'listed',
      command: ['rustup', 'component', 'list', '--installed', '--toolchain', toolchain],
      entry: component,
      otherwise: [COMPONENT_PROGRAMS[component] ?? component, '--version'],
    },
  };
}

function nightlyNeeds(gate: Gate): Need[] {
  const [install] = nightlyToolchain([gate]);
  if (install === undefined) return [];
  return [
    {
      what: 'toolchain nightly',
      install,
      probe: {
        kind: 'listed',
        command: ['rustup', 'toolchain', 'list'],
        entry: 'nightly',
        otherwise: ['rustup', '--version'],
      },
    },
    ...(gate.nightly ?? []).map((component) => componentNeed(component, 'nightly')),
  ];
}

/** Of Ubuntu's packages the program, and what Homebrew calls them. */
const PROGRAMS: Readonly<Record<string, { readonly program: string; readonly brew: string }>> = {
  'qemu-system-x86': { program: 'qemu-system-x86_64', brew: 'qemu' },
};

function programNeed(name: string, platform: string): Need {
  const { program, brew } = PROGRAMS[name] ?? { program: name, brew: name };
  return {
    what: program,
    install: packageInstall(platform === 'darwin' ? brew : name, platform),
    probe: { kind: 'version', command: [program, '--version'] },
  };
}

function serviceNeed({ id, port, image }: Service, start: string | undefined): Need {
  return {
    what: `${id} at 127.0.0.1:${port}`,
    install: start ?? `docker run --detach --publish 127.0.0.1:${port}:${port} ${image}`,
    probe: { kind: 'port', port },
  };
}

function packageInstall(name: string, platform: string): string {
  return platform === 'darwin' ? `brew install ${name}` : `sudo apt-get install --yes ${name}`;
}
