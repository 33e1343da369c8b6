import type { Feature } from '../project/feature.ts';
import { GITHUB, GITLAB } from './ci.ts';
import { AUTH_FEATURES } from './cloud-auth.ts';
import { GRAPHQL_FEATURES } from './cloud-graphql.ts';
import { GRPC_FEATURES } from './cloud-grpc.ts';
import { REST_FEATURES } from './cloud-rest.ts';
import { TELEMETRY_FEATURES } from './cloud-telemetry.ts';

const CLOUD = { pillar: 'cloud' };
const SQLITE = { ...CLOUD, db: 'sqlite' };
const POSTGRES = { ...CLOUD, db: 'postgres' };
const FULL = { ...CLOUD, sample: 'full' };
const MINIMAL = { ...CLOUD, sample: 'minimal' };
const SQLX = { ...CLOUD, 'data-access': 'sqlx' };
const SEA_ORM = { ...CLOUD, 'data-access': 'sea-orm' };
const DOCKER = { ...CLOUD, container: 'docker' };
const NO_CONTAINER = { ...CLOUD, container: 'none' };
const KUBERNETES = { ...CLOUD, deploy: 'kubernetes' };
/** Services beside the first are composed of the features of this pillar too: see src/project/services.ts. */
const FURTHER = { service: { given: true } } as const;

