import type { Feature } from '../project/feature.ts';
import type { CargoTarget } from '../project/model.ts';

const KERNEL = { pillar: 'systems', systems: 'kernel' };
const WASI = { pillar: 'systems', systems: 'wasi' };
const WITH_CLOUD = { ...WASI, pillar: { all: ['cloud', 'systems'] } };
const WITH_REST = { ...WITH_CLOUD, api: 'rest' };

/** There is no operating system on it. */
const BARE = { target: 'cfg(target_os = "none")' };

/** Its system is the host that the component runs in. */
const HOSTED = { target: 'cfg(target_os = "wasi")' };

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

/** The systems pillar: Rust for other machines than the one it is written on. */
export const SYSTEMS_FEATURES: readonly Feature[] = [
  {
    id: 'systems/kernel',
    when: KERNEL,
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
        gates: ['address-sanitizer', 'miri'],
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
    when: { ...KERNEL, pillar: { all: ['systems'], none: ['async'] } },
  },
  {
    id: 'systems/kernel-async',
    when: { ...KERNEL, pillar: { all: ['async', 'systems'] } },
    crates: [{ role: 'kernel-core', dependencies: { 'executor-core': {} } }],
  },
  {
    id: 'systems/wasi',
    when: WASI,
    crates: [
      {
        role: 'wasi',
        dependencies: { http: {}, 'http-body-util': {}, serde: {}, serde_json: {}, wstd: HOSTED },
        targets: [
          { kind: 'lib', name: 'component', test: false, reason: 'Its tests are in tests/.' },
          { kind: 'bin', test: false },
        ],
        gates: ['clippy-wasi', 'test-wasi'],
      },
      {
        role: 'wasi-runner',
        description: 'Serves a WASI component in Wasmtime for cargo run, and runs its tests there for cargo test',
        dev: { tempfile: {} },
        targets: [{ kind: 'lib', name: 'wasi_runner' }, { kind: 'bin' }],
      },
    ],
    dependencies: {
      http: {},
      'http-body-util': {},
      serde: { features: ['derive', 'std'] },
      serde_json: { features: ['std'] },
      tempfile: {},
      wstd: {},
    },
    targets: { 'wasm32-wasip2': { runner: 'cargo run --quiet --package {name}-wasi-runner --' } },
    labs: [
      {
        id: 'wasi',
        level: 'advanced',
        after: ['service'],
        teaches: 'A WASI component: one HTTP service, small, in a host that others wrote',
        role: 'wasi',
        command: 'cargo test --package {package} --tests --target wasm32-wasip2',
      },
    ],
    next: [{ order: 8, command: 'cargo run --package {name}-wasi --target wasm32-wasip2' }],
  },
  {
    id: 'systems/wasi-patch',
    when: { ...WASI, pillar: { all: ['systems'], none: ['cloud'] } },
    crates: [
      {
        role: 'wasi',
        description: 'A WASI component that merges and compares JSON documents over HTTP',
        dependencies: { thiserror: {} },
        dev: { proptest: {} },
      },
    ],
    dependencies: { proptest: { features: ['std'] }, thiserror: {} },
  },
  {
    id: 'systems/wasi-cloud',
    when: WITH_CLOUD,
    crates: [{ role: 'wasi', dependencies: { domain: {} } }],
  },
  {
    id: 'systems/wasi-orders',
    when: { ...WITH_CLOUD, sample: 'full' },
    crates: [
      {
        role: 'wasi',
        description: 'A WASI component that says what an order would cost, by the rules of the domain',
        dependencies: { time: {}, uuid: {} },
      },
    ],
  },
  {
    id: 'systems/wasi-items',
    when: { ...WITH_CLOUD, sample: 'minimal' },
    crates: [{ role: 'wasi', description: 'A WASI component that checks names of items, by the rules of the domain' }],
  },
  {
    id: 'systems/wasi-rest',
    when: WITH_REST,
    crates: [{ role: 'rest', dev: { wasi: {} } }],
    slots: { 'rest-test-modules': ['mod two_hosts;'] },
  },
  { id: 'systems/wasi-rest-orders', when: { ...WITH_REST, sample: 'full' } },
  { id: 'systems/wasi-rest-items', when: { ...WITH_REST, sample: 'minimal' } },
];
