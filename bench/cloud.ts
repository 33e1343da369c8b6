/**
 * `npm run bench:cloud`: the cloud pillar's service beside Axum and SQLx that run the same query and nothing else
 * (bench/cloud/): requests a second, in turns, medians; memory at rest; what its image copies; and how long both take to build.
 * Prints Markdown, and fails beyond a bound. Needs a build (`npm run build`), cargo, wrk, a PostgreSQL at 127.0.0.1:5432, and
 * half an hour.
 */
import { once } from 'node:events';
import { createServer as createCollector, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';

import { execa } from 'execa';
import fs from 'fs-extra';

import { recreateDatabase } from '../test/support/postgres.ts';
import { toolPath } from '../test/support/tools.ts';
import { countLines } from '../scripts/emitted-lines.ts';
import { filesBelow, Workspace } from '../test/support/workspace.ts';
import { configured, finish, issuer, median, release, scratch, whileRunning, type Server } from './server.ts';

const ROUNDS = 7;
const SECONDS = 4;
const CONNECTIONS = 16;
const BUILDS = 3;

type Database = 'sqlite' | 'postgres';

/** The rate of one request to a server, as a share of the rate of another comparison's server. */
interface Comparison {
  readonly title: string;
  readonly path: string;
  readonly ours: Server;
  readonly other: Server;
  /** At least this share of the other's rate. */
  readonly bound: number;
}

const exceeded: string[] = [];
const { server: collector, endpoint } = await startCollector();
try {
  await measureRates();
  await measureBuilds();
} finally {
  collector.close();
  await finish();
}
exceeded.forEach((line) => {
  console.error(line);
});
if (exceeded.length > 0) process.exitCode = 1;

async function measureRates(): Promise<void> {
  const comparisons: Comparison[] = [];
  const token = issuer.token('orders', 600);
  for (const database of ['sqlite', 'postgres'] as const) {
    const { service, bare } = await serversOf(database);
    const order = await makeOrder(service, token);
    if (database === 'sqlite') {
      comparisons.push({ title: 'hello: `/healthz`', path: '/healthz', ours: service, other: bare, bound: 0.95 });
    }
    comparisons.push({ title: `an order by id, ${database}`, path: order, ours: service, other: bare, bound: 0.85 });
    if (database === 'sqlite') {
      const exporting = await exportingServer();
      comparisons.push({
        title: 'an order by id, OTLP at 1 %',
        path: order,
        ours: exporting,
        other: service,
        bound: 0.9,
      });
    }
  }
  console.log(
    `| ${ROUNDS} rounds of ${SECONDS} s, ${CONNECTIONS} connections | requests/s | the other's | share, median | lowest | highest | memory at rest, MiB |`,
  );
  console.log('|---|--:|--:|--:|--:|--:|--:|');
  for (const comparison of comparisons) await compare(comparison, token);
  await printSizes(comparisons);
}

/** All that the image copies onto its base: the program, and an empty folder where data lies in a file. */
async function printSizes(comparisons: readonly Comparison[]): Promise<void> {
  console.log('\n| program of | MiB |\n|---|--:|');
  for (const [program, title] of new Map(comparisons.map(({ title, ours }) => [ours.program, title]))) {
    console.log(`| ${title} | ${((await fs.stat(program)).size / 2 ** 20).toFixed(1)} |`);
  }
}

/** In turns: a busy second of the machine meets both. */
async function compare({ title, path: asked, ours, other, bound }: Comparison, token: string): Promise<void> {
  const rates: { ours: number; other: number }[] = [];
  let memory = Number.NaN;
  for (let round = 0; round < ROUNDS; round += 1) {
    const left = await rate(ours, asked, token);
    const right = await rate(other, asked, token);
    rates.push({ ours: left.perSecond, other: right.perSecond });
    memory = left.restingMiB;
  }
  const shares = rates.map((each) => each.ours / each.other).sort((a, b) => a - b);
  const share = median(shares);
  const cells = [
    title,
    median(rates.map((each) => each.ours)).toFixed(0),
    median(rates.map((each) => each.other)).toFixed(0),
    ...[share, shares[0], shares.at(-1)].map((value) => value?.toFixed(2)),
    memory.toFixed(1),
  ];
  console.log(`| ${cells.join(' | ')} |`);
  if (share < bound) exceeded.push(`${title}: ${share.toFixed(2)} of the other's rate, less than ${bound}`);
}

async function rate(server: Server, asked: string, token: string): Promise<{ perSecond: number; restingMiB: number }> {
  return whileRunning(server, async (url, pid) => {
    const status = await fs.readFile(`/proc/${pid}/status`, 'utf8');
    const restingMiB = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    const header = `Authorization: Bearer ${token}`;
    const args = ['--threads=1', `--connections=${CONNECTIONS}`, `--header=${header}`, `${url}${asked}`];
    await execa('wrk', ['--duration=1s', ...args]);
    const { stdout } = await execa('wrk', [`--duration=${SECONDS}s`, ...args]);
    if (stdout.includes('Non-2xx')) throw new Error(stdout);
    return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]), restingMiB };
  });
}

/** Both sides over one database, as releases. */
async function serversOf(database: Database): Promise<{ service: Server; bare: Server }> {
  const workspace = await Workspace.generate(`bench-cloud-${database}`, 'orders', ['--db', database]);
  const service = await release(workspace, `orders-${database}`);
  const bare = path.join(scratch, `bare-${database}`);
  await buildBare(workspace, bare, database);
  const url = database === 'sqlite' ? `sqlite://${path.join(scratch, 'orders.db')}` : await postgres();
  return {
    service: configured(service, url),
    bare: { program: path.join(bare, 'target', 'release', 'bare'), args: (port) => [String(port), url] },
  };
}

