/** That the gates of the night pass, and that each finds what it is for. */
import assert from 'node:assert/strict';
import path from 'node:path';

import { ensurePythonTools } from '../support/python.ts';
import { hasNightly } from '../support/toolchain.ts';
import { toolPath } from '../support/tools.ts';
import type { Outcome, Workspace } from '../support/workspace.ts';
import { World } from '../support/world.ts';
import { emittedGates, proveOnce, runGate } from './gates.ts';
import { NIGHTLY_PLANTS, type NightlyPlant } from './nightly-plants.ts';
import type { Proof } from './proof.ts';

/** It asks the registry for what is newest today. */
const NEWEST = 'latest';

/** A component of nightly toolchains; no other toolchain stands in for it. */
const MIRI = 'miri';

/** Cheap enough for every workspace. */
export const auditProof: Proof = {
  title: `every gate of the night but ${NEWEST} passes, and ${MIRI} where a nightly toolchain has it`,
  prove: async (workspace) => {
    const left = [NEWEST, ...((await hasNightly()) ? [] : [MIRI])];
    const audits = (await emittedGates(workspace, 'nightly')).filter(({ id }) => !left.includes(id));
    assert.ok(audits.length > 0);
    await inWorld(async (world) => {
      for (const gate of audits) await proveOnce(workspace, gate, async () => runNightly(workspace, gate.id, world));
    });
  },
};

export const newestProof: Proof = {
  title: `${NEWEST} passes`,
  fleeting: true,
  prove: async (workspace) => inWorld(async (world) => expectPass(workspace, NEWEST, world)),
};

/** That each gate fails by its own defects, and by no other's. */
export function nightlyPlantProofs(): Proof[] {
  const gates = [...new Set(NIGHTLY_PLANTS.map(({ gate }) => gate))];
  return [...gates.map(besideProof), ...NIGHTLY_PLANTS.map(plantProof), dayProof];
}

function plantProof({ gate, title, evidence, plant }: NightlyPlant): Proof {
  return {
    title: `${title} fails ${gate}`,
    fleeting: gate === NEWEST,
    prove: async (workspace) =>
      inWorld(async (world) => {
        await plant(workspace, world);
        const { failed, all } = await runNightly(workspace, gate, world);
        assert.ok(failed, `${gate} passes all the same`);
        assert.match(all, evidence);
      }),
  };
}

function besideProof(gate: string): Proof {
  return {
    title: `${gate} passes beside the defects of the other gates of the night`,
    fleeting: gate === NEWEST,
    prove: async (workspace) =>
      inWorld(async (world) => {
        for (const other of NIGHTLY_PLANTS) {
          if (other.gate !== gate) await other.plant(workspace, world);
        }
        await expectPass(workspace, gate, world);
      }),
  };
}

const dayProof: Proof = {
  title: 'every gate of CI passes beside the defects of the night',
  prove: async (workspace) =>
    inWorld(async (world) => {
      for (const { plant } of NIGHTLY_PLANTS) await plant(workspace, world);
      for (const { id } of await emittedGates(workspace, 'ci')) {
        const { failed, all } = await runGate(workspace, 'ci', id);
        assert.ok(!failed, `${id}\n${all}`);
      }
    }),
};

async function expectPass(workspace: Workspace, gate: string, world: World): Promise<void> {
  const { failed, all } = await runNightly(workspace, gate, world);
  assert.ok(!failed, `${gate}\n${all}`);
}

/** Runs a gate where the world is what a test says, and where no token lets it ask GitHub. */
async function runNightly(workspace: Workspace, gate: string, world: World): Promise<Outcome> {
  switch (gate) {
    case 'advisories':
      return runGate(workspace, 'nightly', gate, world.env);
    case 'workflows': {
      const PATH = [await ensurePythonTools(), toolPath].join(path.delimiter);
      return runGate(workspace, 'nightly', gate, { PATH, ZIZMOR_OFFLINE: 'true' });
    }
    default:
      return runGate(workspace, 'nightly', gate);
  }
}

async function inWorld(act: (world: World) => Promise<void>): Promise<void> {
  const world = await World.create();
  try {
    await act(world);
  } finally {
    await world.remove();
  }
}
