import { describe, expect, it } from 'vitest';

import { resolveAnswers } from '../../src/options/resolve.ts';
import { composeProject } from '../../src/project/compose.ts';
import type { CratePart, Feature } from '../../src/project/feature.ts';

const app: CratePart = { role: 'app', description: 'App', dependencies: { serde: {} } };
const store: CratePart = { role: 'store', description: 'Store', dependencies: { app: {}, sqlx: {} }, owns: ['sqlx'] };
const dependencies = { serde: {}, sqlx: {} };

const compose = (...features: readonly Omit<Feature, 'id'>[]) =>
  composeProject(
    resolveAnswers({ name: 'orders' }),
    features.map((feature, index) => ({ id: String(index), ...feature })),
    { toolchain: '1.95.0', rustVersion: '1.95' },
  );

describe('a project', () => {
  it('is put together from what its features say', () => {
    const project = compose({ crates: [app], dependencies }, { crates: [store] });
    expect(project.crates.map((crate) => crate.package)).toEqual(['orders-app', 'orders-store']);
  });

  it.each<[string, Omit<Feature, 'id'>, RegExp]>([
    ['uses what no feature adds', { crates: [{ role: 'app', dependencies: { rand: {} } }] }, /app uses rand/],
    ['adds what nobody uses', { dependencies: { rand: {} } }, /no crate uses .*rand/],
    ['goes round in a circle', { crates: [{ role: 'app', dependencies: { store: {} } }] }, /circle/],
    [
      'asks a member for a feature that it lacks',
      { crates: [{ role: 'store', dev: { app: { features: ['testing'] } } }] },
      /store asks app for testing/,
    ],
    ['owns what it does not use', { crates: [{ role: 'app', owns: ['tokio'] }] }, /app owns tokio/],
    ['uses what another crate owns', { crates: [{ role: 'app', dev: { sqlx: {} } }] }, /app uses sqlx/],
    ['describes a crate twice', { crates: [{ role: 'app', description: 'Again' }] }, /2 features give a description/],
  ])('that %s is refused', (_what, feature, message) => {
    expect(() => compose({ crates: [app, store], dependencies }, feature)).toThrow(message);
  });
});
