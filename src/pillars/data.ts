import type { Feature } from '../project/feature.ts';

const DATA = { pillar: 'data' };

/** The data pillar: records that are read where they lie. */
export const DATA_FEATURES: readonly Feature[] = [
  {
    id: 'data/records',
    when: DATA,
    crates: [
      {
        role: 'records',
        description: 'Trades in a memory-mapped archive: appended crash-safe, validated once, read in place',
        dependencies: { crc32fast: {}, memmap2: {}, rkyv: {}, serde: {}, tempfile: {}, thiserror: {} },
        dev: { postcard: {}, proptest: {}, serde_json: {} },
        targets: [{ kind: 'bench', name: 'latency', harness: false }],
        gates: ['address-sanitizer', 'miri'],
      },
    ],
    dependencies: {
      crc32fast: { features: ['std'] },
      memmap2: {},
      postcard: { features: ['alloc'] },
      proptest: { features: ['std'] },
      rkyv: { features: ['aligned', 'bytecheck', 'little_endian', 'pointer_width_32', 'std'] },
      serde: { features: ['derive', 'std'] },
      serde_json: { features: ['std'] },
      tempfile: {},
      thiserror: {},
    },
    labs: [
      {
        id: 'records',
        level: 'foundations',
        after: [],
        teaches: 'What parsing costs: serde and rkyv, bytes trusted once, crash-safe appends',
        role: 'records',
      },
    ],
    next: [
      { order: 4, command: 'cargo test --package {name}-records' },
      { order: 5, command: 'cargo bench --package {name}-records --bench latency' },
    ],
  },
  {
    id: 'data/pipeline',
    when: DATA,
    crates: [
      {
        role: 'pipeline',
        description: 'From the archive to Arrow, Parquet and SQL, in memory that is bounded',
        dependencies: {
          arrow: {},
          datafusion: {},
          parquet: {},
          records: {},
          tempfile: {},
          thiserror: {},
          tokio: { features: ['sync'] },
          url: {},
        },
        targets: [
          { kind: 'lib', name: 'pipeline' },
          { kind: 'bench', name: 'pipeline', harness: false },
        ],
      },
    ],
    dependencies: {
      arrow: { features: ['csv'] },
      datafusion: { features: ['parquet', 'sql'] },
      parquet: { features: ['arrow', 'snap'] },
      tokio: {},
      url: {},
    },
    labs: [
      {
        id: 'pipeline',
        level: 'advanced',
        after: ['records'],
        teaches: 'From rows to columns: Arrow, Parquet and SQL, in memory that is bounded',
        role: 'pipeline',
      },
    ],
  },
  {
    id: 'data/pipeline-alone',
    when: { pillar: { all: ['data'], none: ['cloud'] } },
    crates: [
      {
        role: 'pipeline',
        dependencies: {
          anyhow: {},
          clap: {},
          indicatif: {},
          tokio: { features: ['macros', 'rt-multi-thread', 'signal'] },
        },
        targets: [{ kind: 'bin' }],
      },
    ],
    dependencies: {
      anyhow: {},
      clap: { features: ['derive', 'error-context', 'help', 'std', 'suggestions', 'usage'] },
      indicatif: {},
    },
  },
  {
    id: 'data/pipeline-service',
    when: { pillar: { all: ['data', 'cloud'] } },
    crates: [
      // Without a program in the crate, only its tests need a runtime.
      { role: 'pipeline', dev: { tokio: { features: ['macros', 'rt-multi-thread'] } } },
      { role: 'bin', dependencies: { pipeline: {}, records: {} } },
    ],
    slots: {
      'service-modules': ['mod trades;'],
      'service-settings': ['pub(crate) pipeline: Pipeline,'],
      'service-command-arms': ['Command::Pipeline(stage) => trades::run(&settings, stage).await,'],
      'service-test-modules': ['mod pipeline;'],
    },
  },
];