/** The cloud pillar: an HTTP service in hexagonal crates. Dependencies point inwards: interfaces to web, web to app, app and store to domain. */
export const CLOUD_FEATURES: readonly Feature[] = [
  {
    id: 'cloud/base',
    when: CLOUD,
    crates: [
      {
        role: 'domain',
        dependencies: { thiserror: {}, uuid: {} },
      },
      {
        role: 'app',
        dependencies: { domain: {}, thiserror: {}, uuid: { features: ['std', 'v7'] } },
        dev: { tokio: { features: ['macros', 'rt'] } },
      },
      {
        role: 'store',
        description: 'The database: keeps what the use cases hand over',
        dependencies: { domain: {}, sqlx: {}, thiserror: {}, uuid: {} },
        dev: { tokio: { features: ['macros', 'rt', 'test-util', 'time'] } },
        owns: ['sqlx'],
      },
      {
        role: 'web',
        description: 'What every interface has: limits, one form for every error, the log of requests, health checks',
        dependencies: {
          app: {},
          axum: { features: ['json', 'matched-path'] },
          'http-body': {},
          'http-body-util': {},
          serde: {},
          tokio: { features: ['rt', 'sync', 'time'] },
          tower: {},
          'tower-http': {},
          tracing: {},
          uuid: { features: ['fast-rng', 'std', 'v7'] },
        },
        dev: {
          'futures-util': {},
          'json-subscriber': {},
          serde_json: {},
          tokio: { features: ['macros', 'rt', 'test-util', 'time'] },
        },
      },
      {
        role: 'bin',
        description: 'The service: settings, composition, start and stop',
        dependencies: {
          anyhow: {},
          app: {},
          axum: { features: ['http1', 'tokio'] },
          clap: {},
          config: {},
          dotenvy: {},
          'hyper-util': { features: ['server-graceful', 'service'] },
          'json-subscriber': {},
          secrecy: { features: ['serde'] },
          serde: {},
          serde_ignored: {},
          store: {},
          tokio: { features: ['io-util', 'macros', 'net', 'rt-multi-thread', 'signal', 'time'] },
          'tokio-io-timeout': {},
          toml: {},
          tracing: {},
          'tracing-subscriber': {},
          web: {},
        },
        dev: {
          'http-body-util': {},
          'hyper-util': { features: ['client-legacy'] },
          rustix: {},
          serde_json: {},
          tempfile: {},
          tokio: { features: ['process', 'sync'] },
        },
      },
    ],
    dependencies: {
      anyhow: {},
      axum: {},
      clap: { features: ['derive', 'error-context', 'help', 'std', 'suggestions', 'usage'] },
      config: { features: ['toml'] },
      dotenvy: {},
      'futures-util': {},
      'http-body': {},
      'http-body-util': {},
      'hyper-util': { features: ['http1', 'tokio'] },
      'json-subscriber': {},
      rustix: { features: ['process', 'std'] },
      secrecy: {},
      serde: { features: ['derive', 'std'] },
      serde_ignored: {},
      serde_json: { features: ['std'] },
      sqlx: { features: ['macros', 'migrate', 'runtime-tokio', 'uuid'] },
      tempfile: {},
      thiserror: {},
      tokio: {},
      'tokio-io-timeout': {},
      toml: { features: ['display', 'parse', 'serde', 'std'] },
      tower: { features: ['util'] },
      'tower-http': { features: ['catch-panic', 'propagate-header', 'set-header', 'trace'] },
      tracing: { features: ['std'] },
      'tracing-subscriber': { features: ['ansi', 'fmt', 'registry', 'std'] },
      uuid: {},
    },
    disallowed: [
      {
        kind: 'method',
        path: 'std::thread::sleep',
        reason: 'blocks a worker of the async runtime; use tokio::time::sleep',
      },
      { kind: 'type', path: 'std::net::TcpListener', reason: 'blocking; use tokio::net::TcpListener' },
      { kind: 'type', path: 'std::net::TcpStream', reason: 'blocking; use tokio::net::TcpStream' },
      {
        kind: 'type',
        path: 'std::sync::mpsc::Receiver',
        reason: 'blocks a worker of the async runtime; use tokio::sync::mpsc',
      },
    ],
    slots: {
      gitignore: ['.env'],
      'service-modules': [
        'mod api;',
        'mod compose;',
        'mod connections;',
        'mod health;',
        'mod readiness;',
        'mod serve;',
        'mod settings;',
        'mod shutdown;',
        'mod telemetry;',
      ],
      'store-modules': ['mod attempts;', 'mod pool;'],
    },
    labs: [
      {
        id: 'service',
        level: 'advanced',
        after: [],
        teaches: 'A service in hexagonal crates: rules alone, web and database plugged in',
        role: 'bin',
        command: 'cargo nextest run --workspace',
      },
    ],
    next: [
      { order: 2, command: 'cargo run' },
      { order: 3, command: 'curl http://127.0.0.1:3000/readyz', elsewhere: true },
    ],
  },
  {
    id: 'cloud/sample-full',
    when: FULL,
    crates: [
      {
        role: 'domain',
        description: 'What an order is and what may happen to it',
        dependencies: { time: {} },
        dev: { proptest: {}, time: { features: ['macros'] } },
      },
      {
        role: 'app',
        description: 'The use cases: what can be done with orders',
        features: {
          testing: { enables: [], reason: 'An in-memory repository and a fixed clock, for the tests of the adapters.' },
        },
        dependencies: { time: { features: ['std'] } },
        dev: { time: { features: ['macros'] } },
      },
      { role: 'store', dependencies: { time: {} }, dev: { time: { features: ['macros'] } } },
      { role: 'web', dependencies: { domain: {} } },
    ],
    dependencies: {
      proptest: { features: ['std'] },
      sqlx: { features: ['time'] },
      time: {},
    },
    disallowed: [
      {
        kind: 'method',
        path: 'std::time::SystemTime::now',
        reason: 'ask the clock port, so that tests decide what time it is',
      },
      {
        kind: 'method',
        path: 'time::OffsetDateTime::now_utc',
        reason: 'ask the clock port, so that tests decide what time it is',
      },
    ],
    slots: { 'store-modules': ['mod lines;', 'mod orders;'] },
  },
  {
    id: 'cloud/sample-minimal',
    when: MINIMAL,
    crates: [
      { role: 'domain', description: 'What an item is and what may happen to it' },
      {
        role: 'app',
        description: 'The use cases: what can be done with items',
        features: {
          testing: { enables: [], reason: 'An in-memory repository, for the tests of the adapters.' },
        },
      },
    ],
    slots: { 'store-modules': ['mod items;'] },
  },
  {
    id: 'cloud/db-sqlite',
    when: SQLITE,
    crates: [
      { role: 'store', dependencies: { tokio: { features: ['time'] } }, dev: { tempfile: {} } },
      { role: 'bin', dev: { rustix: { features: ['fs'] } } },
    ],
    dependencies: { sqlx: { features: ['sqlite-bundled'] } },
    // The file lies where the service is started.
    slots: { gitignore: ['/data/', '/crates/*/data/'] },
  },
  {
    id: 'cloud/db-postgres',
    when: POSTGRES,
    crates: [
      {
        role: 'store',
        dependencies: { tokio: { features: ['time'] } },
        dev: { tokio: { features: ['io-util', 'net', 'sync'] } },
        features: {
          testing: { enables: [], reason: 'Makes databases and removes them, for the tests of the service.' },
        },
      },
      { role: 'bin', dev: { store: { features: ['testing'] }, uuid: { features: ['v7'] } } },
    ],
    dependencies: { sqlx: { features: ['postgres', 'tls-rustls-aws-lc-rs'] } },
    services: [
      {
        id: 'postgres',
        // The digest of the image's index: a tag can be moved.
        image: 'postgres:18.3@sha256:7e32e9833a6fb1c92c32552794cb6ed569d51b445a54907d35fc112ef39684db',
        port: 5432,
        environment: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
        // Over TCP: the image's first, temporary server listens on its socket only.
        healthCommand: 'pg_isready --host 127.0.0.1 --username postgres',
      },
    ],
    environment: { DATABASE_URL: 'postgres://postgres@127.0.0.1:5432/postgres' },
    slots: { 'service-test-modules': ['mod outage;'] },
  },
  { id: 'cloud/container-docker', when: DOCKER, slots: { 'compose-tmpfs': ['/tmp'] } },
  { id: 'cloud/docker-sqlite', when: { ...DOCKER, ...SQLITE } },
  {
    id: 'cloud/docker-postgres',
    when: { ...DOCKER, ...POSTGRES },
    next: [{ order: 1, command: 'docker compose up --detach --wait database', starts: true }],
  },
  {
    id: 'cloud/no-container-postgres',
    when: { ...NO_CONTAINER, ...POSTGRES },
    next: [{ order: 1, command: 'createdb --host 127.0.0.1 --username postgres {name}' }],
  },
  {
    id: 'cloud/docker-otlp',
    when: { ...DOCKER, telemetry: 'otlp' },
    slots: { 'compose-environment': ['{variable}__TELEMETRY__ENDPOINT: http://collector:4317'] },
  },
  { id: 'cloud/docker-github', when: { ...DOCKER, ...GITHUB } },
  { id: 'cloud/full-sqlite', when: { ...FULL, ...SQLITE } },
  { id: 'cloud/full-postgres', when: { ...FULL, ...POSTGRES } },
  { id: 'cloud/minimal-sqlite', when: { ...MINIMAL, ...SQLITE } },
  { id: 'cloud/minimal-postgres', when: { ...MINIMAL, ...POSTGRES } },
  {
    id: 'cloud/sqlx',
    when: SQLX,
    // sqlx checks queries against the offline data in the store, never against a database that happens to be named.
    environment: { SQLX_OFFLINE: 'true' },
    gates: ['query-data'],
    slots: { 'store-places': ['.sqlx/'] },
  },
  {
    id: 'cloud/sqlx-github',
    when: { ...SQLX, ...GITHUB },
    slots: { gitattributes: ['/crates/*/.sqlx/* linguist-generated'] },
  },
  {
    id: 'cloud/sqlx-gitlab',
    when: { ...SQLX, ...GITLAB },
    slots: { gitattributes: ['/crates/*/.sqlx/* gitlab-generated'] },
  },
  { id: 'cloud/sqlx-sqlite', when: { ...SQLX, ...SQLITE } },
  { id: 'cloud/sqlx-postgres', when: { ...SQLX, ...POSTGRES } },
  { id: 'cloud/sqlx-full', when: { ...SQLX, ...FULL }, crates: [{ role: 'store', dev: { serde_json: {} } }] },
  { id: 'cloud/sqlx-minimal', when: { ...SQLX, ...MINIMAL } },
  { id: 'cloud/sqlx-full-sqlite', when: { ...SQLX, ...FULL, ...SQLITE } },
  { id: 'cloud/sqlx-full-postgres', when: { ...SQLX, ...FULL, ...POSTGRES } },
  { id: 'cloud/sqlx-minimal-sqlite', when: { ...SQLX, ...MINIMAL, ...SQLITE } },
  { id: 'cloud/sqlx-minimal-postgres', when: { ...SQLX, ...MINIMAL, ...POSTGRES } },
  {
    id: 'cloud/sea-orm',
    when: SEA_ORM,
    // Pool and migrations stay those of sqlx, which SeaORM stands on.
    crates: [{ role: 'store', dependencies: { 'sea-orm': {} }, owns: ['sea-orm'] }],
    dependencies: { 'sea-orm': { features: ['macros', 'runtime-tokio', 'with-uuid'] } },
    slots: {
      'store-entities': ['pub(crate) mod attempt;'],
      'store-modules': ['mod entities;'],
      'store-places': ['src/entities.rs', 'src/entities/'],
    },
  },
  {
    id: 'cloud/sea-orm-full',
    when: { ...SEA_ORM, ...FULL },
    dependencies: { 'sea-orm': { features: ['with-time'] } },
    slots: { 'store-entities': ['pub(crate) mod order;', 'pub(crate) mod order_line;'] },
  },
  {
    id: 'cloud/sea-orm-minimal',
    when: { ...SEA_ORM, ...MINIMAL },
    slots: { 'store-entities': ['pub(crate) mod item;'] },
  },
  {
    id: 'cloud/sea-orm-sqlite',
    when: { ...SEA_ORM, ...SQLITE },
    dependencies: { 'sea-orm': { features: ['sqlx-sqlite'] } },
  },
  {
    id: 'cloud/sea-orm-postgres',
    when: { ...SEA_ORM, ...POSTGRES },
    dependencies: { 'sea-orm': { features: ['sqlx-postgres'] } },
  },
  ...AUTH_FEATURES,
  {
    id: 'cloud/hostile-tests',
    when: { ...CLOUD, api: ['rest', 'graphql'] },
    slots: { 'service-test-modules': ['mod hostile;'] },
  },
  ...REST_FEATURES,
  ...GRAPHQL_FEATURES,
  ...GRPC_FEATURES,
  ...TELEMETRY_FEATURES,
  { id: 'cloud/services', when: { ...CLOUD, ...FURTHER } },
  { id: 'cloud/docker-services-postgres', when: { ...DOCKER, ...POSTGRES, ...FURTHER } },
  { id: 'cloud/no-container-services-postgres', when: { ...NO_CONTAINER, ...POSTGRES, ...FURTHER } },
  { id: 'cloud/deploy-kubernetes', when: KUBERNETES },
  { id: 'cloud/kubernetes-sqlite', when: { ...KUBERNETES, ...SQLITE } },
  { id: 'cloud/kubernetes-postgres', when: { ...KUBERNETES, ...POSTGRES } },
  { id: 'cloud/kubernetes-otlp', when: { ...KUBERNETES, telemetry: 'otlp' } },
];
