import type { Feature } from '../project/feature.ts';

const AI = { pillar: 'ai' };

/** The AI pillar: a language model, computed and served. */
export const AI_FEATURES: readonly Feature[] = [
  {
    id: 'ai/inference',
    when: AI,
    crates: [
      {
        role: 'inference',
        description: 'Text embeddings on the CPU: a BERT from a local folder, computed with Candle',
        dependencies: {
          'candle-core': {},
          gemm: {},
          pulp: {},
          rayon: {},
          safetensors: {},
          serde: {},
          serde_json: {},
          thiserror: {},
          tokenizers: {},
        },
        dev: { inference: { features: ['testing'] }, tempfile: {} },
        features: {
          testing: { enables: [], reason: 'Writes a small model of reproducible random numbers, for tests and benches.' },
        },
        targets: [{ kind: 'bench', name: 'throughput', harness: false }],
      },
    ],
    dependencies: {
      'candle-core': {},
      gemm: { features: ['x86-v4'] },
      pulp: { features: ['x86-v4'] },
      rayon: {},
      safetensors: {},
      serde: { features: ['derive', 'std'] },
      serde_json: { features: ['std'] },
      tempfile: {},
      thiserror: {},
      tokenizers: { features: ['fancy-regex'] },
    },
    labs: [
      {
        id: 'inference',
        level: 'foundations',
        after: [],
        teaches: 'A transformer from its files to a vector: weights not trusted, batches without padding, fused loops',
        role: 'inference',
      },
    ],
  },
];
