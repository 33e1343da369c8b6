import type { Feature } from '../project/feature.ts';

/** The cloud pillar: an HTTP service in hexagonal crates. */
export const CLOUD: readonly Feature[] = [
  {
    id: 'cloud/base',
    when: { pillar: 'cloud' },
    crates: [{ role: 'bin', description: 'The service', dependencies: { tokio: {} } }],
    dependencies: { tokio: { features: ['macros', 'rt-multi-thread'] } },
    slots: { gitignore: ['/.dev', '/.env', '/data'] },
    environment: { SQLX_OFFLINE: 'true' },
  },
];
