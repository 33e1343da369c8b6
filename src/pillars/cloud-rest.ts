import type { Feature } from '../project/feature.ts';

const REST = { pillar: 'cloud', api: 'rest' };
const FULL = { ...REST, sample: 'full' };
const MINIMAL = { ...REST, sample: 'minimal' };
const JWT = { ...REST, auth: 'jwt' };
const SESSION = { ...REST, auth: 'session' };
const KNOWN = { ...REST, auth: ['jwt', 'session'] };
const NO_AUTH = { ...REST, auth: 'none' };

/** The REST interface of a service: routes, and their description as OpenAPI. */
export const REST_FEATURES: readonly Feature[] = [
  {
    id: 'cloud/api-rest',
    when: REST,
    crates: [
      { role: 'web', dependencies: { utoipa: {} } },
      {
        role: 'rest',
        description: 'The REST interface: routes, and their OpenAPI description',
        dependencies: {
          app: {},
          axum: { features: ['json', 'query'] },
          domain: {},
          serde: {},
          'tower-http': {},
          utoipa: {},
          'utoipa-axum': {},
          'utoipa-swagger-ui': {},
          uuid: { features: ['serde'] },
          web: {},
        },
        dev: {
          app: { features: ['testing'] },
          'http-body-util': {},
          'json-subscriber': {},
          serde_json: {},
          tokio: { features: ['macros', 'rt'] },
          tower: {},
          tracing: {},
        },
      },
      { role: 'bin', dependencies: { rest: {} } },
    ],
    dependencies: {
      serde: { features: ['derive', 'std'] },
      utoipa: { features: ['axum_extras', 'macros', 'uuid'] },
      'utoipa-axum': {},
      'utoipa-swagger-ui': { features: ['axum', 'vendored'] },
    },
    slots: {
      'service-test-modules': ['mod idempotency;', 'mod injection;', 'mod secrets;'],
      'web-modules': ['pub mod description;'],
    },
  },
  {
    id: 'cloud/rest-full',
    when: FULL,
    crates: [
      {
        role: 'rest',
        dependencies: { time: { features: ['formatting', 'serde'] }, utoipa: { features: ['time'] } },
        dev: { time: { features: ['macros'] } },
      },
    ],
    slots: { 'service-api': ['let api = api.merge(rest::interface(rest::orders::api(app.clone()), &guard));'] },
  },
  {
    id: 'cloud/rest-minimal',
    when: MINIMAL,
    slots: { 'service-api': ['let api = api.merge(rest::interface(rest::items::api(app.clone()), &guard));'] },
  },
  {
    id: 'cloud/rest-access',
    when: KNOWN,
    crates: [{ role: 'rest', dependencies: { auth: {} }, dev: { web: { features: ['testing'] } } }],
  },
  { id: 'cloud/rest-full-access', when: { ...FULL, ...KNOWN } },
  { id: 'cloud/rest-minimal-access', when: { ...MINIMAL, ...KNOWN } },
  { id: 'cloud/rest-jwt', when: JWT },
  {
    id: 'cloud/rest-session',
    when: SESSION,
    crates: [
      { role: 'accounts', dependencies: { utoipa: {}, 'utoipa-axum': {} } },
      { role: 'rest', dependencies: { accounts: {} } },
    ],
  },
  { id: 'cloud/rest-full-session', when: { ...FULL, ...SESSION } },
  { id: 'cloud/rest-minimal-session', when: { ...MINIMAL, ...SESSION } },
  { id: 'cloud/rest-full-jwt', when: { ...FULL, ...JWT } },
  { id: 'cloud/rest-minimal-jwt', when: { ...MINIMAL, ...JWT } },
  { id: 'cloud/rest-none', when: NO_AUTH },
  { id: 'cloud/rest-full-none', when: { ...FULL, ...NO_AUTH } },
  { id: 'cloud/rest-minimal-none', when: { ...MINIMAL, ...NO_AUTH } },
];