/** The service with SQLite, which exports to a collector that takes everything. */
async function exportingServer(): Promise<Server> {
  const workspace = await Workspace.generate('bench-cloud-otlp', 'orders', ['--telemetry', 'otlp']);
  const exporting = configured(await release(workspace, 'orders-otlp'), `sqlite://${path.join(scratch, 'orders.db')}`);
  const env = {
    ...exporting.env,
    ORDERS__TELEMETRY__ENDPOINT: endpoint,
    ORDERS__TELEMETRY__SAMPLING_RATIO: '0.01',
  };
  return { ...exporting, env };
}

/** Without TLS, which the service would take where the server has it, and the other side cannot. */
async function postgres(): Promise<string> {
  await recreateDatabase('bench_cloud');
  return 'postgres://postgres@127.0.0.1/bench_cloud?sslmode=disable';
}

/** bench/cloud/ with the versions that the workspace locks. */
async function buildBare(workspace: Workspace, folder: string, database: Database): Promise<void> {
  await fs.copy(path.join(import.meta.dirname, 'cloud'), folder);
  await fs.copy(path.join(workspace.folder, 'Cargo.lock'), path.join(folder, 'Cargo.lock'));
  await execa('cargo', ['build', '--release', '--offline', '--features', database], { cwd: folder });
}

/** The path of an order with three lines. */
async function makeOrder(server: Server, token: string): Promise<string> {
  return whileRunning(server, async (url) => {
    const send = async (method: string, to: string, body: object, version?: string): Promise<Response> => {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
      const tagged = version === undefined ? headers : { ...headers, 'If-Match': version };
      const answer = await fetch(`${url}${to}`, { method, headers: tagged, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(await answer.text());
      return answer;
    };
    const made = await send('POST', '/v1/orders', { reference: 'PO 1', currency: 'EUR' });
    const order = made.headers.get('location') ?? '';
    for (const [index, sku] of ['TEA-GREEN', 'TEA-BLACK', 'CUP'].entries()) {
      const line = { quantity: index + 1, unit_price: { minor: 450, currency: 'EUR' } };
      await send('PUT', `${order}/lines/${sku}`, line, '*');
    }
    return order;
  });
}

/** Takes every export over gRPC, and says that it went well. */
async function startCollector(): Promise<{ server: Http2Server; endpoint: string }> {
  const server = createCollector();
  server.on('stream', (stream) => {
    stream.resume();
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => {
        stream.sendTrailers({ 'grpc-status': '0' });
      });
      // An empty message: not compressed, of length 0.
      stream.end(Buffer.alloc(5));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** From nothing, dependencies too, but for their download; and after a change of one line of the domain. */
async function measureBuilds(): Promise<void> {
  const workspace = await Workspace.generate('bench-cloud-sqlite', 'orders', []);
  const bare = path.join(scratch, 'bare-sqlite');
  const times = { ours: [] as number[], bare: [] as number[], changed: [] as number[] };
  let rebuilt: string[] = [];
  const test = ['nextest', 'run', '--workspace', '--locked'];
  for (let round = 0; round < BUILDS; round += 1) {
    const target = { CARGO_TARGET_DIR: path.join(scratch, `target-${round}`) };
    times.ours.push(await timed(() => cargo(workspace.folder, ['build', '--locked'], target)));
    times.bare.push(
      await timed(() =>
        cargo(bare, ['build', '--offline', '--features', 'sqlite'], {
          CARGO_TARGET_DIR: path.join(scratch, `target-bare-${round}`),
        }),
      ),
    );
    await cargo(workspace.folder, test, target);
    await workspace.edit(
      'crates/orders-domain/src/order.rs',
      'pub const MAX_LINES: usize =',
      'pub const MAX_LINES : usize =',
    );
    const before = performance.now();
    const output = await cargo(workspace.folder, test, target);
    times.changed.push((performance.now() - before) / 1000);
    await workspace.reset();
    rebuilt = [...output.matchAll(/Compiling (orders[\w-]*)/g)].map(([, name = '']) => name).sort();
    for (const folder of [target.CARGO_TARGET_DIR, path.join(scratch, `target-bare-${round}`)]) await fs.remove(folder);
  }
  const share = median(times.ours) / median(times.bare);
  console.log(`\n| ${BUILDS} builds, medians | s |\n|---|--:|`);
  console.log(`| the default workspace, from nothing | ${median(times.ours).toFixed(1)} |`);
  console.log(`| Axum and SQLx alone, from nothing | ${median(times.bare).toFixed(1)} |`);
  console.log(`| one line of \`domain\` changed, to all tests run | ${median(times.changed).toFixed(1)} |`);
  console.log(`\nBuild: ${share.toFixed(2)} times the bare one. Compiled after the change: ${rebuilt.join(', ')}.`);
  if (share > 1.25)
    exceeded.push(`a build takes ${share.toFixed(2)} times that of Axum and SQLx alone, more than 1.25`);
  console.log(await emittedLines(workspace));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function cargo(folder: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  return (await execa('cargo', args, { cwd: folder, env: { PATH: toolPath, ...env }, all: true })).all;
}

/** What the default workspace asks its owner to read. */
async function emittedLines(workspace: Workspace): Promise<string> {
  const paths = await filesBelow(workspace.folder);
  const read = async (file: string) => [file, await fs.readFile(path.join(workspace.folder, file), 'utf8')] as const;
  const { code, tests, other } = countLines(await Promise.all(paths.map(read)));
  return `\n| emitted by default | lines |\n|---|--:|\n| Rust, programs and libraries | ${code} |\n| Rust, tests | ${tests} |\n| everything else but Cargo.lock | ${other} |`;
}
