import assert from 'node:assert/strict';
import path from 'node:path';

import fs from 'fs-extra';

import { cache } from '../support/cache.ts';
import { gatesOfJustfile, type EmittedGate } from '../support/emitted-gates.ts';
import { ensurePythonTools } from '../support/python.ts';
import type { Workspace } from '../support/workspace.ts';
import { askAboutItems, askAboutOrders } from './conversation-graphql.ts';
import { grpcProof } from './conversation-grpc.ts';
import { talkAboutItems, talkAboutOrders } from './conversation.ts';
import { measuredProof } from './coverage.ts';
import { checkedInProof, descriptionProof } from './description.ts';
import { DESK_PROOFS } from './desk.ts';
import { embeddingProof } from './embeddings.ts';
import { furtherServicesProof } from './further-services.ts';
import { emittedGates, githubGates, gitlabGates, proveOnce, runGate, type Workflow } from './gates.ts';
import { issuerProof } from './issuer.ts';
import { NIGHTLY_PLANTS } from './nightly-plants.ts';
import { auditProof, newestProof, nightlyPlantProofs } from './nightly.ts';
import { otherTargetProofs } from './other-targets.ts';
import { outageProof } from './outage.ts';
import { plantProof, PLANTS, plantStaleLock } from './plants.ts';
import type { Proof } from './proof.ts';
import { protocolProofs } from './protocol.ts';
import { runReadmeExamples } from './readme.ts';
import { expectSecret, letIn, startService } from './service.ts';
import type { Subject } from './subjects.ts';
import { verifyProof } from './verify.ts';

/** All that is proven of a set of answers, cheapest first. */
export function proofsOf(subject: Subject): Proof[] {
  const { service, embeddings, desk, otherTargets, protocol, planted, nightly, newest, measured } = subject;
  return [
    { title: 'CI and the justfile hold the same gates', prove: proveSameGates },
    { title: 'every gate of CI passes', prove: proveGates },
    verifyProof,
    ...(service ? serviceProofs(subject) : []),
    ...(embeddings && nightly ? [embeddingProof] : []),
    ...(desk ? DESK_PROOFS : []),
    ...otherTargetProofs(otherTargets),
    ...(protocol ? protocolProofs() : []),
    ...(nightly ? [auditProof] : []),
    ...(newest ? [newestProof] : []),
    ...(measured ? [measuredProof] : []),
    ...(planted ? [...plantProofs(), checkedInProof] : []),
    ...(planted && nightly ? [nightlyCoverageProof, ...nightlyPlantProofs()] : []),
  ];
}

function serviceProofs(subject: Subject): Proof[] {
  return [
    { title: 'the service answers as its README says', prove: (workspace) => proveService(workspace, subject) },
    ...(subject.described ? [descriptionProof(subject)] : []),
    ...((subject.answers.api ?? []).includes('grpc') ? [grpcProof(subject)] : []),
    ...(subject.answers.auth === 'jwt' && (subject.answers.api ?? []).includes('rest') ? [issuerProof(subject)] : []),
    ...(subject.outage ? [outageProof(subject)] : []),
    ...(subject.answers.service?.length ? [furtherServicesProof(subject)] : []),
    ...(subject.nightly && subject.answers.container === 'docker' ? [dockerfileProof] : []),
    ...(subject.answers.name === 'tokio' ? [namesakeProof(subject)] : []),
  ];
}

const dockerfileProof: Proof = {
  title: 'hadolint finds nothing',
  prove: async (workspace) => {
    const hadolint = `${await ensurePythonTools()}/hadolint`;
    const { failed, all } = await workspace.run(`shopt -s nullglob; ${hadolint} Dockerfile crates/*/Dockerfile`);
    assert.ok(!failed, all);
  },
};

