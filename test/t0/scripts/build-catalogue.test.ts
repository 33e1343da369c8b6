import { describe, expect, it } from 'vitest';
import { buildCatalogue, type CatalogueSources } from '../../../scripts/build-catalogue.ts';
import { CRATES_IO } from '../../../src/render/catalogue.ts';
import { packCatalogue } from '../../../src/render/pack.ts';

type MetadataPackage = CatalogueSources['metadata']['packages'][number];
type MetadataDependency = MetadataPackage['dependencies'][number];
type LockTable = CatalogueSources['lock']['package'][number];

function metadataPackage(name: string, overrides: Partial<MetadataPackage> = {}): MetadataPackage {
  return {
    name,
    version: '1.0.0',
    source: CRATES_IO,
    license: null,
    features: {},
    dependencies: [],
    ...overrides,
  };
}

function metadataDependency(name: string, overrides: Partial<MetadataDependency> = {}): MetadataDependency {
  return {
    name,
    rename: null,
    req: '^1.0',
    kind: null,
    optional: false,
    uses_default_features: true,
    features: [],
    target: null,
    ...overrides,
  };
}

function lockTable(name: string, overrides: Partial<LockTable> = {}): LockTable {
  return { name, version: '1.0.0', source: CRATES_IO, checksum: '00', ...overrides };
}

/** A catalogue whose one crate, `tree`, has these dependencies, of which `leaf` is locked. */
function treeWith(tree: Partial<MetadataPackage>, lockedDependencies = ['leaf']): CatalogueSources {
  return {
    manifest: {},
    lock: {
      version: 4,
      package: [
        { name: 'catalogue', version: '0.0.0', dependencies: ['tree'] },
        lockTable('leaf'),
        lockTable('tree', { dependencies: lockedDependencies }),
      ],
    },
    metadata: {
      packages: [
        metadataPackage('catalogue', {
          source: null,
          dependencies: [metadataDependency('tree'), metadataDependency('leaf')],
        }),
        metadataPackage('leaf'),
        metadataPackage('tree', tree),
      ],
    },
  };
}

function treeOf(sources: CatalogueSources) {
  const tree = buildCatalogue(sources).packages.find(({ name }) => name === 'tree');
  if (tree === undefined) throw new Error('the tree was lost');
  return { ...tree, dependencies: tree.dependencies.map(({ key, package: { name } }) => [key, name]) };
}

describe('a package', () => {
  it('keeps what its manifest and the lock say of it', () => {
    expect(treeOf(treeWith({ license: 'MIT' }, []))).toMatchObject({
      name: 'tree',
      version: '1.0.0',
      checksum: '00',
      license: 'MIT',
    });
  });

  it('keeps build-dependencies and renamed ones, but no dev-dependencies', () => {
    const dependencies = [
      metadataDependency('leaf', { kind: 'build' }),
      metadataDependency('leaf', { rename: 'renamed', target: 'cfg(windows)' }),
      metadataDependency('absent', { kind: 'dev' }),
    ];
    expect(treeOf(treeWith({ dependencies })).dependencies).toEqual([
      ['leaf', 'leaf'],
      ['renamed', 'leaf'],
    ]);
  });

  it('loses the features and optional dependencies that the catalogue leaves off', () => {
    const tree = treeOf(
      treeWith({
        features: { default: ['std'], std: [], full: ['dep:leaf'], extra: ['dep:absent'] },
        dependencies: [
          metadataDependency('leaf', { optional: true }),
          metadataDependency('absent', { optional: true }),
        ],
      }),
    );
    expect([...tree.features.keys()]).toEqual(['default', 'std']);
    expect(tree.dependencies).toEqual([]);
    expect(tree.defaultIsOff).toBe(false);
  });

  it('remembers that it has default features which the catalogue leaves off', () => {
    const sources = treeWith({ features: { default: [] } }, []);
    const [root, ...packages] = sources.metadata.packages;
    const dependencies =
      root?.dependencies.map((dependency) => ({ ...dependency, uses_default_features: false })) ?? [];
    const metadata = { packages: [metadataPackage('catalogue', { source: null, dependencies }), ...packages] };
    expect(treeOf({ ...sources, metadata }).defaultIsOff).toBe(true);
  });
});

it('resolves a dependency to the locked version that matches', () => {
  const sources = treeWith({ dependencies: [metadataDependency('leaf', { req: '>=2' })] });
  const catalogue = buildCatalogue({
    ...sources,
    lock: {
      version: 4,
      package: [
        { name: 'catalogue', version: '0.0.0', dependencies: ['tree', 'leaf 1.0.0'] },
        lockTable('leaf'),
        lockTable('leaf', { version: '2.0.0' }),
        lockTable('tree', { dependencies: ['leaf 2.0.0'] }),
      ],
    },
    metadata: { packages: [...sources.metadata.packages, metadataPackage('leaf', { version: '2.0.0' })] },
  });
  const [, , tree] = catalogue.packages;
  expect(tree?.dependencies.map((dependency) => dependency.package.version)).toEqual(['2.0.0']);
});

it('does not depend on the order of its sources', () => {
  const sources = treeWith({ dependencies: [metadataDependency('leaf')] });
  const reversed = {
    ...sources,
    lock: { ...sources.lock, package: sources.lock.package.toReversed() },
    metadata: { packages: sources.metadata.packages.toReversed() },
  };
  const packed = (from: CatalogueSources) => JSON.stringify(packCatalogue(buildCatalogue(from)));
  expect(packed(reversed)).toBe(packed(sources));
});

describe('refuses', () => {
  const sources = treeWith({ dependencies: [metadataDependency('leaf')] });
  const withLock = (...tables: LockTable[]): CatalogueSources => ({
    ...sources,
    lock: { ...sources.lock, package: [...sources.lock.package, ...tables] },
  });

  it.each<[string, CatalogueSources, string]>([
    ['[patch]', { ...sources, manifest: { patch: {} } }, 'must not have a [patch] table'],
    ['[replace]', { ...sources, manifest: { replace: {} } }, 'must not have a [replace] table'],
    ['another lock format', { ...sources, lock: { ...sources.lock, version: 3 } }, 'has version 3, expected 4'],
    ['path dependencies', withLock({ name: 'local', version: '1.0.0' }), 'found catalogue, local'],
    [
      'git dependencies',
      withLock(lockTable('fork', { source: 'git+https://example.org' })),
      'fork 1.0.0 comes from git+',
    ],
    [
      'other registries',
      withLock(lockTable('own', { source: 'registry+https://example.org' })),
      'own 1.0.0 comes from registry+https://example.org, and only crates.io is supported',
    ],
    [
      'metadata of another lock',
      { ...sources, metadata: { packages: sources.metadata.packages.filter(({ name }) => name !== 'leaf') } },
      'cargo metadata does not know leaf 1.0.0',
    ],
    [
      'a lock without a needed dependency',
      treeWith({ dependencies: [metadataDependency('leaf')] }, []),
      'Cargo.lock resolves leaf, which tree needs, to nothing',
    ],
    [
      'a lock with more than is needed',
      {
        ...withLock(lockTable('unused')),
        metadata: { packages: [...sources.metadata.packages, metadataPackage('unused')] },
      },
      'unused 1.0.0 is locked, but nothing depends on it',
    ],
  ])('%s', (_, refused, message) => {
    expect(() => buildCatalogue(refused)).toThrow(message);
  });
});
