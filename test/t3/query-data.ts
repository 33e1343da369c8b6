/** SQLx checks queries against data that is kept with them: that it is what the migrated database answers. */
import assert from 'node:assert/strict';
import path from 'node:path';

import fs from 'fs-extra';
import { parse } from 'smol-toml';

import { filesBelow, type Workspace } from '../support/workspace.ts';
import type { Plant } from './plants.ts';
import type { Proof } from './proof.ts';
import { startService } from './service.ts';
import type { Subject } from './subjects.ts';

/** A difference to the database that the offline check does not see. */
type Drift = Omit<Plant, 'gate'>;

const STORE = 'crates/orders-store';
/** How an order is looked up by its id. */
const FIND = `${STORE}/.sqlx/query-a111c7abc7b611526e10f917a9e365e273b29a9b7ff347932103aafd4ff660bb.json`;

const DRIFTS: readonly Drift[] = [
  {
    title: 'a column that may be empty now',
    evidence: /query-a111c7a[0-9a-f]+\.json differs/,
    plant: (workspace) => workspace.edit(`${STORE}/migrations/0001_orders.sql`, /^( +currency +TEXT) +NOT NULL/m, '$1'),
  },
  {
    title: 'a type that was edited by hand',
    evidence: /query-a111c7a[0-9a-f]+\.json differs/,
    plant: (workspace) => workspace.edit(FIND, /("name": "created_at: [^}]+"type_info": )"Text"/, '$1"Blob"'),
  },
  {
    title: 'the answer to a query that is gone',
    evidence: /query-0{64}\.json is stale/,
    plant: async (workspace) => {
      await workspace.write(`${STORE}/.sqlx/query-${'0'.repeat(64)}.json`, await workspace.read(FIND));
    },
  },
];

export function queryDataProof(subject: Subject): Proof {
  return {
    title: 'the query data is what the migrated database answers',
    prove: async (workspace) => {
      await proveQueryData(workspace, subject);
    },
  };
}

/** That this can fail. */
export function driftProofs(subject: Subject): Proof[] {
  return DRIFTS.map(({ title, evidence, plant }) => ({
    title: `${title} makes the query data differ`,
    prove: async (workspace) => {
      await plant(workspace);
      await assert.rejects(proveQueryData(workspace, subject), evidence);
    },
  }));
}

async function proveQueryData(workspace: Workspace, subject: Subject): Promise<void> {
  const service = await startService(workspace, subject);
  await service.stop();

  const { name } = subject.answers;
  const store = `crates/${name}-store`;
  const defaults = parse(await workspace.read(`crates/${name}/defaults.toml`)) as { database: { url: string } };
  const answers = path.join(workspace.folder, 'query-data');
  await fs.emptyDir(answers);
  // With what `cargo run` has built but for the store, whose queries are compiled again.
  const { failed, all } = await workspace.run(`touch ${store}/src/lib.rs && cargo build --locked`, {
    SQLX_OFFLINE: 'false',
    SQLX_OFFLINE_DIR: answers,
    DATABASE_URL: defaults.database.url,
  });
  const differences = await compareFolders(path.join(workspace.folder, store, '.sqlx'), answers);
  assert.deepEqual(differences, []);
  assert.ok(!failed, all);
}

/** What is wrong with the files of `actual`, one line each. */
async function compareFolders(actual: string, wanted: string): Promise<string[]> {
  const [own, others] = [await filesBelow(actual), await filesBelow(wanted)];
  assert.ok(others.length > 0, 'no query was asked');
  const read = (folder: string, file: string) => fs.readFile(path.join(folder, file), 'utf8');
  const shared = own.filter((file) => others.includes(file));
  const differ = await Promise.all(
    shared.map(async (file) => ((await read(actual, file)) === (await read(wanted, file)) ? [] : [`${file} differs`])),
  );
  return [
    ...own.filter((file) => !others.includes(file)).map((file) => `${file} is stale`),
    ...others.filter((file) => !own.includes(file)).map((file) => `${file} is missing`),
    ...differ.flat(),
  ];
}
