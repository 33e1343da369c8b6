/**
 * `npm run bench:wasi`: how long a client waits for the first answer after the process was started, from the component in
 * Wasmtime and from the native service, in turns in one go. Prints Markdown. Needs a build (`npm run build`), cargo,
 * wasmtime, and ten minutes to compile the releases.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

import { execa } from 'execa';
import fs from 'fs-extra';

import { ensureWasmtime } from '../test/support/python.ts';
import { toolPath } from '../test/support/tools.ts';
import { Workspace } from '../test/support/workspace.ts';

const ROUNDS = 21;
const TARGET = 'wasm32-wasip2';
const LIMIT_MS = 60_000;

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

interface Subject {
  readonly title: string;
  /** What is loaded. */
  readonly file: string;
  readonly command: (port: number) => readonly [string, ...string[]];
  readonly question: Question;
}

const QUOTE: Question = {
  method: 'POST',
  path: '/v1/quotes',
  body: JSON.stringify({
    reference: 'PO 4711',
    currency: 'EUR',
    lines: [{ sku: 'TEA', quantity: 3, unit_price: { minor: 450, currency: 'EUR' } }],
  }),
};

const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-bench-wasi-'));
try {
  await ensureWasmtime();
  const subjects = await build();
  const times = subjects.map((): number[] => []);
  // The first round only warms up: it reads the files from the disk, and the service makes its database and its key.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      const time = await firstAnswer(subject, path.join(scratch, String(index)));
      if (round > 0) times[index]?.push(time);
    }
  }
  console.log(`| ${ROUNDS} rounds | file, kB | first answer, median ms | shortest | longest |\n|---|--:|--:|--:|--:|`);
  for (const [index, { title, file }] of subjects.entries()) {
    const sorted = (times[index] ?? []).toSorted((a, b) => a - b);
    const shown = [sorted[(ROUNDS - 1) / 2], sorted[0], sorted.at(-1)].map((time) => time?.toFixed(0));
    console.log(`| ${[title, ((await fs.stat(file)).size / 1000).toFixed(0), ...shown].join(' | ')} |`);
  }
} finally {
  await fs.remove(scratch);
}

/** Both hosts of one domain, as releases. */
async function build(): Promise<Subject[]> {
  const args = ['--pillar', 'cloud', '--pillar', 'systems', '--systems', 'wasi'];
  const workspace = await Workspace.generate('bench-wasi', 'orders', args);
  const folderOf = async (command: string): Promise<string> => {
    const { failed, all, stdout } = await workspace.run(`${command} && echo "$CARGO_TARGET_DIR"`);
    if (failed) throw new Error(all);
    return stdout.trim().split('\n').at(-1) ?? '';
  };
  const native = await folderOf('cargo build --release --locked --package orders');
  const wasi = await folderOf(`cargo build --release --locked --package orders-wasi --target ${TARGET}`);
  const service = path.join(native, 'release', 'orders');
  const component = path.join(wasi, TARGET, 'release', 'orders-wasi.wasm');
  const precompiled = path.join(scratch, 'orders-wasi.cwasm');
  await run('wasmtime', 'compile', '--output', precompiled, component);

  const serve = (port: number): [string, ...string[]] => ['wasmtime', 'serve', '-Scli', '--addr', `127.0.0.1:${port}`];
  return [
    {
      title: '`wasmtime serve`, compiled at each start, a quote',
      file: component,
      command: (port) => [...serve(port), '-Ccache=n', component],
      question: QUOTE,
    },
    {
      title: '`wasmtime serve`, compiled beforehand, a quote',
      file: precompiled,
      command: (port) => [...serve(port), '--allow-precompiled', precompiled],
      question: QUOTE,
    },
    {
      title: 'native service with SQLite, `/readyz`',
      file: service,
      command: (port) => [service, '--set', `server.port=${port}`],
      question: { method: 'GET', path: '/readyz' },
    },
  ];
}

async function run(program: string, ...args: readonly string[]): Promise<void> {
  await execa(program, args, { env: { PATH: toolPath } });
}

/** Milliseconds from the start of the process to the end of its first answer. */
async function firstAnswer({ title, command, question }: Subject, folder: string): Promise<number> {
  await fs.ensureDir(folder);
  const port = await freePort();
  const [program, ...args] = command(port);
  const started = performance.now();
  const server = execa(program, args, {
    cwd: folder,
    env: { PATH: toolPath },
    all: true,
    reject: false,
    stdin: 'ignore',
  });
  try {
    while (performance.now() - started < LIMIT_MS) {
      const status = await ask(port, question);
      if (status === 200) return performance.now() - started;
      if (status !== undefined) throw new Error(`${title}: ${status}`);
      await sleep(1);
    }
    throw new Error(`${title}: no answer`);
  } catch (error) {
    server.kill();
    throw new Error((await server).all, { cause: error });
  } finally {
    server.kill();
    await server;
  }
}

/** The status of the answer; undefined while nobody listens. */
async function ask(port: number, { method, path: at, body }: Question): Promise<number | undefined> {
  const headers = { 'content-type': 'application/json' };
  const asked = request({ host: '127.0.0.1', port, method, path: at, headers, agent: false });
  asked.end(body);
  try {
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  } catch {
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
