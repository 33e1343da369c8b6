import { describe, expect, it } from 'vitest';
import type { Catalogue, Member } from '../../../src/render/catalogue.ts';
import { denyGraph, dependentsOf, duplicates, withoutDev } from '../../../src/render/graph.ts';
import { catalogueOf, locked, member, needs, on } from '../../support/lock/hand-made.ts';

const LEAF = locked('leaf 1.0.0');

function graphOf(catalogue: Catalogue, ...members: Member[]) {
  return denyGraph(catalogue, members, ['x86_64-unknown-linux-gnu', 'aarch64-apple-darwin']);
}

function namesOf(graph: ReturnType<typeof graphOf>): string[] {
  return Array.from(graph.keys(), ({ name }) => name);
}

describe('the graph', () => {
  it('leaves out dependencies of other targets', () => {
    const tree = locked('tree 1.0.0', { dependencies: [on(LEAF, { target: 'cfg(windows)' })] });
    const orders = member('orders', [needs('tree'), needs('other', { target: 'cfg(windows)' })]);
    expect(namesOf(graphOf(catalogueOf(LEAF, locked('other 1.0.0'), tree), orders))).toEqual(['orders', 'tree']);
  });

  it.each([
    ['tokio?/net', ['orders', 'tower']],
    ['tokio/net', ['orders', 'leaf', 'tokio', 'tower']],
  ])('takes %s for what it says', (value, expected) => {
    const tokio = locked('tokio 1.0.0', {
      features: { net: ['dep:leaf'] },
      dependencies: [on(LEAF, { optional: true })],
    });
    const tower = locked('tower 1.0.0', { features: { full: [value] }, dependencies: [on(tokio, { optional: true })] });
    const orders = member('orders', [needs('tower', { features: ['full'] })]);
    expect(namesOf(graphOf(catalogueOf(LEAF, tokio, tower), orders))).toEqual(expected);
  });

  it("does not switch on the feature of a dependency's name by asking the dependency for one", () => {
    const extra = locked('extra 1.0.0');
    const tokio = locked('tokio 1.0.0', { features: { net: [] } });
    const tower = locked('tower 1.0.0', {
      features: { full: ['tokio/net'], tokio: ['dep:tokio', 'dep:extra'] },
      dependencies: [on(tokio, { optional: true }), on(extra, { optional: true })],
    });
    const orders = member('orders', [needs('tower', { features: ['full'] })]);
    expect(namesOf(graphOf(catalogueOf(extra, tokio, tower), orders))).toEqual(['orders', 'tokio', 'tower']);
  });

  it('passes a weak feature on once something else switches the dependency on', () => {
    const tokio = locked('tokio 1.0.0', {
      features: { net: ['dep:leaf'] },
      dependencies: [on(LEAF, { optional: true })],
    });
    const tower = locked('tower 1.0.0', {
      features: { full: ['tokio?/net'], rt: ['dep:tokio'] },
      dependencies: [on(tokio, { optional: true })],
    });
    const orders = member('orders', [needs('tower', { features: ['full', 'rt'] })]);
    expect(namesOf(graphOf(catalogueOf(LEAF, tokio, tower), orders))).toContain('leaf');
  });

  it('without dev-dependencies keeps what is reached otherwise too', () => {
    const tree = locked('tree 1.0.0', { dependencies: [on(LEAF)] });
    const only = locked('only 1.0.0', { dependencies: [on(LEAF)] });
    const orders = member('orders', [needs('tree', { kind: 'build' }), needs('only', { kind: 'dev' })]);
    const graph = graphOf(catalogueOf(LEAF, only, tree), orders);
    expect(namesOf(graph)).toEqual(['orders', 'leaf', 'only', 'tree']);
    expect(namesOf(withoutDev(graph))).toEqual(['orders', 'leaf', 'tree']);
  });
});

describe('dependents of a crate', () => {
  it('are packages of the registry, each once', () => {
    const moss = locked('moss 1.0.0', { dependencies: [on(LEAF)] });
    const old = locked('tree 1.0.0', { dependencies: [on(LEAF)] });
    const recent = locked('tree 2.0.0', { dependencies: [on(LEAF)] });
    const orders = member('orders', [needs('leaf'), needs('moss'), needs('tree', { requirement: '^1' })]);
    const billing = member('billing', [needs('tree', { requirement: '^2' })]);
    const graph = graphOf(catalogueOf(LEAF, moss, old, recent), orders, billing);
    expect(dependentsOf(graph, 'leaf')).toEqual(['moss', 'tree']);
    expect(dependentsOf(graph, 'moss')).toEqual([]);
  });
});

describe('duplicates', () => {
  const old = locked('rand 0.8.0');
  const older = locked('rand 0.7.0');
  const recent = locked('rand 0.10.0');
  const user = (name: string) => locked(`${name} 1.0.0`, { dependencies: [on(older)] });

  it('are all versions but the newest, with who needs them', () => {
    const catalogue = catalogueOf(older, old, recent, ...['a', 'b', 'c', 'd'].map(user));
    const orders = member('orders', [
      ...['a', 'b', 'c', 'd'].map((name) => needs(name)),
      needs('rand', { requirement: '=0.8' }),
      needs('rand', { key: 'recent', requirement: '=0.10' }),
    ]);
    expect(duplicates(graphOf(catalogue, orders))).toEqual([
      { crate: 'rand@^0.7', reason: 'needed by a, b and 2 others' },
      { crate: 'rand@^0.8', reason: 'needed by orders' },
    ]);
  });

  it('are not those that only tests need', () => {
    const orders = member('orders', [
      needs('rand', { requirement: '=0.10' }),
      needs('rand', { key: 'old', requirement: '=0.8', kind: 'dev' }),
    ]);
    expect(duplicates(graphOf(catalogueOf(old, recent), orders))).toEqual([]);
  });

  it('are not versions that re-export a newer one of the same crate', () => {
    const bridged = locked('rand 0.10.0', { dependencies: [on(old)] });
    expect(
      duplicates(graphOf(catalogueOf(old, bridged), member('orders', [needs('rand', { requirement: '=0.10' })]))),
    ).toEqual([]);
  });

  it('are named without build metadata', () => {
    const catalogue = catalogueOf(locked('wasi 0.11.1+wasi-snapshot-preview1'), locked('wasi 0.14.0'));
    const orders = member('orders', [
      needs('wasi', { requirement: '0.11' }),
      needs('wasi', { key: 'new', requirement: '0.14' }),
    ]);
    expect(duplicates(graphOf(catalogue, orders))).toEqual([{ crate: 'wasi@^0.11', reason: 'needed by orders' }]);
  });
});
