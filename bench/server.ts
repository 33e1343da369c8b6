/** The cloud pillar's service as a release, to be measured: built, configured, started. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

import fs from 'fs-extra';

import { cache } from '../test/support/cache.ts';
import { Issuer } from '../test/support/issuer.ts';
import type { Workspace } from '../test/support/workspace.ts';

/** A folder for whatever is measured. */
export const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-bench-cloud-'));

/** Whose tokens the service takes. */
export const issuer = await Issuer.start();

/** Ends what all measurements share. */
export async function finish(): Promise<void> {
  await issuer.stop();
  await fs.remove(scratch);
}

/** A program that answers requests. */
export interface Server {
  readonly program: string;
  readonly args: (port: number) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function release(workspace: Workspace, name: string): Promise<string> {
  const { failed, all } = await workspace.run('cargo build --release --locked --package orders');
  if (failed) throw new Error(all);
  const program = path.join(scratch, name);
  await fs.copy(path.join(cache.target, 'release', 'orders'), program);
  return program;
}

/** As in production, the log in a file. */
export function configured(program: string, url: string): Server {
  return {
    program,
    args: (port) => ['--set', `server.port=${port}`],
    env: { ORDERS__ENVIRONMENT: 'production', ORDERS__AUTH__ISSUER: issuer.url, ORDERS__DATABASE__URL: url },
  };
}

/** Starts a server on a free port, and ends it when the work is done. */
export async function whileRunning<T>(server: Server, work: (url: string, pid: number) => Promise<T>): Promise<T> {
  const port = await freePort();
  // The file itself: through a pipe this process would take its part of the machine for each line.
  const log = await fs.open(path.join(scratch, 'log'), 'w');
  const running = spawn(server.program, server.args(port), {
    cwd: scratch,
    env: { ...process.env, ...server.env },
    stdio: ['ignore', log, log],
  });
  const ended = once(running, 'exit');
  try {
    const url = `http://127.0.0.1:${port}`;
    await becomeReady(running, url);
    return await work(url, running.pid ?? 0);
  } finally {
    running.kill();
    await ended;
    await fs.close(log);
  }
}

async function becomeReady(running: { readonly exitCode: number | null }, url: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline && running.exitCode === null) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(20);
  }
  throw new Error(`it did not start:\n${await fs.readFile(path.join(scratch, 'log'), 'utf8')}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}
