import { describe, expect, it } from 'vitest';

import { readProject, type ProjectMetadata } from '../../../src/lifecycle/gates/project.ts';

type Found = ProjectMetadata['packages'][number];

const CRATES_IO = 'registry+https://github.com/rust-lang/crates.io-index';

function found(name: string, more: Partial<Found> = {}): Found {
  return {
    id: name,
    name,
    version: '1.0.0',
    source: CRATES_IO,
    license: 'MIT',
    features: {},
    dependencies: [],
    manifest_path: `/registry/${name}/Cargo.toml`,
    rust_version: null,
    publish: null,
    targets: [{ kind: ['lib'] }],
    ...more,
  };
}

function on(name: string, more: Partial<Found['dependencies'][number]> = {}): Found['dependencies'][number] {
  const plain = { rename: null, req: '^1', kind: null, optional: false, features: [], target: null };
  return { name, uses_default_features: true, ...plain, ...more };
}

/** A workspace in /work whose members are those without a source. */
function project(...packages: Found[]) {
  const metadata = {
    packages,
    workspace_members: packages.flatMap(({ id, source }) => (source === null ? [id] : [])),
    resolve: {
      nodes: packages.map(({ id, dependencies }) => ({
        id,
        deps: dependencies.flatMap((each) => resolved(each, packages)),
      })),
    },
    workspace_root: '/work',
    target_directory: '/work/target',
  };
  return readProject(metadata);
}

/** Every version of the name, as Cargo lists them where a package depends on several. */
function resolved({ name }: { readonly name: string }, packages: readonly Found[]) {
  return packages.filter((candidate) => candidate.name === name).map(({ id }) => ({ pkg: id }));
}

const member = (name: string, manifest: string, more: Partial<Found> = {}): Found =>
  found(name, { source: null, manifest_path: `/work/${manifest}`, ...more });

describe('members', () => {
  it('are those in the folder, by their manifests', () => {
    const { members, outside } = project(
      member('b', 'crates/b/Cargo.toml', { rust_version: '1.70', targets: [{ kind: ['bin'] }] }),
      member('a', 'Cargo.toml', { targets: [{ kind: ['proc-macro'] }] }),
      found('c', { source: null, manifest_path: '/other/c/Cargo.toml' }),
    );
    expect(members).toEqual([
      { name: 'a', manifest: 'Cargo.toml', rustVersion: undefined, hasLibrary: true },
      { name: 'b', manifest: 'crates/b/Cargo.toml', rustVersion: '1.70', hasLibrary: false },
    ]);
    expect(outside).toEqual(['../other/c/Cargo.toml']);
  });
});

describe('the policy', () => {
  it('allows the licences of what is built, and no other', () => {
    const { policy, unclear } = project(
      member('a', 'Cargo.toml', { license: null, dependencies: [on('b'), on('t', { kind: 'dev' })] }),
      found('b', { license: 'ISC', dependencies: [on('c', { optional: true })] }),
      found('c', { license: 'GPL-3.0' }),
      found('t', { license: 'Zlib' }),
    );
    expect(policy.licences).toEqual({ allow: ['ISC'], exceptions: [] });
    expect(unclear).toEqual([]);
  });

  it('skips the older of two versions, and says who needs it', () => {
    const metadata = [
      member('a', 'Cargo.toml', { dependencies: [on('b'), on('c')] }),
      found('b', { version: '1.2.0' }),
      found('c', { dependencies: [on('b', { req: '^0.9' })] }),
      found('b', { id: 'b 0.9', version: '0.9.0' }),
    ];
    expect(project(...metadata).policy.skips).toEqual([{ crate: 'b@^0.9', reason: 'needed by c' }]);
  });

  it('names other sources, and any version at all', () => {
    const { policy, unclear } = project(
      member('a', 'Cargo.toml', { dependencies: [on('b', { req: '*' }), on('c'), on('d')] }),
      found('b', { license: null }),
      found('c', { source: 'git+https://example.com/c?branch=main#0123456' }),
      found('d', { source: 'sparse+https://example.com/index/' }),
    );
    expect(policy.wildcards).toBe(true);
    expect(policy.sources).toEqual({ git: ['https://example.com/c'], registries: ['https://example.com/index/'] });
    expect(unclear).toEqual(['b@1.0.0']);
  });

  it('knows a path from a wildcard', () => {
    const { policy } = project(
      member('a', 'Cargo.toml', { dependencies: [on('b', { req: '*', path: '/work/b' })] }),
      member('b', 'b/Cargo.toml'),
    );
    expect(policy.wildcards).toBe(false);
  });
});

describe('the demands of locked packages', () => {
  it('come the most first', () => {
    const { demands } = project(
      member('a', 'Cargo.toml', { rust_version: '1.90', dependencies: [on('b'), on('c'), on('d')] }),
      found('b', { rust_version: '1.63' }),
      found('c', { rust_version: '1.71.1' }),
      found('d'),
    );
    expect(demands).toEqual([
      { crate: 'c 1.0.0', rustVersion: '1.71.1' },
      { crate: 'b 1.0.0', rustVersion: '1.63' },
    ]);
  });
});
