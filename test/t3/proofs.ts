import assert from 'node:assert/strict';

import { gatesOfJustfile, gatesOfWorkflow, type EmittedGate } from '../support/emitted-gates.ts';
import { recreateDatabase } from '../support/postgres.ts';
import { ensurePythonTools } from '../support/python.ts';
import { Service } from '../support/service.ts';
import type { Outcome, Workspace } from '../support/workspace.ts';
import { talkAboutItems, talkAboutOrders } from './conversation.ts';
import { PLANTS, plantStaleLock, type Plant } from './plants.ts';
import { runReadmeExamples } from './readme.ts';
import type { Subject } from './subjects.ts';

/** One thing that is shown to be true of a generated workspace. */
export interface Proof {
  readonly title: string;
  /** @throws Error when it is not true. */
  prove(workspace: Workspace): Promise<void>;
}

/** All that is proven of a set of answers, cheapest first. */
export function proofsOf(subject: Subject): Proof[] {
  return [
    { title: 'ci.yml and the justfile hold the same gates', prove: proveSameGates },
    { title: 'every gate of ci.yml passes', prove: proveGates },
    { title: 'the service answers as its README says', prove: (workspace) => proveService(workspace, subject) },
    ...(subject.linted ? [linterProof] : []),
    ...(subject.planted ? plantProofs() : []),
  ];
}

const linterProof: Proof = {
  title: 'zizmor and hadolint find nothing',
  prove: async (workspace) => {
    const tools = await ensurePythonTools();
    for (const command of ['zizmor --offline --no-config --persona pedantic .', 'hadolint Dockerfile']) {
      const { failed, all } = await workspace.run(`${tools}/${command}`);
      assert.ok(!failed, all);
    }
  },
};

function plantProofs(): Proof[] {
  const gates = [...new Set(PLANTS.map(({ gate }) => gate))];
  return [coverageProof, ...gates.map(besideProof), ...PLANTS.map(plantProof), staleLockProof];
}

async function pullRequestGates(workspace: Workspace): Promise<EmittedGate[]> {
  return gatesOfWorkflow(await workspace.read('.github/workflows/ci.yml'));
}

async function proveSameGates(workspace: Workspace): Promise<void> {
  const bare = ({ id, command }: EmittedGate) => ({ id, command });
  const just = gatesOfJustfile(await workspace.read('justfile'), 'ci');
  assert.deepEqual(just.map(bare), (await pullRequestGates(workspace)).map(bare));
}

async function proveGates(workspace: Workspace): Promise<void> {
  const gates = await pullRequestGates(workspace);
  assert.ok(gates.length > 0);
  for (const gate of gates) {
    const { failed, all } = await workspace.run(gate.command, gate.env);
    assert.ok(!failed, `${gate.id}: ${gate.command}\n${all}`);
  }
}

async function proveService(workspace: Workspace, { answers }: Subject): Promise<void> {
  if (answers.db === 'postgres') await recreateDatabase(answers.name);
  const service = await Service.start(workspace, {});
  let log: string;
  try {
    await runReadmeExamples(workspace);
    const token = answers.auth === 'jwt' ? await mintToken(workspace) : undefined;
    const client = { url: service.url, ...(token === undefined ? {} : { token }) };
    await (answers.sample === 'full' ? talkAboutOrders(client) : talkAboutItems(client));
    if (token !== undefined) assert.ok(!service.output().includes(token), 'the token stands in the log');
  } finally {
    log = await service.stop();
  }
  assert.match(log, /stopped|shut/i);
}

async function mintToken(workspace: Workspace): Promise<string> {
  const { failed, stdout, all } = await workspace.run(
    'cargo run --locked --quiet -- token --subject tester --role editor',
  );
  assert.ok(!failed, all);
  return stdout.trim();
}

function plantProof({ gate, title, evidence, plant }: Plant): Proof {
  return {
    title: `${title} fails ${gate}`,
    prove: async (workspace) => {
      await plant(workspace);
      const { failed, all } = await runGate(workspace, gate);
      assert.ok(failed, `${gate} passes all the same`);
      assert.match(all, evidence);
    },
  };
}

function besideProof(gate: string): Proof {
  return {
    title: `${gate} passes beside the defects that are not its own`,
    prove: async (workspace) => {
      for (const other of PLANTS) {
        if (other.gate !== gate) await other.plant(workspace);
      }
      const { failed, all } = await runGate(workspace, gate);
      assert.ok(!failed, all);
    },
  };
}

const coverageProof: Proof = {
  title: 'every gate has a defect of its own',
  prove: async (workspace) => {
    const gates = (await pullRequestGates(workspace)).map(({ id }) => id);
    const planted = new Set([...PLANTS.map(({ gate }) => gate), 'lock']);
    assert.deepEqual(gates.toSorted(), [...planted].sort());
  },
};

const staleLockProof: Proof = {
  title: 'a stale lock fails the lock gate, and no gate that does not need the lock',
  prove: async (workspace) => {
    await plantStaleLock(workspace);
    const lock = await runGate(workspace, 'lock');
    assert.ok(lock.failed);
    assert.match(lock.all, /--locked/);
    for (const { id, command } of await pullRequestGates(workspace)) {
      if (command.includes('--locked')) continue;
      const { failed, all } = await runGate(workspace, id);
      assert.ok(!failed, all);
    }
  },
};

async function runGate(workspace: Workspace, id: string): Promise<Outcome> {
  const gate = (await pullRequestGates(workspace)).find((candidate) => candidate.id === id);
  if (gate === undefined) throw new Error(`ci.yml has no gate ${id}`);
  return workspace.run(gate.command, gate.env);
}
