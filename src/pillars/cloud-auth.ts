import type { Feature } from '../project/feature.ts';

const CLOUD = { pillar: 'cloud' };
const JWT = { ...CLOUD, auth: 'jwt' };

/** Who may call the service: whoever has a token of an OpenID Connect issuer, or everybody. */
export const AUTH_FEATURES: readonly Feature[] = [
  {
    id: 'cloud/auth-jwt',
    when: JWT,
    crates: [
      {
        role: 'auth',
        description: 'Bearer tokens: verification, roles and the Axum extractors that ask for them',
        dependencies: {
          axum: { features: ['json'] },
          base64: {},
          getrandom: {},
          jsonwebtoken: {},
          secrecy: {},
          serde: {},
          serde_json: {},
          thiserror: {},
          tokio: { features: ['macros', 'rt', 'sync', 'time'] },
          tracing: {},
        },
        dev: {
          'http-body-util': {},
          tokio: { features: ['test-util'] },
          tower: {},
        },
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
      { role: 'web', dependencies: { auth: {} } },
      { role: 'bin', dependencies: { auth: {}, issuer: {}, tempfile: {} } },
    ],
    slots: {
      gitignore: ['.dev/'],
      'service-modules': ['mod token;'],
      'service-settings': ['pub(crate) auth: Auth,'],
      'service-checks': ['token::check(settings)?;'],
      'service-command-arms': ['Command::Token(request) => print(&token::mint(&settings, &request)?),'],
    },
    dependencies: {
      base64: {},
      getrandom: { features: ['std'] },
      hyper: { features: ['http1'] },
      'hyper-rustls': { features: ['http1', 'native-tokio', 'tls12'] },
      jsonwebtoken: { features: ['aws_lc_rs'] },
      rustls: { features: ['aws_lc_rs', 'std', 'tls12'] },
    },
  },
  {
    id: 'cloud/auth-none',
    when: { ...CLOUD, auth: 'none' },
    crates: [{ role: 'web', dependencies: { tower: {} } }],
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
];
