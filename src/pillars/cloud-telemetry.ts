import type { Feature } from '../project/feature.ts';

const CLOUD = { pillar: 'cloud' };

/** Where a service's log goes, and what a collector is told besides. */
export const TELEMETRY_FEATURES: readonly Feature[] = [
  { id: 'cloud/telemetry-log', when: { ...CLOUD, telemetry: 'log' } },
  {
    id: 'cloud/telemetry-otlp',
    when: { ...CLOUD, telemetry: 'otlp' },
    crates: [
      {
        role: 'bin',
        dependencies: {
          axum: { features: ['matched-path'] },
          opentelemetry: {},
          'opentelemetry-appender-tracing': {},
          'opentelemetry-otlp': {},
          opentelemetry_sdk: {},
          tokio: { features: ['sync'] },
          tonic: { features: ['channel'] },
          'tracing-opentelemetry': {},
          uuid: { features: ['std', 'v7'] },
        },
        dev: { 'opentelemetry-proto': {}, tonic: {}, tower: {} },
      },
    ],
    dependencies: {
      opentelemetry: { features: ['internal-logs', 'logs', 'metrics', 'trace'] },
      'opentelemetry-appender-tracing': { features: ['experimental_span_attributes'] },
      'opentelemetry-otlp': { features: ['grpc-tonic', 'internal-logs', 'logs', 'metrics', 'trace'] },
      'opentelemetry-proto': { features: ['gen-tonic', 'logs', 'metrics', 'trace'] },
      opentelemetry_sdk: { features: ['internal-logs', 'logs', 'metrics', 'trace'] },
      tonic: { features: ['codegen', 'router', 'server'] },
      'tracing-opentelemetry': {},
    },
    slots: {
      'service-checks': ['crate::telemetry::check()?;'],
      'service-router': ['let router = crate::telemetry::observe(router, &store);'],
      'service-settings': ['pub(crate) telemetry: Telemetry,'],
      'service-test-modules': ['mod telemetry;'],
      'store-modules': ['mod connections;'],
      'untraced-routes': ['"/healthz"', '"/readyz"'],
    },
  },
];
