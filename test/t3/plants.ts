/**
 * Defects, at least one for each gate of a pull request. Each must fail its own gate and no other: the gate fails with it
 * alone, and passes beside all the defects of the others. Most lie in the program's crate, which nothing else is built on.
 */
import assert from 'node:assert/strict';

import type { Workspace } from '../support/workspace.ts';
import { emittedGates, runGate } from './gates.ts';
import type { Proof } from './proof.ts';

export interface Plant {
  /** The gate that must fail. */
  readonly gate: string;
  readonly title: string;
  /** What the gate must say, so that it fails for this reason. */
  readonly evidence: RegExp;
  readonly plant: (workspace: Workspace) => Promise<void>;
}

const PROGRAM = 'crates/orders/src';
const STORE = 'crates/orders-store';
/** How an order is looked up by its id. */
const FIND = `${STORE}/.sqlx/query-a111c7abc7b611526e10f917a9e365e273b29a9b7ff347932103aafd4ff660bb.json`;

export const PLANTS: readonly Plant[] = [
  {
    gate: 'fmt',
    title: 'a blank line too many',
    evidence: /Diff in .*shutdown\.rs/,
    plant: (workspace) => workspace.edit(`${PROGRAM}/shutdown.rs`, '\n\n', '\n\n\n'),
  },
  {
    gate: 'clippy',
    title: 'a pedantic lint',
    evidence: /clippy::unreadable_literal|long literal lacking separators/,
    plant: (workspace) => append(workspace, `${PROGRAM}/readiness.rs`, '\nconst _: u64 = 1000000;\n'),
  },
  {
    gate: 'clippy',
    title: 'a method that clippy.toml disallows',
    evidence: /use of a disallowed method `std::thread::sleep`/,
    plant: (workspace) =>
      append(workspace, `${PROGRAM}/readiness.rs`, '\nconst _: fn(std::time::Duration) = std::thread::sleep;\n'),
  },
  {
    gate: 'test',
    title: 'a flag that is no longer understood',
    evidence: /who_speaks_later_wins \.\.\. FAILED/,
    plant: (workspace) => workspace.edit(`${PROGRAM}/main.rs`, "split_once('=')", "split_once(':')"),
  },
  {
    gate: 'doctest',
    title: 'an example that is no longer true',
    evidence: /README\.md - \(line \d+\) \.\.\. FAILED/,
    plant: (workspace) =>
      workspace.edit('crates/orders-auth/README.md', 'caller.subject() == "ada"', 'caller.subject() == "eve"'),
  },
  {
    gate: 'doc',
    title: 'a link to nothing',
    evidence: /unresolved link to `Nowhere`/,
    plant: (workspace) => workspace.edit(`${PROGRAM}/main.rs`, '//! The service:', '//! The service, see [`Nowhere`]:'),
  },
  {
    gate: 'query-data',
    title: 'a column that may be empty now',
    evidence: /`cargo check` failed/,
    plant: (workspace) => workspace.edit(`${STORE}/migrations/0001_orders.sql`, /^( +currency +TEXT) +NOT NULL/m, '$1'),
  },
  {
    gate: 'query-data',
    title: 'a type that was edited by hand',
    evidence: /query files differ \(query-a111c7a/,
    plant: (workspace) => workspace.edit(FIND, /("name": "created_at: [^}]+"type_info": )"Text"/, '$1"Blob"'),
  },
  {
    gate: 'query-data',
    title: 'the answer to a query that is gone',
    evidence: /has the answers to queries that are gone/,
    plant: async (workspace) => {
      await workspace.write(`${STORE}/.sqlx/query-${'0'.repeat(64)}.json`, await workspace.read(FIND));
    },
  },
  {
    gate: 'deny',
    title: 'a licence that nobody allowed',
    evidence: /error\[rejected\][^]*Zlib/,
    plant: (workspace) => workspace.edit('deny.toml', /^.*"Zlib".*\n/m, ''),
  },
  {
    gate: 'deny',
    title: 'an entry that matches nothing',
    evidence: /license-not-encountered|license was not encountered/,
    plant: (workspace) => workspace.edit('deny.toml', /^allow = \[\n/m, 'allow = [\n  "AGPL-3.0-only",\n'),
  },
  {
    gate: 'deny',
    title: 'SQL outside the store',
    evidence: /crate 'sqlx = [^']+' is explicitly banned/,
    plant: async (workspace) => {
      await workspace.edit('crates/orders/Cargo.toml', '[dependencies]\n', '[dependencies]\nsqlx.workspace = true\n');
      await append(workspace, `${PROGRAM}/main.rs`, '\nuse sqlx as _;\n');
      await relock(workspace);
    },
  },
  {
    gate: 'typos',
    title: 'a misspelt word',
    evidence: /`recieve` should be `receive`/,
    plant: (workspace) => append(workspace, 'CONTRIBUTING.md', '\nWe recieve it.\n'),
  },
  {
    gate: 'unused-dependencies',
    title: 'a dependency without a use',
    evidence: /unused dependency `uuid`|uuid.*unused/i,
    plant: async (workspace) => {
      await workspace.edit('crates/orders/Cargo.toml', '[dependencies]\n', '[dependencies]\nuuid.workspace = true\n');
      await relock(workspace);
    },
  },
];

/** The defect alone fails its gate. */
export function plantProof({ gate, title, evidence, plant }: Plant): Proof {
  return {
    title: `${title} fails ${gate}`,
    prove: async (workspace) => {
      await plant(workspace);
      const { failed, all } = await runGate(workspace, 'ci', gate);
      assert.ok(failed, `${gate} passes all the same`);
      assert.match(all, evidence);
    },
  };
}

/** Each of these defects fails its gate; beside those that are not its own every gate passes. */
export function plantedProofs(plants: readonly Plant[], of: string): Proof[] {
  return [
    ...plants.map(plantProof),
    {
      title: `every gate passes beside the defects of ${of} that are not its own`,
      prove: async (workspace) => {
        for (const { id } of await emittedGates(workspace, 'ci')) {
          for (const { gate, plant } of plants) if (gate !== id) await plant(workspace);
          const { failed, all } = await runGate(workspace, 'ci', id);
          assert.ok(!failed, `${id}\n${all}`);
          await workspace.reset();
        }
      },
    },
  ];
}

/** Makes Cargo.lock stale: its own gate fails then, and every other that insists on the lock. */
export async function plantStaleLock(workspace: Workspace): Promise<void> {
  await workspace.edit('crates/orders/Cargo.toml', '[dependencies]\n', '[dependencies]\nuuid.workspace = true\n');
}

async function append(workspace: Workspace, file: string, text: string): Promise<void> {
  await workspace.write(file, (await workspace.read(file)) + text);
}

async function relock(workspace: Workspace): Promise<void> {
  const outcome = await workspace.run('cargo metadata --offline --format-version 1 > /dev/null');
  if (outcome.failed) throw new Error(`cargo cannot update the lock:\n${outcome.all}`);
}
