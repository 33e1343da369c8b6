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
        dev: { 'sample-model': {}, tempfile: {} },
        targets: [{ kind: 'bench', name: 'throughput', harness: false }],
      },
      {
        role: 'sample-model',
        description: 'A small model of reproducible random numbers, for tests and a first try',
        dependencies: { safetensors: {}, serde_json: {} },
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
        level: 'advanced',
        after: [],
        teaches: 'A transformer, from files not trusted to vectors, without padding',
        role: 'inference',
      },
    ],
    next: [{ order: 6, command: 'cargo test --package {name}-inference' }],
  },
  {
    id: 'ai/serve',
    when: AI,
    crates: [
      {
        role: 'serve',
        description: 'Embeddings over HTTP as OpenAI serves them: one thread that computes, a bounded queue before it',
        dependencies: {
          axum: { features: ['json'] },
          base64: {},
          inference: {},
          serde: {},
          thiserror: {},
          tokio: { features: ['sync', 'time'] },
          tracing: {},
        },
        dev: {
          axum: { features: ['http1', 'tokio'] },
          'http-body-util': {},
          'sample-model': {},
          serde_json: {},
          tempfile: {},
          tokio: { features: ['io-util', 'macros', 'net', 'rt', 'test-util'] },
          tower: {},
        },
      },
    ],
    dependencies: {
      axum: {},
      base64: {},
      'http-body-util': {},
      serde: { features: ['derive', 'std'] },
      serde_json: { features: ['std'] },
      tempfile: {},
      thiserror: {},
      tokio: {},
      tower: { features: ['util'] },
      tracing: { features: ['std'] },
    },
    labs: [
      {
        id: 'serve',
        level: 'advanced',
        after: ['inference'],
        teaches: 'Serving a model: a queue that says no, batches, work that stops',
        role: 'serve',
      },
    ],
    next: [{ order: 6, command: 'cargo test --package {name}-serve' }],
  },
  {
    id: 'ai/serve-alone',
    when: { pillar: { all: ['ai'], none: ['cloud'] } },
    crates: [
      {
        role: 'server',
        description: 'The program that serves a model: settings, start and stop',
        dependencies: {
          anyhow: {},
          axum: { features: ['http1', 'tokio'] },
          clap: {},
          inference: {},
          serve: {},
          tokio: { features: ['macros', 'net', 'rt-multi-thread', 'signal', 'time'] },
          tracing: {},
          'tracing-subscriber': {},
        },
        dev: { rustix: {}, 'sample-model': {}, serde_json: {}, tempfile: {} },
        targets: [{ kind: 'bin' }],
      },
    ],
    dependencies: {
      anyhow: {},
      clap: { features: ['derive', 'env', 'error-context', 'help', 'std', 'suggestions', 'usage'] },
      rustix: { features: ['process', 'std'] },
      'tracing-subscriber': { features: ['ansi', 'fmt', 'registry', 'std'] },
    },
    next: [{ order: 6, command: 'cargo run --package {name}-server -- --help' }],
  },
  {
    id: 'ai/serve-service',
    when: { pillar: { all: ['ai', 'cloud'] } },
    crates: [{ role: 'bin', dependencies: { inference: {}, serve: {} }, dev: { 'sample-model': {} } }],
    slots: {
      'service-modules': ['mod embeddings;'],
      'service-settings': ['pub(crate) embeddings: crate::embeddings::Settings,'],
      'service-api': [
        'let (api, health) = crate::embeddings::mount(api, health, &guard, &settings.embeddings).await?;',
      ],
      'service-test-modules': ['mod embeddings;'],
    },
  },
];
