/** Defects that only another target shows: each must fail its own gate, and none of the host's. */
import type { Answers } from '../../src/options/table.ts';
import type { Workspace } from '../support/workspace.ts';
import { plantedProofs, type Plant } from './plants.ts';
import type { Proof } from './proof.ts';

/** What is built for other targets, and has defects of its own there. */
export type OtherTarget = NonNullable<Answers['systems']>[number] | 'kernel-async';

const KERNEL = 'crates/orders-kernel';
const EXECUTOR = 'crates/orders-executor-core/src/thread.rs';
const COMPONENT = 'crates/orders-wasi';

const PLANTS: Readonly<Record<OtherTarget, readonly Plant[]>> = {
  kernel: [
    {
      gate: 'clippy-bare-metal',
      title: 'a pedantic lint where there is no operating system',
      evidence: /clippy::unreadable_literal|long literal lacking separators/,
      plant: (workspace) => append(workspace, `${KERNEL}/src/tasks.rs`, '\nconst _: u64 = 1000000;\n'),
    },
    {
      gate: 'clippy-bare-metal',
      title: 'a pedantic lint in an image of the tests',
      evidence: /clippy::unreadable_literal|long literal lacking separators/,
      plant: (workspace) =>
        append(workspace, `${KERNEL}/tests/boot.rs`, '\n#[cfg(target_os = "none")]\nconst _: u64 = 1000000;\n'),
    },
    {
      gate: 'test-bare-metal',
      title: 'the stack of double faults in the wrong place',
      evidence: /--test stack_overflow/,
      plant: (workspace) => workspace.edit(`${KERNEL}/src/gdt.rs`, 'DOUBLE_FAULT_STACK) - 1]', 'DOUBLE_FAULT_STACK)]'),
    },
  ],
  'kernel-async': [
    {
      gate: 'clippy-bare-metal',
      title: 'a pedantic lint in the executor without a standard library',
      evidence: /clippy::unreadable_literal|long literal lacking separators/,
      plant: (workspace) => append(workspace, EXECUTOR, '\n#[cfg(not(feature = "std"))]\nconst _: u64 = 1000000;\n'),
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
export function otherTargetProofs(others: readonly OtherTarget[]): Proof[] {
  if (others.length === 0) return [];
  return plantedProofs(
    others.flatMap((other) => PLANTS[other]),
    'other targets',
  );
}

async function append(workspace: Workspace, file: string, text: string): Promise<void> {
  await workspace.write(file, (await workspace.read(file)) + text);
}
