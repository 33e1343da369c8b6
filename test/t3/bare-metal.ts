/** Defects that only the bare target shows: each must fail its own gate, and none of the host's. */
import assert from 'node:assert/strict';

import { emittedGates, runGate } from './gates.ts';
import type { Plant } from './plants.ts';
import type { Proof } from './proof.ts';

const KERNEL = 'crates/orders-kernel';

const PLANTS: readonly Plant[] = [
  {
    gate: 'clippy-bare-metal',
    title: 'a pedantic lint where there is no operating system',
    evidence: /clippy::unreadable_literal|long literal lacking separators/,
    plant: async (workspace) => {
      const file = `${KERNEL}/src/tasks.rs`;
      await workspace.write(file, `${await workspace.read(file)}\nconst _: u64 = 1000000;\n`);
    },
  },
  {
    gate: 'test-bare-metal',
    title: 'the stack of double faults in the wrong place',
    evidence: /--test stack_overflow/,
    plant: (workspace) => workspace.edit(`${KERNEL}/src/gdt.rs`, 'DOUBLE_FAULT_STACK) - 1]', 'DOUBLE_FAULT_STACK)]'),
  },
];

/** Each defect fails its gate; beside those of the others every gate passes. */
export function bareMetalProofs(): Proof[] {
  return [
    ...PLANTS.map(({ gate, title, evidence, plant }): Proof => ({
      title: `${title} fails ${gate}`,
      prove: async (workspace) => {
        await plant(workspace);
        const { failed, all } = await runGate(workspace, 'ci', gate);
        assert.ok(failed, `${gate} passes all the same`);
        assert.match(all, evidence);
      },
    })),
    {
      title: 'every gate passes beside the defects of bare metal that are not its own',
      prove: async (workspace) => {
        for (const { id } of await emittedGates(workspace, 'ci')) {
          for (const { gate, plant } of PLANTS) if (gate !== id) await plant(workspace);
          const { failed, all } = await runGate(workspace, 'ci', id);
          assert.ok(!failed, `${id}\n${all}`);
          await workspace.reset();
        }
      },
    },
  ];
}