/** Cargo refuses `--package tokio` where a dependency has the same name. */
function namesakeProof({ answers: { name } }: Subject): Proof {
  return {
    title: 'Dockerfile and editor build the program although a dependency has its name',
    prove: async (workspace) => {
      const [image = ''] = /^ +cargo build (?=.*\\$)[^\\]+/m.exec(await workspace.read('Dockerfile')) ?? [];
      const launch = (await workspace.read('.vscode/launch.json')).matchAll(/"args": (\[.*\]),/g);
      const editor = [...launch].map(([, args = '']) => ['cargo', ...(JSON.parse(args) as string[])].join(' '));
      assert.ok(image !== '' && editor.length > 0);
      const program = path.join(cache.target, 'release', name);
      await fs.remove(program);
      // What is built is not what is to be proven: that Cargo knows what to build is.
      const quick = { CARGO_PROFILE_RELEASE_OPT_LEVEL: '0', CARGO_PROFILE_RELEASE_LTO: 'off' };
      for (const command of [image.trim(), ...editor]) {
        const { failed, all } = await workspace.run(command, quick);
        assert.ok(!failed, `${command}\n${all}`);
      }
      assert.ok(await fs.pathExists(program), 'the image would not find the program');
    },
  };
}

function plantProofs(): Proof[] {
  const gates = [...new Set(PLANTS.map(({ gate }) => gate))];
  return [coverageProof, ...gates.map(besideProof), ...PLANTS.map(plantProof), staleLockProof];
}

async function proveSameGates(workspace: Workspace): Promise<void> {
  const bare = ({ id, command }: EmittedGate) => ({ id, command });
  const justfile = await workspace.read('justfile');
  for (const workflow of ['ci', 'nightly'] as const) {
    const recipes = gatesOfJustfile(justfile, workflow).map(bare);
    const [github, gitlab] = [await githubGates(workspace, workflow), await gitlabGates(workspace, workflow)];
    assert.ok(github !== undefined || gitlab !== undefined);
    if (github !== undefined) assert.deepEqual(github.map(bare), recipes);
    // This gate is about GitHub's files.
    if (gitlab !== undefined)
      assert.deepEqual(
        gitlab.map(bare),
        recipes.filter(({ id }) => id !== 'workflows'),
      );
  }
}

async function proveGates(workspace: Workspace): Promise<void> {
  for (const gate of await emittedGates(workspace, 'ci')) {
    await proveOnce(workspace, gate, async () => workspace.run(gate.command, gate.env));
  }
}

async function proveService(workspace: Workspace, subject: Subject): Promise<void> {
  const { answers } = subject;
  const service = await startService(workspace, subject);
  let log: string;
  try {
    await runReadmeExamples(workspace);
    const credentials = await letIn(workspace, subject, service.url);
    const client = { url: service.url, credentials };
    const isFull = answers.sample === 'full';
    if (answers.api?.includes('rest')) await (isFull ? talkAboutOrders(client) : talkAboutItems(client));
    if (answers.api?.includes('graphql')) await (isFull ? askAboutOrders(client) : askAboutItems(client));
    if (credentials !== undefined) expectSecret(credentials, service.output());
  } finally {
    log = await service.stop();
  }
  assert.match(log, /stopped|shut/i);
}

function besideProof(gate: string): Proof {
  return {
    title: `${gate} passes beside the defects that are not its own`,
    prove: async (workspace) => {
      for (const other of PLANTS) {
        if (other.gate !== gate) await other.plant(workspace);
      }
      const { failed, all } = await runGate(workspace, 'ci', gate);
      assert.ok(!failed, all);
    },
  };
}

const coverageProof: Proof = {
  title: 'every gate has a defect of its own',
  prove: async (workspace) => expectGates(workspace, 'ci', [...PLANTS.map(({ gate }) => gate), 'lock']),
};

const nightlyCoverageProof: Proof = {
  title: 'every gate of the night has a defect of its own',
  prove: async (workspace) =>
    expectGates(
      workspace,
      'nightly',
      NIGHTLY_PLANTS.map(({ gate }) => gate),
    ),
};

async function expectGates(workspace: Workspace, workflow: Workflow, planted: readonly string[]): Promise<void> {
  const gates = (await emittedGates(workspace, workflow)).map(({ id }) => id);
  assert.deepEqual(gates.toSorted(), [...new Set(planted)].sort());
}

const staleLockProof: Proof = {
  title: 'a stale lock fails the lock gate, and no gate that does not need the lock',
  prove: async (workspace) => {
    await plantStaleLock(workspace);
    const lock = await runGate(workspace, 'ci', 'lock');
    assert.ok(lock.failed);
    assert.match(lock.all, /--locked/);
    for (const { id, command } of await emittedGates(workspace, 'ci')) {
      if (command.includes('--locked')) continue;
      const { failed, all } = await runGate(workspace, 'ci', id);
      assert.ok(!failed, all);
    }
  },
};
