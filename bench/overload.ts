/**
 * `npm run bench:overload`: what becomes of the cloud pillar's service when four times as much is asked of it as it can do.
 * Orders are opened, first by a few clients who wait for their answers, then at a fixed rate by clients who do not: how long
 * who is let in waits, and how many are turned away. Prints Markdown, and fails where somebody is neither let in nor turned
 * away. Needs a build (`npm run build`), cargo, a PostgreSQL at 127.0.0.1:5432, and ten minutes to compile the releases.
 */
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { recreateDatabase } from '../test/support/postgres.ts';
import { Workspace } from '../test/support/workspace.ts';
import { Clients, type Outcome } from './overload/clients.ts';
import { configured, finish, issuer, release, scratch, whileRunning, type Server } from './server.ts';

/** How much more is asked than can be done. */
const FACTOR = 4;
/** So many keep the service busy, and wait for each other only there. */
const WAITING = 32;
/** What the service has in flight at most, as its defaults say. */
const IN_FLIGHT = 256;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    // A program that was built already, for trying the benchmark itself.
    program: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const notes: string[] = [];
const wrong: string[] = [];

try {
  console.log(
    `| opening orders, ${seconds} s each | asked/s | let in/s | p50, ms | p99, ms | turned away at once | after a wait |`,
  );
  console.log('|---|--:|--:|--:|--:|--:|--:|');
  for (const [database, server] of await servers()) await overload(database, server);
  console.log(`\n${notes.join('\n')}`);
} finally {
  await finish();
}
wrong.forEach((line) => {
  console.error(line);
});
if (wrong.length > 0) process.exitCode = 1;

async function servers(): Promise<[string, Server][]> {
  const file = `sqlite://${path.join(scratch, 'orders.db')}`;
  if (values.program !== undefined) return [['sqlite', configured(path.resolve(values.program), file)]];
  const built: [string, Server][] = [];
  for (const database of ['sqlite', 'postgres']) {
    const workspace = await Workspace.generate(`bench-cloud-${database}`, 'orders', ['--db', database]);
    if (database === 'postgres') await recreateDatabase('bench_overload');
    const url = database === 'sqlite' ? file : 'postgres://postgres@127.0.0.1/bench_overload';
    built.push([database, configured(await release(workspace, `orders-${database}`), url)]);
  }
  return built;
}

async function overload(database: string, server: Server): Promise<void> {
  const token = issuer.token('orders', 600);
  await whileRunning(server, async (url) => {
    const clients = new Clients(url, token);
    try {
      await clients.wait(WAITING, Math.min(seconds, 2));
      const busy = await clients.wait(WAITING, seconds);
      const capacity = busy.times.length / seconds;
      report(`${database}, ${WAITING} clients who wait`, capacity, busy);
      const flooded = await clients.flood(capacity * FACTOR, seconds);
      report(`${database}, ${FACTOR} times as much`, capacity * FACTOR, flooded);
      // Little's law: what is in flight, by how many of them are done in a second.
      const mean = ((IN_FLIGHT * 1000 * seconds) / flooded.times.length).toFixed(0);
      notes.push(`${database}: with ${IN_FLIGHT} in flight each takes ${mean} ms on average.`);
      for (const [status, count] of flooded.others) {
        wrong.push(`${database}: ${count} answers of status ${status}, neither let in nor turned away`);
      }
      if (flooded.times.length === 0) wrong.push(`${database}: nobody was let in`);
      if (flooded.refused === 0) wrong.push(`${database}: nobody was turned away, so it was not too much`);
    } finally {
      clients.close();
    }
  });
}

function report(title: string, asked: number, { times, refused, late }: Outcome): void {
  const sorted = times.toSorted((a, b) => a - b);
  const quantile = (share: number): string => (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1);
  const share = (part: number): string => `${((100 * part) / (refused + late + times.length)).toFixed(1)} %`;
  const rates = [asked, times.length / seconds].map((rate) => rate.toFixed(0));
  const cells = [title, ...rates, quantile(0.5), quantile(0.99), share(refused), share(late)];
  console.log(`| ${cells.join(' | ')} |`);
}
