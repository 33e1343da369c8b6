import { connect } from 'node:net';

import type { Command, Need, Probe } from '../gates/needs.ts';
import { isInstalled } from './executable.ts';
import type { Io } from './io.ts';

/** What was found of a need. */
export interface Finding {
  readonly what: string;
  /** `old`: of a lower version than it should have. */
  readonly state: 'found' | 'missing' | 'old';
  /** As the program says it, on one line, where it says one. */
  readonly version?: string;
  readonly wanted?: string;
  /** The shell command that installs or starts it. */
  readonly install: string;
}

/** Looks for needs, each once. */
export class Prober {
  readonly #folder: string;
  readonly #env: Io['env'];
  readonly #asked = new Map<string, Promise<string | undefined>>();

  /** @param folder where programs are started: rustup picks the toolchain by it. */
  constructor(folder: string, env: Io['env']) {
    this.#folder = folder;
    // Looking must not install: rustup would fetch the toolchain that the folder asks for.
    this.#env = { ...env, RUSTUP_AUTO_INSTALL: '0' };
  }

  async find({ what, wanted, install, probe }: Need): Promise<Finding> {
    const answer = await this.#answer(probe);
    const version = probe.kind === 'version' ? /\d+\.\d+[\w.+-]*/.exec(answer ?? '')?.[0] : undefined;
    const old = wanted !== undefined && (version === undefined || isLower(version, wanted));
    return {
      what,
      state: answer === undefined ? 'missing' : old ? 'old' : 'found',
      ...(version === undefined ? {} : { version }),
      ...(wanted === undefined ? {} : { wanted }),
      install,
    };
  }

  /** The first line that a program of the folder's toolchain prints of its version, without its name. */
  async version(command: Command): Promise<string | undefined> {
    return (await this.#start(command, {}))?.split('\n', 1)[0]?.replace(/^\S+ /, '');
  }

  async #answer(probe: Probe): Promise<string | undefined> {
    switch (probe.kind) {
      case 'version':
        return this.#output(probe.command, await this.#anyToolchain());
      case 'listed': {
        if (!isInstalled('rustup', this.#env)) return this.#output(probe.otherwise);
        const lines = (await this.#output(probe.command))?.split('\n') ?? [];
        return lines.find((line) => isEntry(line, probe.entry));
      }
      case 'port':
        return (await listens(probe.port)) ? 'listens' : undefined;
    }
  }

  /** Cargo's tools are there or not whichever toolchain runs them, and the folder's may be missing. */
  async #anyToolchain(): Promise<Io['env']> {
    const toolchains = isInstalled('rustup', this.#env)
      ? await this.#output(['rustup', 'toolchain', 'list'])
      : undefined;
    const [first] = /^\S+/.exec(toolchains ?? '') ?? [];
    return first === undefined ? {} : { RUSTUP_TOOLCHAIN: first };
  }

  #output(command: Command, env: Io['env'] = {}): Promise<string | undefined> {
    const key = command.join('\0');
    const asked = this.#asked.get(key) ?? this.#start(command, env);
    this.#asked.set(key, asked);
    return asked;
  }

  /** What a program prints; undefined where it is not there or fails. */
  async #start([program, ...args]: Command, env: Io['env']): Promise<string | undefined> {
    if (!isInstalled(program, this.#env)) return undefined;
    const { execa } = await import('execa');
    const { failed, stdout } = await execa(program, args, {
      cwd: this.#folder,
      env: { ...this.#env, ...env },
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
    });
    return failed ? undefined : stdout;
  }
}

/** rustup adds the host to the names of toolchains and components: `1.95.0-x86_64-unknown-linux-gnu (default)`. */
function isEntry(line: string, entry: string): boolean {
  return line.startsWith(entry) && /^(-[a-z]\w*(-\w+)+)?( .*)?$/.test(line.slice(entry.length));
}

/** Compares the numbers of two versions; what follows them counts for nothing. */
export function isLower(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split('.', 3).map((part) => Number.parseInt(part, 10)));
  for (const place of [0, 1, 2]) {
    const difference = (a?.[place] ?? 0) - (b?.[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** How long a server on this machine may take to answer, in milliseconds. */
const PATIENCE = 2000;

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: PATIENCE });
    const settle = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => {
      settle(true);
    });
    for (const event of ['error', 'timeout'])
      socket.once(event, () => {
        settle(false);
      });
  });
}
