import { expect, it } from 'vitest';
import { denyGraph } from '../../../src/render/graph.ts';
import { licences } from '../../../src/render/licences.ts';
import { catalogueOf, locked, member, needs } from '../../support/lock/hand-made.ts';

/** The policy for a workspace that depends on crates `crate-0`, `crate-1`… with these licences. */
function policyFor(...expressions: (string | undefined)[]) {
  const packages = expressions.map((license, index) =>
    locked(`crate-${index} 1.0.0`, license === undefined ? {} : { license }),
  );
  const orders = member(
    'orders',
    packages.map(({ name }) => needs(name)),
  );
  return licences(denyGraph(catalogueOf(...packages), [orders], ['x86_64-unknown-linux-gnu', 'aarch64-apple-darwin']));
}

it('chooses one licence where one is enough', () => {
  expect(policyFor('Apache-2.0 OR MIT', 'MIT/Apache-2.0', 'Zlib OR Apache-2.0 OR MIT').allow).toEqual(['MIT']);
});

it('prefers a licence that another crate needs anyway', () => {
  expect(policyFor('MIT OR Apache-2.0', 'Apache-2.0').allow).toEqual(['Apache-2.0']);
});

it('allows every part of a conjunction', () => {
  expect(policyFor('(MIT OR Apache-2.0) AND Unicode-3.0').allow).toEqual(['MIT', 'Unicode-3.0']);
});

it('tells a licence from the same one with an exception', () => {
  expect(policyFor('Apache-2.0 WITH LLVM-exception').allow).toEqual(['Apache-2.0 WITH LLVM-exception']);
});

it('allows what is not permissive only where it is needed', () => {
  expect(policyFor('MIT', 'MPL-2.0', 'MIT OR MPL-2.0', 'MIT AND CDLA-Permissive-2.0')).toEqual({
    allow: ['MIT'],
    exceptions: [
      { crate: 'crate-1', allow: ['MPL-2.0'] },
      { crate: 'crate-3', allow: ['CDLA-Permissive-2.0'] },
    ],
    unclear: [],
  });
});

it('prefers the permissive licence even where the other is allowed for someone else', () => {
  expect(policyFor('MPL-2.0', 'MPL-2.0 OR 0BSD')).toMatchObject({
    allow: ['0BSD'],
    exceptions: [{ crate: 'crate-0', allow: ['MPL-2.0'] }],
  });
});

it('has preferences, whatever the order of the letters', () => {
  expect(policyFor('ISC OR BSD-3-Clause', '0BSD OR Apache-2.0').allow).toEqual(['Apache-2.0', 'BSD-3-Clause']);
});

it('names the packages that declare nothing', () => {
  expect(policyFor('MIT', undefined).unclear).toEqual(['crate-1@1.0.0']);
});

it('asks nothing of dev-dependencies', () => {
  const orders = member('orders', [needs('tested-with', { kind: 'dev' })]);
  const catalogue = catalogueOf(locked('tested-with 1.0.0', { license: 'ISC' }));
  const graph = denyGraph(catalogue, [orders], ['x86_64-unknown-linux-gnu', 'aarch64-apple-darwin']);
  expect(licences(graph).allow).toEqual([]);
});

it('counts the licence of a member that declares one', () => {
  const orders = { ...member('orders', []), license: 'BSD-3-Clause' };
  const graph = denyGraph(catalogueOf(), [orders], ['x86_64-unknown-linux-gnu', 'aarch64-apple-darwin']);
  expect(licences(graph).allow).toEqual(['BSD-3-Clause']);
});
