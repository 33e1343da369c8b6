import type { Feature } from '../project/feature.ts';

const DX = { pillar: 'dx' };

/** The dx pillar: nothing but the good habits, and five tools that make them easy. */
export const DX_FEATURES: readonly Feature[] = [
  {
    id: 'dx/tools',
    when: DX,
    slots: { gitignore: ['/mutants.*'] },
    tools: [
      {
        crate: 'just',
        use: 'just ci',
        settings: 'justfile',
        why: 'One short name for each command, the same at the desk and in CI',
      },
      {
        crate: 'bacon',
        use: 'just watch',
        settings: 'bacon.toml',
        why: 'Lints or tests at every save: a mistake is seen while it is still the last thing you did',
        recipe: {
          id: 'watch',
          title: 'Lint at every save; `t` tests, `d` documents, `esc` goes back',
          command: 'bacon',
        },
      },
      {
        crate: 'cargo-nextest',
        use: 'cargo nextest run',
        settings: '.config/nextest.toml',
        why: 'Each test in a process of its own, all at once: one that crashes or hangs is named, and stops no other',
      },
      {
        crate: 'cargo-deny',
        use: 'just deny',
        settings: 'deny.toml',
        why: 'What a new dependency brings along, before it is in: licences, duplicates, sources',
      },
      {
        crate: 'cargo-mutants',
        use: 'just mutants',
        settings: '.cargo/mutants.toml',
        why: 'Breaks the code you changed, and shows what no test noticed: coverage counts lines, this counts checks',
        recipe: {
          id: 'mutants',
          title: 'Break what was changed since main, to see whether a test notices',
          command: 'git diff main > mutants.diff && cargo mutants --in-diff mutants.diff',
        },
      },
    ],
  },
  {
    id: 'dx/byte-size',
    // Beside another pillar there is code enough to show the habits on.
    when: { pillar: { all: ['dx'], none: ['cloud', 'memory', 'async', 'data', 'ai', 'systems'] } },
    crates: [
      {
        role: 'byte-size',
        description: 'A number of bytes as people write it: parsed once, exact, never rounded',
        dependencies: { thiserror: {} },
        dev: { proptest: {} },
      },
    ],
    dependencies: { proptest: { features: ['std'] }, thiserror: {} },
    next: [
      { order: 4, command: 'cargo test --package {name}-byte-size' },
      { order: 6, command: 'cargo run --package {name}-byte-size --example total -- "64 MiB" 512KiB' },
    ],
  },
];
