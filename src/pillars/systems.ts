import type { Feature } from '../project/feature.ts';
import type { CargoTarget } from '../project/model.ts';

const SYSTEMS = { pillar: 'systems' };

/** There is no operating system on it. */
const BARE = { target: 'cfg(target_os = "none")' };

/** Programs in tests/ that boot by themselves. */
const IMAGES = [
  'boot',
  'console',
  'divide_error',
  'execute_data',
  'memory',
  'null_pointer',
  'page_fault',
  'panic',
  'registers',
  'stack_overflow',
  'timer',
  'write_to_code',
].map((name): CargoTarget => ({ kind: 'test', name, harness: false }));

/** The systems pillar: Rust without an operating system. */
export const SYSTEMS_FEATURES: readonly Feature[] = [
  {
    id: 'systems/kernel',
    when: SYSTEMS,
    crates: [
      {
        role: 'kernel',
        description: 'An x86_64 kernel that boots in QEMU to a prompt on the serial port',
        dependencies: { 'kernel-core': BARE, spin: BARE, uart_16550: BARE, x86_64: BARE },
        targets: [
          {
            kind: 'lib',
            name: 'kernel',
            test: false,
            doctest: false,
            reason: 'No operating system, no test harness: the images in tests/ bring their own entry.',
          },
          { kind: 'bin', test: false },
          ...IMAGES,
        ],
        gates: ['clippy-bare-metal', 'test-bare-metal'],
      },
      {
        role: 'kernel-core',
        description:
          'The parts of a kernel that need no hardware: frames, heap, executor, timers, faults, command line',
        dependencies: { 'atomic-waker': {} },
        dev: { proptest: {} },
        gates: ['clippy-bare-metal'],
      },
      {
        role: 'kernel-runner',
        description: 'Runs a kernel image in QEMU for cargo run and cargo test, and talks to its serial port',
        targets: [{ kind: 'lib', name: 'kernel_runner' }, { kind: 'bin' }],
      },
    ],
    dependencies: {
      'atomic-waker': {},
      proptest: { features: ['std'] },
      spin: { features: ['mutex', 'once', 'spin_mutex'] },
      uart_16550: {},
      x86_64: { features: ['instructions'] },
    },
    targets: {
      'x86_64-unknown-none': {
        runner: 'cargo run --quiet --package {name}-kernel-runner --',
        // The image is linked to run where it is loaded: nobody would relocate it.
        rustflags: ['-Crelocation-model=static'],
      },
    },
    labs: [
      {
        id: 'kernel',
        level: 'expert',
        after: ['executor'],
        teaches: 'Boot, paging, interrupts, a heap and tasks without an operating system',
        role: 'kernel',
        command: 'cargo test --package {package} --target x86_64-unknown-none',
      },
    ],
    next: [
      { order: 6, command: 'cargo run --package {name}-kernel --target x86_64-unknown-none' },
      { order: 7, command: 'cargo test --package {name}-kernel --target x86_64-unknown-none' },
    ],
  },
  // One shape, two executors: nothing else of the kernel knows which.
  {
    id: 'systems/kernel-executor',
    when: { pillar: { all: ['systems'], none: ['async'] } },
  },
  {
    id: 'systems/kernel-async',
    when: { pillar: { all: ['async', 'systems'] } },
    crates: [
      { role: 'kernel-core', dependencies: { 'executor-core': {} } },
      { role: 'executor-core', gates: ['clippy-bare-metal'] },
    ],
  },
];
