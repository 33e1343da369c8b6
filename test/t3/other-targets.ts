/** Defects that only another target shows: each must fail its own gate, and none of the host's. */
import assert from 'node:assert/strict';

import type { Answers } from '../../src/options/table.ts';
import type { Workspace } from '../support/workspace.ts';
import { emittedGates, runGate } from './gates.ts';
import type { Plant } from './plants.ts';
import type { Proof } from './proof.ts';

type System = NonNullable<Answers['systems']>[number];

const KERNEL = 'crates/orders-kernel';
const COMPONENT = 'crates/orders-wasi';

const PLANTS: Readonly<Record<System, readonly Plant[]>> = {
  kernel: [
    {
      gate: 'clippy-bare-metal',
      title: 'a pedantic lint where there is no operating system',
      evidence: /clippy::unreadable_literal|long literal lacking separators/,
      plant: (workspace) => append(workspace, `${KERNEL}/src/tasks.rs`, '\nconst _: u64 = 1000000;\n'),
    },
    {
      gate: 'test-bare-metal',
      title: 'the stack of double faults in the wrong place',
      evidence: /--test stack_overflow/,
      plant: (workspace) => workspace.edit(`${KERNEL}/src/gdt.rs`, 'DOUBLE_FAULT_STACK) - 1]', 'DOUBLE_FAULT_STACK)]'),
    },
  ],
  wasi: [
    {
      gate: 'clippy-wasi',
      title: 'a pedantic lint in a component',
      evidence: /clippy::unreadable_literal|long literal lacking separators/,
      plant: (workspace) =>
        append(workspace, `${COMPONENT}/src/main.rs`, '\n#[cfg(target_os = "wasi")]\nconst _: u64 = 1000000;\n'),
    },
    {
      gate: 'test-wasi',
      title: 'an answer that the component loses',
      evidence: /--test conversation/,
      plant: (workspace) =>
        workspace.edit(`${COMPONENT}/src/main.rs`, 'response.map(Body::from)', 'response.map(|_| Body::empty())'),
    },
    {
      gate: 'test-wasi',
      title: 'a refusal before the body was read',
      evidence: /who_is_still_sending_sees_the_refusal \.\.\. (?!ok)/,
      plant: (workspace) =>
        workspace.edit(`${COMPONENT}/src/answer.rs`, /( +let body = read\(body\)\.await;\n)(.+\n)/, '$2$1'),
    },
    {
      gate: 'test-wasi',
      title: 'a component that grew too large',
      evidence: /a_release_is_small \.\.\. (?!ok)/,
      plant: async (workspace) => {
        const file = `${COMPONENT}/src/answer.rs`;
        await workspace.edit(file, /( +)let mut response = .+\n/, '$&$1std::hint::black_box(&BALLAST);\n');
        await append(workspace, file, '\nstatic BALLAST: [u8; 400_000] = [1; 400_000];\n');
      },
    },
  ],
};

/** Each defect fails its gate; beside those of the others every gate passes. */
export function otherTargetProofs(systems: readonly System[]): Proof[] {
  const plants = systems.flatMap((system) => PLANTS[system]);
  return [
    ...plants.map(({ gate, title, evidence, plant }): Proof => ({
      title: `${title} fails ${gate}`,
      prove: async (workspace) => {
        await plant(workspace);
        const { failed, all } = await runGate(workspace, 'ci', gate);
        assert.ok(failed, `${gate} passes all the same`);
        assert.match(all, evidence);
      },
    })),
    {
      title: 'every gate passes beside the defects of other targets that are not its own',
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

async function append(workspace: Workspace, file: string, text: string): Promise<void> {
  await workspace.write(file, (await workspace.read(file)) + text);
}
