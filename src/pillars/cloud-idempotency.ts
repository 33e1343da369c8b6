import type { Feature } from '../project/feature.ts';

const SQLX = { pillar: 'cloud', 'data-access': 'sqlx' };

/** Which attempts to make something are known: the same for every sample, whose stores keep them beside what they made. */
export const IDEMPOTENCY_FEATURES: readonly Feature[] = [
  { id: 'cloud/sqlx-sqlite', when: { ...SQLX, db: 'sqlite' } },
  { id: 'cloud/sqlx-postgres', when: { ...SQLX, db: 'postgres' } },
];
