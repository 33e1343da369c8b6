import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { sharedBuild } from './cache.ts';
import { prepareToolchain } from './toolchain.ts';
import { toolPath } from './tools.ts';
import type { Workspace } from './workspace.ts';

const START_LIMIT_MS = 600_000;

/** Where a workspace has a service. */
export interface Place {
  /** The folder to start it in, below the workspace; empty for the workspace itself. */
  readonly folder: string;
  readonly url: string;
}

const FIRST: Place = { folder: '', url: 'http://127.0.0.1:3000' };

/** A running `cargo run` of a workspace. */
export class Service {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #output: string[];

  private constructor(url: string, process: ChildProcess, output: string[]) {
    this.url = url;
    this.#process = process;
    this.#output = output;
  }

  /** Starts the program as the README says and waits until it is ready. */
  static async start(
    workspace: Workspace,
    env: Readonly<Record<string, string>>,
    { folder, url }: Place = FIRST,
  ): Promise<Service> {
    if (await isReady(url)) throw new Error(`another service listens at ${url}`);
    const toolchain = await prepareToolchain(workspace.folder, 'cargo run');
    const child = spawn('cargo', ['run', '--locked', '--quiet'], {
      cwd: path.join(workspace.folder, folder),
      env: { ...process.env, ...sharedBuild, PATH: toolPath, ...toolchain.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const service = new Service(url, child, output);
    await service.#becomeReady();
    return service;
  }

  async #becomeReady(): Promise<void> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (Date.now() < deadline && this.#process.exitCode === null) {
      if (await isReady(this.url)) return;
      await delay(200);
    }
    this.#process.kill();
    throw new Error(`the service did not become ready:\n${this.#output.join('')}`);
  }

  /** Everything that it wrote so far. */
  output(): string {
    return this.#output.join('');
  }

  /** Asks it to end, and returns all that it wrote; it must end by itself and well. */
  async stop(): Promise<string> {
    const ended = once(this.#process, 'exit');
    // `cargo run` has become the program: they are one process.
    this.#process.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    const output = this.#output.join('');
    if (code !== 0) throw new Error(`the service ended with ${String(code)}:\n${output}`);
    return output;
  }
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined);
  return answer?.ok === true;
}
