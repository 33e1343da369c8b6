import type { Feature } from '../project/feature.ts';

const GRPC = { pillar: 'cloud', api: 'grpc' };
const FULL = { ...GRPC, sample: 'full' };
const MINIMAL = { ...GRPC, sample: 'minimal' };

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
          'http-body-util': {},
          prost: {},
          'prost-types': {},
          serde: {},
          serde_json: {},
          tokio: { features: ['time'] },
          tonic: { features: ['codegen'] },
          'tonic-health': {},
          'tonic-prost': {},
          'tonic-reflection': { features: ['server'] },
          'tonic-types': {},
          tracing: {},
          uuid: {},
          web: {},
        },
        build: { protox: {}, 'tonic-prost-build': {} },
        dev: {
          app: { features: ['testing'] },
          tokio: { features: ['macros', 'rt', 'test-util'] },
          tower: {},
        },
      },
      { role: 'bin', dependencies: { grpc: {} } },
    ],
    dependencies: {
      'futures-util': {},
      hyper: { features: ['http2'] },
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
    },
  },
  { id: 'cloud/grpc-full', when: FULL, crates: [{ role: 'grpc', dependencies: { time: {} } }] },
  { id: 'cloud/grpc-minimal', when: MINIMAL },
];
