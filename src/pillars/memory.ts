import type { Feature } from '../project/feature.ts';

const MEMORY = { pillar: 'memory' };

/** The memory pillar: who owns what, for how long, and what that costs. */
export const MEMORY_FEATURES: readonly Feature[] = [
  {
    id: 'memory/arena-graph',
    when: MEMORY,
    crates: [
      {
        role: 'arena-graph',
        description:
          'A graph whose nodes live as long as an arena, beside two others; the same algorithms over all three',
        dependencies: { bumpalo: {}, thiserror: {} },
        dev: { petgraph: {}, proptest: {} },
        targets: [{ kind: 'bench', name: 'phases', harness: false }],
        gates: ['miri'],
      },
    ],
    dependencies: {
      bumpalo: { features: ['boxed', 'collections'] },
      petgraph: { features: ['std'] },
      proptest: { features: ['std'] },
      thiserror: {},
    },
    labs: [
      {
        id: 'arena-graph',
        level: 'foundations',
        after: [],
        teaches: 'Nodes that live as long as an arena: variance, destructors, Rc and indices',
        role: 'arena-graph',
      },
    ],
    next: [
      { order: 4, command: 'cargo test --package {name}-arena-graph' },
      { order: 5, command: 'cargo bench --package {name}-arena-graph --bench phases' },
    ],
  },
];
