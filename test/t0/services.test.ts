import { describe, expect, it, test } from 'vitest';

import { InputError } from '../../src/options/errors.ts';
import type { RawAnswers } from '../../src/options/resolve.ts';
import { portOf } from '../../src/project/services.ts';
import { projectOf } from '../support/project.ts';

/** Role by package. */
function rolesOf(raw: RawAnswers): Record<string, string> {
  return Object.fromEntries(projectOf(raw).crates.map((crate) => [crate.package, crate.role]));
}

describe('a further service', () => {
  it('has the crates of a service of its own, whatever else the workspace has', () => {
    const billing = {
      billing: 'bin',
      'billing-app': 'app',
      'billing-auth': 'auth',
      'billing-domain': 'domain',
      'billing-issuer': 'issuer',
      'billing-rest': 'rest',
      'billing-store': 'store',
      'billing-web': 'web',
    };
    for (const raw of [{}, { pillar: 'all' }]) {
      expect(rolesOf({ ...raw, service: ['billing'] })).toEqual({ ...rolesOf(raw), ...billing });
    }
    expect(rolesOf({ service: ['billing'], auth: 'none' })).not.toHaveProperty('billing-auth');
  });

  it('starts from the minimal sample', () => {
    const { crates } = projectOf({ service: ['billing'], sample: 'full' });
    const describes = (name: string) => crates.find((crate) => crate.package === name)?.description;
    expect(describes('orders-domain')).toBe('What an order is and what may happen to it');
    expect(describes('billing-domain')).toBe('What an item is and what may happen to it');
  });

  it('leaves the workspace the labs, steps, gates and dependencies that it had', () => {
    const shared = ({
      labs,
      next,
      gates,
      dependencies,
      disallowed,
      environment,
      slots,
    }: ReturnType<typeof projectOf>) => ({
      ...{ labs, next, gates, dependencies, disallowed, environment, slots },
    });
    expect(shared(projectOf({ service: ['billing'] }))).toEqual(shared(projectOf()));
  });

  it('keeps SQLx to its own store', () => {
    const owners = projectOf({ service: ['billing'] }).crates.filter(({ owns }) => owns.includes('sqlx'));
    expect(owners.map((crate) => crate.package)).toEqual(['billing-store', 'orders-store']);
  });
});

// 20000 + FNV-1a % 7000; of "foobar" the hash is published: 0xbf9cf968.
test.each([
  ['foobar', 20_000 + (0xbf9cf968 % 7000)],
  ['billing', 20_292],
  ['invoicing', 26_163],
])('%s listens on port %d', (name, port) => {
  expect(portOf(name)).toBe(port);
});

test.each<[RawAnswers, string]>([
  [{ service: 'orders' }, "--service: orders is what the project's first service is called; choose another name"],
  [
    { service: 'orders-domain' },
    '--service: the crate orders-domain of orders and the service orders-domain would have one name; give the service another',
  ],
  [
    { name: 'my-shop', service: 'my_shop' },
    '--service: the service my-shop and the service my_shop would have one name; give the service another',
  ],
  [
    { service: ['billing', 'billing-store'] },
    '--service: the crate billing-store of billing and the service billing-store would have one name; give the service another',
  ],
  [
    { service: ['billing', 'bnm'] },
    '--service: billing and bnm would both listen on port 20292; give one another name',
  ],
])('%j is refused', (raw, message) => {
  expect(() => projectOf(raw)).toThrow(new InputError(message));
});
