import { expect, it } from 'vitest';
import type { Catalogue } from '../../../src/render/catalogue.ts';
import { packCatalogue, type PackedCatalogue, unpackCatalogue } from '../../../src/render/pack.ts';
import { locked, member, needs, on } from '../../support/lock/hand-made.ts';

const LEAF = { ...locked('leaf 1.0.0', { license: 'MIT' }), checksum: '0123456789abcdef'.repeat(4) };
const TREE = {
  ...locked('tree 2.0.0+build', {
    license: 'MIT',
    features: { default: ['std', 'dep:leaf', 'leaf/a', 'leaf?/b'], std: [] },
    defaultIsOff: true,
    dependencies: [
      on(LEAF),
      on(LEAF, { key: 'renamed', optional: true, target: 'cfg(windows)', features: ['a', 'b'] }),
      on(LEAF, { kind: 'build', defaultFeatures: false }),
    ],
  }),
  checksum: 'ff00'.repeat(16),
};
const CATALOGUE: Catalogue = { root: member('catalogue', [needs('tree')]), packages: [LEAF, TREE] };

it('loses nothing, through JSON', () => {
  const json = JSON.stringify(packCatalogue(CATALOGUE));
  expect(unpackCatalogue(JSON.parse(json) as PackedCatalogue)).toEqual(CATALOGUE);
});

it('keeps packages that are depended on one and the same', () => {
  const [leaf, tree] = unpackCatalogue(packCatalogue(CATALOGUE)).packages;
  expect(tree?.dependencies.every((dependency) => dependency.package === leaf)).toBe(true);
});
