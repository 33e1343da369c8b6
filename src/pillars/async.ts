import type { Feature } from '../project/feature.ts';

const ASYNC = { pillar: 'async' };

/** The async pillar: what runs futures, from scratch. */
export const ASYNC_FEATURES: readonly Feature[] = [
  {
    id: 'async/executor',
    when: ASYNC,
    crates: [
      {
        role: 'executor-core',
        description: 'The part of an executor that needs no operating system: tasks, wakers, run queue, join handles',
        features: {
          std: { enables: [], reason: 'Knows its thread: wakes that come from there need no atomic queue.' },
        },
        dependencies: { loom: { target: 'cfg(loom)' } },
        gates: ['loom', 'miri', 'address-sanitizer'],
      },
      {
        role: 'executor',
        description: 'An async runtime for one thread: block_on, timers, TCP on mio, panics kept to their task',
        dependencies: { 'executor-core': { features: ['std'] }, mio: {}, thiserror: {} },
        dev: {
          'crossbeam-channel': {},
          flume: {},
          smol: {},
          tokio: { features: ['io-util', 'macros', 'net', 'rt', 'sync', 'time'] },
        },
        targets: ['primitives', 'versus'].map((name) => ({ kind: 'bench', name, harness: false })),
        gates: ['address-sanitizer'],
      },
    ],
    dependencies: {
      'crossbeam-channel': {},
      flume: { features: ['async'] },
      loom: {},
      mio: { features: ['net', 'os-poll'] },
      smol: {},
      thiserror: {},
      tokio: {},
    },
    labs: [
      {
        id: 'executor',
        level: 'expert',
        after: [],
        teaches: 'What runs futures: wakers, a run queue, cancellation, timers, a reactor',
        role: 'executor',
      },
    ],
    next: [
      { order: 4, command: 'cargo test --package {name}-executor' },
      { order: 5, command: 'cargo bench --package {name}-executor --bench versus' },
    ],
  },
];
