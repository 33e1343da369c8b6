import type { Feature } from '../project/feature.ts';

const GRAPHQL = { pillar: 'cloud', api: 'graphql' };
const FULL = { ...GRAPHQL, sample: 'full' };
const MINIMAL = { ...GRAPHQL, sample: 'minimal' };
const KNOWN = { auth: ['jwt', 'session'] };
const SQLX = { 'data-access': 'sqlx' };
const SEA_ORM = { 'data-access': 'sea-orm' };
const SQLITE = { db: 'sqlite' };
const POSTGRES = { db: 'postgres' };
/** Where the tests of the service ask over GraphQL what they would ask over REST. */
const ALONE = { pillar: 'cloud', api: { all: ['graphql'], none: ['rest'] } };

/** The GraphQL interface of a service, and what only it asks of the crates within: many things by their ids, at once. */
export const GRAPHQL_FEATURES: readonly Feature[] = [
  {
    id: 'cloud/api-graphql',
    when: GRAPHQL,
    crates: [
      {
        role: 'graphql',
        description: 'The GraphQL interface: the schema, and limits of what a query may cost',
        dependencies: {
          app: {},
          'async-graphql': {},
          axum: { features: ['json'] },
          domain: {},
          serde: {},
          tokio: { features: ['rt'] },
          tracing: {},
          uuid: {},
          web: {},
        },
        dev: {
          app: { features: ['testing'] },
          'http-body-util': {},
          'json-subscriber': {},
          serde_json: {},
          tokio: { features: ['macros'] },
          tower: {},
        },
      },
      { role: 'bin', dependencies: { graphql: {} } },
    ],
    dependencies: {
      'async-graphql': { features: ['dataloader', 'tokio-timer', 'uuid'] },
      serde: { features: ['derive', 'std'] },
    },
    slots: {
      'service-api': ['let api = api.merge(graphql::interface(app.clone(), &guard, &settings.graphql));'],
      'service-settings': ['pub(crate) graphql: graphql::Limits,'],
      'service-test-modules': ['mod graphql;'],
    },
  },
  {
    id: 'cloud/graphql-full',
    when: FULL,
    crates: [{ role: 'graphql', dependencies: { time: {} }, dev: { time: { features: ['macros'] } } }],
    dependencies: { 'async-graphql': { features: ['time'] } },
  },
  { id: 'cloud/graphql-minimal', when: MINIMAL },
  {
    id: 'cloud/graphql-access',
    when: { ...GRAPHQL, ...KNOWN },
    crates: [{ role: 'graphql', dev: { web: { features: ['testing'] } } }],
  },
  { id: 'cloud/graphql-full-access', when: { ...FULL, ...KNOWN } },
  { id: 'cloud/graphql-minimal-access', when: { ...MINIMAL, ...KNOWN } },
  { id: 'cloud/graphql-none', when: { ...GRAPHQL, auth: 'none' } },
  { id: 'cloud/graphql-sqlx-full-sqlite', when: { ...FULL, ...SQLX, ...SQLITE } },
  { id: 'cloud/graphql-sqlx-full-postgres', when: { ...FULL, ...SQLX, ...POSTGRES } },
  { id: 'cloud/graphql-sqlx-minimal-sqlite', when: { ...MINIMAL, ...SQLX, ...SQLITE } },
  { id: 'cloud/graphql-sqlx-minimal-postgres', when: { ...MINIMAL, ...SQLX, ...POSTGRES } },
  { id: 'cloud/graphql-sea-orm-full', when: { ...FULL, ...SEA_ORM } },
  { id: 'cloud/graphql-sea-orm-minimal', when: { ...MINIMAL, ...SEA_ORM } },
  { id: 'cloud/graphql-alone-full', when: { ...ALONE, sample: 'full' } },
  { id: 'cloud/graphql-alone-minimal', when: { ...ALONE, sample: 'minimal' } },
];
