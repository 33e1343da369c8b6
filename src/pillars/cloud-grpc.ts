import type { Feature } from '../project/feature.ts';

const GRPC = { pillar: 'cloud', api: 'grpc' };
const FULL = { ...GRPC, sample: 'full' };
const MINIMAL = { ...GRPC, sample: 'minimal' };
const KNOWN = { auth: ['jwt', 'session'] };
/** Where the tests of the service ask with gRPC's messages what they would ask with JSON. */
const ALONE = { pillar: 'cloud', api: { all: ['grpc'], none: ['rest', 'graphql'] } };

/** The gRPC interface of a service, and HTTP/2, which it takes. */
export const GRPC_FEATURES: readonly Feature[] = [
  {
    id: 'cloud/api-grpc',
    when: GRPC,
    crates: [
      {
        role: 'grpc',
        description: 'The gRPC interface: methods, their messages, health and reflection',
        dependencies: {
          app: {},
          axum: {},
          domain: {},
          'futures-util': {},
          'http-body': {},
          prost: {},
          'prost-types': {},
          serde: {},
          serde_json: {},
          tokio: { features: ['rt', 'sync', 'time'] },
          tonic: { features: ['codegen'] },
          'tonic-health': {},
          'tonic-prost': {},
          'tonic-reflection': { features: ['server'] },
          'tonic-types': {},
          tower: {},
          'tower-http': {},
          tracing: {},
          uuid: {},
          web: {},
        },
        build: { protox: {}, 'tonic-prost-build': {} },
        dev: {
          app: { features: ['testing'] },
          'http-body-util': {},
          tokio: { features: ['macros', 'test-util'] },
        },
      },
      {
        role: 'bin',
        dependencies: { grpc: {} },
        dev: { 'futures-util': {}, tonic: {} },
      },
    ],
    gates: ['proto-lint', 'proto-breaking'],
    dependencies: {
      'futures-util': {},
      'hyper-util': { features: ['http2', 'server-auto'] },
      prost: {},
      'prost-types': {},
      protox: {},
      serde: { features: ['derive', 'std'] },
      tonic: {},
      'tonic-health': {},
      'tonic-prost': {},
      'tonic-prost-build': {},
      'tonic-reflection': {},
      'tonic-types': {},
      'tower-http': { features: ['timeout'] },
    },
    slots: {
      'service-api': ['let api = api.merge(grpc::interface(app.clone(), &guard, &health, settings.grpc));'],
      'service-settings': ['pub(crate) grpc: grpc::Settings,'],
      'service-test-modules': ['mod grpc;'],
      'web-test-modules': ['mod calls;'],
    },
  },
  {
    id: 'cloud/http1',
    when: { pillar: 'cloud', api: { all: [], none: ['grpc'] } },
    crates: [{ role: 'bin', dependencies: { hyper: {} } }],
    dependencies: { hyper: { features: ['http1', 'server'] } },
  },
  {
    id: 'cloud/grpc-full',
    when: FULL,
    crates: [{ role: 'grpc', dev: { time: { features: ['macros'] } } }],
  },
  { id: 'cloud/grpc-minimal', when: MINIMAL },
  {
    id: 'cloud/grpc-otlp',
    when: { ...GRPC, telemetry: 'otlp' },
    crates: [{ role: 'bin', dependencies: { 'http-body-util': {} }, dev: { 'http-body': {} } }],
    slots: { 'untraced-routes': ['"/grpc.health.v1.Health/{*method}"'] },
  },
  { id: 'cloud/grpc-alone', when: ALONE, crates: [{ role: 'bin', dev: { prost: {} } }] },
  { id: 'cloud/grpc-alone-full', when: { ...ALONE, sample: 'full' } },
  { id: 'cloud/grpc-alone-minimal', when: { ...ALONE, sample: 'minimal' } },
  {
    id: 'cloud/grpc-access',
    when: { ...GRPC, ...KNOWN },
    crates: [{ role: 'grpc', dev: { web: { features: ['testing'] } } }],
  },
  { id: 'cloud/grpc-full-access', when: { ...FULL, ...KNOWN } },
  { id: 'cloud/grpc-minimal-access', when: { ...MINIMAL, ...KNOWN } },
  { id: 'cloud/grpc-none', when: { ...GRPC, auth: 'none' } },
];
