import type { Feature } from '../project/feature.ts';

const CLOUD = { pillar: 'cloud' };
const CALLERS = 'Callers with roles, for the tests of the interfaces.';
const JWT = { ...CLOUD, auth: 'jwt' };
/** Whoever can prove who it is. */
const KNOWN = { ...CLOUD, auth: ['jwt', 'session'] };
const SESSION = { ...CLOUD, auth: 'session' };

/** Who may call the service: whoever has a token of an OpenID Connect issuer, or everybody. */
export const AUTH_FEATURES: readonly Feature[] = [
  {
    id: 'cloud/access',
    when: KNOWN,
    crates: [
      { role: 'web', dependencies: { auth: {}, thiserror: {} } },
      { role: 'bin', dependencies: { auth: {} } },
    ],
    slots: { 'web-test-modules': ['mod access;'] },
  },
  {
    id: 'cloud/auth-jwt',
    when: JWT,
    crates: [
      {
        role: 'auth',
        description: 'Who callers are, as their tokens say, and what they may do',
        dependencies: {
          'aws-lc-rs': {},
          base64: {},
          getrandom: {},
          jsonwebtoken: {},
          quick_cache: {},
          secrecy: {},
          serde: {},
          serde_json: {},
          thiserror: {},
          tokio: { features: ['macros', 'rt', 'sync', 'time'] },
          tracing: {},
        },
        dev: { tokio: { features: ['test-util'] } },
        owns: ['jsonwebtoken'],
      },
      {
        role: 'issuer',
        description: 'The issuer of tokens: its public keys, fetched over HTTPS',
        dependencies: {
          auth: {},
          'http-body-util': {},
          hyper: {},
          'hyper-rustls': {},
          'hyper-util': { features: ['client-legacy'] },
          rustls: {},
          serde: {},
          serde_json: {},
          thiserror: {},
          tracing: {},
        },
        dev: {
          axum: { features: ['http1', 'tokio'] },
          tokio: { features: ['macros', 'net', 'rt'] },
        },
        owns: ['hyper-rustls'],
      },
      { role: 'web', features: { testing: { enables: [], reason: CALLERS } } },
      { role: 'bin', dependencies: { issuer: {}, tempfile: {} } },
    ],
    slots: {
      gitignore: ['.dev/'],
      'service-modules': ['mod token;'],
      'service-settings': ['pub(crate) auth: Auth,'],
      'service-before-store': ['let (guard, keys) = crate::token::guard(settings)?;'],
      'service-behind-store': ['let health = crate::token::WithKeys(ready.clone(), keys);'],
      'service-checks': ['crate::token::check(settings)?;'],
      'service-command-arms': ['Command::Token(request) => print(&token::mint(&settings, &request)?),'],
    },
    dependencies: {
      'aws-lc-rs': { features: ['aws-lc-sys'] },
      base64: {},
      getrandom: { features: ['std'] },
      hyper: { features: ['http1'] },
      'hyper-rustls': { features: ['http1', 'native-tokio', 'tls12'] },
      jsonwebtoken: { features: ['aws_lc_rs'] },
      quick_cache: {},
      rustls: { features: ['aws_lc_rs', 'std', 'tls12'] },
    },
  },
  {
    id: 'cloud/issuer-otlp',
    when: { ...JWT, telemetry: 'otlp' },
    crates: [
      { role: 'issuer', dependencies: { opentelemetry: {}, opentelemetry_sdk: {}, 'tracing-opentelemetry': {} } },
    ],
  },
  {
    id: 'cloud/auth-session',
    when: SESSION,
    crates: [
      {
        role: 'auth',
        description: 'Who callers are: accounts, passwords and sessions; and what they may do',
        dependencies: {
          argon2: {},
          base64: {},
          getrandom: {},
          secrecy: {},
          sha2: {},
          thiserror: {},
          tokio: { features: ['rt', 'sync', 'time'] },
          tracing: {},
          uuid: { features: ['std', 'v7'] },
        },
        dev: { tokio: { features: ['macros', 'test-util'] } },
        features: {
          testing: { enables: [], reason: 'A repository in memory, for the tests of those who use accounts.' },
        },
        owns: ['argon2'],
      },
      {
        role: 'accounts',
        description: 'The interface of accounts: register, log in, log out',
        dependencies: {
          auth: {},
          axum: { features: ['json'] },
          secrecy: { features: ['serde'] },
          serde: {},
          web: {},
        },
        dev: {
          auth: { features: ['testing'] },
          'http-body-util': {},
          serde_json: {},
          tokio: { features: ['macros', 'rt'] },
          tower: {},
          web: { features: ['testing'] },
        },
      },
      { role: 'store', dependencies: { auth: {} } },
      { role: 'bin', dev: { uuid: { features: ['v7'] } } },
      {
        role: 'web',
        dev: { auth: { features: ['testing'] } },
        features: { testing: { enables: ['auth/testing'], reason: CALLERS } },
      },
    ],
    dependencies: {
      argon2: { features: ['alloc', 'getrandom', 'password-hash'] },
      base64: {},
      getrandom: { features: ['std'] },
      serde: { features: ['derive', 'std'] },
      sha2: {},
      'tower-http': { features: ['csrf'] },
    },
    optimised: ['argon2', 'blake2'],
    slots: {
      'service-behind-store': [
        'let guard = crate::account::guard(settings, store.clone());',
        'let health = ready.clone();',
      ],
      'service-command-arms': ['Command::Account(request) => account::run(&settings, request).await,'],
      'service-modules': ['mod account;'],
      'service-settings': ['pub(crate) auth: Auth,'],
      'store-modules': ['mod accounts;'],
    },
  },
  {
    id: 'cloud/session-alone',
    when: { ...SESSION, api: { all: [], none: ['rest'] } },
    crates: [{ role: 'bin', dependencies: { accounts: {} } }],
    slots: { 'service-api': ['let api = api.merge(accounts::interface(&guard));'] },
  },
  { id: 'cloud/session-sqlite', when: { ...SESSION, db: 'sqlite' } },
  { id: 'cloud/session-postgres', when: { ...SESSION, db: 'postgres' } },
  { id: 'cloud/session-sqlx', when: { ...SESSION, 'data-access': 'sqlx' } },
  {
    id: 'cloud/session-sqlx-sqlite',
    when: { ...SESSION, 'data-access': 'sqlx', db: 'sqlite' },
    slots: { 'store-modules': ['mod sessions;'] },
  },
  {
    id: 'cloud/session-sqlx-postgres',
    when: { ...SESSION, 'data-access': 'sqlx', db: 'postgres' },
    slots: { 'store-modules': ['mod sessions;'] },
  },
  {
    id: 'cloud/session-sea-orm',
    when: { ...SESSION, 'data-access': 'sea-orm' },
    slots: { 'store-entities': ['pub(crate) mod account;', 'pub(crate) mod session;'] },
  },
  {
    id: 'cloud/auth-none',
    when: { ...CLOUD, auth: 'none' },
    slots: {
      'service-before-store': ['let guard = web::access::Guard;'],
      'service-behind-store': ['let health = ready.clone();'],
    },
  },
  {
    id: 'cloud/docker-jwt',
    when: { ...JWT, container: 'docker' },
    slots: {
      'compose-environment': [
        '# So that it makes tokens itself: in production it takes those of `{variable}__AUTH__ISSUER`.',
        '{variable}__ENVIRONMENT: development',
      ],
      'compose-tmpfs': ['/srv/.dev'],
    },
  },
  { id: 'cloud/kubernetes-jwt', when: { ...JWT, deploy: 'kubernetes' } },
  { id: 'cloud/kubernetes-session', when: { ...SESSION, deploy: 'kubernetes' } },
];
