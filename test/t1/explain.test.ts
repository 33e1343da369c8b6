import { describe, expect, test } from 'vitest';

import { explain, type Meaning } from '../../src/lifecycle/explain/index.ts';
import { InputError } from '../../src/options/errors.ts';
import { GATES } from '../../src/gates/list.ts';
import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { OPTIONS } from '../../src/options/table.ts';
import { NO_ADDITIONS, type Additions } from '../../src/project/additions.ts';
import { assets } from '../support/assets.ts';

function explained(name: string, raw: RawAnswers = {}, additions: Partial<Additions> = {}): Meaning[] {
  return explain(name, resolveAnswers({ name: 'orders', ...raw }), assets, { ...NO_ADDITIONS, ...additions });
}

/** A choice may have the name of a crate. */
function explainedCrates(name: string, raw: RawAnswers): Meaning[] {
  return explained(name, raw).filter(({ kind }) => kind === 'crate');
}

/** Of Cargo.lock: name and version of every package, and whether it comes from a registry. */
function lockedPackages(lock: string): { name: string; version: string; member: boolean }[] {
  return lock.split('[[package]]\n').flatMap((block) => {
    const [, name, version] = /^name = "(.*)"\nversion = "(.*)"$/m.exec(block) ?? [];
    return name === undefined || version === undefined
      ? []
      : [{ name, version, member: !block.includes('\nsource = ') }];
  });
}

describe('everything that there is has a meaning', () => {
  test.each<[string, RawAnswers]>([
    ['of the default workspace', {}],
    ['of a workspace with every pillar', { pillar: 'all' }],
  ])('%s', (_title, raw) => {
    const { tree } = create(resolveAnswers({ name: 'orders', ...raw }), assets);
    for (const file of [...tree.keys()].filter((path) => !path.startsWith('crates/'))) {
      const files = explained(file, raw).filter(({ kind }) => kind === 'file');
      expect(files).toMatchObject([{ path: file }]);
    }
    for (const { name, version, member } of lockedPackages(tree.get('Cargo.lock')?.text ?? '').slice(-15)) {
      expect(explained(name, raw)).toContainEqual(expect.objectContaining({ kind: 'crate', name, version, member }));
    }
  });

  test('every option and every gate', () => {
    for (const { id } of OPTIONS) expect(explained(id)).toContainEqual(expect.objectContaining({ kind: 'option', id }));
    for (const { id } of GATES) expect(explained(id)).toContainEqual(expect.objectContaining({ kind: 'gate', id }));
  });
});

describe('an option', () => {
  test('has its value here, and the features that hang on it', () => {
    expect(explained('--db', { db: 'postgres' })).toMatchObject([
      { kind: 'option', id: 'db', value: 'postgres', default: 'sqlite', when: '--pillar cloud' },
    ]);
    const [option] = explained('db', { db: 'postgres' });
    const features = option?.kind === 'option' ? option.features : [];
    expect(features).toContainEqual({
      feature: 'cloud/db-postgres',
      when: '--pillar cloud and --db postgres',
      on: true,
    });
    expect(features).toContainEqual({ feature: 'cloud/db-sqlite', when: '--pillar cloud and --db sqlite', on: false });
  });

  test('is found by a choice of its own', () => {
    expect(explained('jwt')).toMatchObject([{ kind: 'option', id: 'auth', choice: { id: 'jwt' } }]);
  });

  test('is found by a name that was answered', () => {
    const meanings = explained('billing', { service: ['billing', 'invoicing'] });
    expect(meanings).toMatchObject([
      { kind: 'option', id: 'service', value: ['billing', 'invoicing'] },
      { kind: 'crate', name: 'billing' },
    ]);
  });

  test('says which presets lock it, and why', () => {
    const locks = [
      { option: 'license', reason: 'LEGAL-12', preset: 'company' },
      { option: 'auth', reason: 'PCI DSS 8', preset: 'payments' },
    ];
    expect(explained('license', {}, { locks })).toMatchObject([
      { id: 'license', locks: [{ reason: 'LEGAL-12', preset: 'company' }] },
    ]);
    expect(explained('db', {}, { locks })).toMatchObject([{ id: 'db', locks: [] }]);
  });

  test('that does not apply has no value', () => {
    const [option] = explained('db', { pillar: 'memory' });
    expect(option).not.toHaveProperty('value');
  });
});

describe('a file', () => {
  test('says which templates it comes from, and which answers turn them on', () => {
    expect(explained('compose.yaml', { db: 'postgres' })).toEqual([
      {
        kind: 'file',
        path: 'compose.yaml',
        from: ['templates/cloud/docker-postgres/compose.yaml.ejs'],
        features: [
          {
            feature: 'cloud/docker-postgres',
            when: '--pillar cloud and --container docker and --db postgres',
            on: true,
          },
        ],
      },
    ]);
  });

  test('that no answer turned on is in every workspace', () => {
    const sets: RawAnswers[] = [
      {
        pillar: 'all',
        ci: 'both',
        'dev-container': 'yes',
        owners: '@acme/platform',
        editors: 'all',
        service: 'billing',
      },
      { pillar: 'dx', ci: 'github', editors: 'none' },
      { db: 'postgres', ci: 'gitlab', container: 'none' },
    ];
    const trees = sets.map((raw) => create(resolveAnswers({ name: 'orders', ...raw }), assets).tree);
    const everywhere = [...new Set(trees.flatMap((tree) => [...tree.keys()]))].filter((path) =>
      trees.every((tree) => tree.has(path)),
    );
    // A crate's own files come from templates, all but this one.
    const isRendered = (path: string): boolean => !path.startsWith('crates/') || path.endsWith('/SETTINGS.md');
    const always = sets.flatMap((raw, index) =>
      [...(trees[index]?.keys() ?? [])]
        .filter(isRendered)
        .filter((path) =>
          explained(path, raw).some((meaning) => meaning.kind === 'file' && meaning.features.length === 0),
        ),
    );
    expect(always).toContain('deny.toml');
    expect(everywhere).toEqual(expect.arrayContaining(always));
  });

  test('that only the generator or a program writes says so', () => {
    const change = (file: string): (string | undefined)[] =>
      explained(file).map((meaning) => (meaning.kind === 'file' ? meaning.change : ''));
    expect(change('.create-rust-2026.json')).toEqual(['add and remove: they go by it, and reproduce too']);
    expect(change('orders/SETTINGS.md')).toEqual([
      'cargo run --bin orders -- config table writes it, from defaults.toml beside it',
    ]);
    expect(change('CONTRIBUTING.md')).toEqual([undefined]);
  });

  test('may be given by its end', () => {
    const paths = explained('orders-store/Cargo.toml').map((meaning) => (meaning.kind === 'file' ? meaning.path : ''));
    expect(paths).toEqual(['crates/orders-store/Cargo.toml']);
  });

  test('that is rendered names the source, a manifest the features that add to its crate', () => {
    expect(explained('deny.toml')).toEqual([
      { kind: 'file', path: 'deny.toml', from: ['src/render/deny.ts'], features: [] },
    ]);
    const [manifest] = explained('crates/orders-auth/Cargo.toml');
    expect(manifest).toMatchObject({
      from: ['src/render/manifest.ts'],
      features: [{ feature: 'cloud/auth-jwt', when: '--pillar cloud and --auth jwt', on: true }],
    });
  });
});

describe('a crate', () => {
  test('of the workspace is found by package and by role', () => {
    expect(explained('domain')).toEqual(explained('orders-domain'));
    const [domain] = explained('domain');
    expect(domain).toMatchObject({ kind: 'crate', name: 'orders-domain', member: true, path: [] });
    const members = domain?.kind === 'crate' ? domain.askedBy.map(({ member }) => member) : [];
    expect(members).toEqual(expect.arrayContaining(['orders-app', 'orders-store']));
  });

  test('of a further service, and its files, hang on what that one is made of', () => {
    const raw = { service: 'billing', sample: 'full' };
    const featuresOf = (name: string): string[] =>
      explained(name, raw).flatMap((meaning) =>
        meaning.kind === 'crate' || meaning.kind === 'file' ? meaning.features.map(({ feature }) => feature) : [],
      );
    expect(explained('domain', raw)).toHaveLength(2);
    expect(featuresOf('billing-domain')).toEqual(['cloud/base', 'cloud/sample-minimal']);
    expect(featuresOf('orders-domain')).toEqual(['cloud/base', 'cloud/sample-full']);
    expect(featuresOf('crates/billing-domain/src/item.rs')).toEqual(['cloud/sample-minimal']);
    expect(featuresOf('crates/billing-domain/Cargo.toml')).toEqual(['cloud/base', 'cloud/sample-minimal']);
  });

  test('of a further service, and its files, are there for --service', () => {
    const raw = { service: ['billing', 'invoicing'], db: 'postgres' };
    expect(explained('billing-store', raw)).toMatchObject([
      {
        features: [
          { feature: 'cloud/base', when: '--service billing', on: true },
          { feature: 'cloud/db-postgres', when: '--service billing and --db postgres', on: true },
        ],
      },
    ]);
    expect(explained('invoicing/defaults.toml', raw)).toMatchObject([
      {
        features: [
          { feature: 'cloud/base', when: '--service invoicing' },
          { feature: 'cloud/auth-jwt', when: '--service invoicing and --auth jwt' },
        ],
      },
    ]);
    expect(explained('crates/invoicing-domain/src/item.rs', raw)).toMatchObject([
      { features: [{ feature: 'cloud/sample-minimal', when: '--service invoicing' }] },
    ]);
    expect(explainedCrates('sqlx', raw)).toMatchObject([
      {
        features: [
          { feature: 'cloud/base', when: '--pillar cloud' },
          { feature: 'cloud/base', when: '--service billing or invoicing' },
        ],
      },
    ]);
  });

  test('of the registry says who asks for it, and what deny.toml says', () => {
    expect(explainedCrates('sqlx', { db: 'postgres' })).toMatchObject([
      {
        kind: 'crate',
        member: false,
        licence: 'MIT OR Apache-2.0',
        askedBy: [{ member: 'orders-store', kind: 'normal' }],
        deny: ['only orders-store may depend on it: the rest of the workspace goes through orders-store'],
        features: expect.arrayContaining([{ feature: 'cloud/base', when: '--pillar cloud', on: true }]) as unknown,
      },
    ]);
  });

  test('that others pull in says the shortest way, each step of which the lock has', () => {
    const { tree } = create(resolveAnswers({ name: 'orders' }), assets);
    const blocks = (tree.get('Cargo.lock')?.text ?? '').split('[[package]]\n');
    const meanings = explained('hashbrown').filter((meaning) => meaning.kind === 'crate');
    expect(meanings.length).toBeGreaterThan(1);
    for (const { path, name, version, askedBy } of meanings) {
      expect(askedBy).toEqual([]);
      expect(path.at(-1)).toBe(`${name} ${version}`);
      for (const [index, step] of path.slice(0, -1).entries()) {
        const [dependent = '', of = '0.1.0'] = step.split(' ');
        const [dependency = ''] = path[index + 1]?.split(' ') ?? [];
        const block = blocks.find((text) => text.startsWith(`name = "${dependent}"\nversion = "${of}"\n`));
        expect(block).toMatch(new RegExp(`^ "${dependency}( |")`, 'm'));
      }
    }
    const skips = [...(tree.get('deny.toml')?.text ?? '').matchAll(/crate = "hashbrown@.*reason = "(.*)"/g)];
    expect(meanings.flatMap(({ deny }) => deny)).toEqual(
      skips.map(([, reason]) => `an older version beside a newer one: ${reason ?? ''}`),
    );
  });
});

describe('a gate', () => {
  test('says its command as the workflow has it', () => {
    const raw = { pillar: 'async' };
    const { tree } = create(resolveAnswers({ name: 'orders', ...raw }), assets);
    const gate = explained('loom', raw).find(({ kind }) => kind === 'gate');
    expect(gate).toMatchObject({ kind: 'gate', here: true, tier: 'pull-request', job: 'Concurrency' });
    expect(tree.get('.github/workflows/ci.yml')?.text).toContain(gate?.kind === 'gate' ? gate.command : '?');
  });

  test('that is not here says what would turn it on', () => {
    expect(explained('loom')).toMatchObject([
      { kind: 'gate', here: false, features: [{ when: '--pillar async', on: false }] },
    ]);
  });
});

test('a registry is told with its index and the preset that brings it', () => {
  const index = 'sparse+https://cargo.acme.example/index/';
  const additions = { registries: [{ name: 'acme', index, preset: 'company' }] };
  expect(explained('acme', {}, additions)).toEqual([{ kind: 'registry', name: 'acme', index, preset: 'company' }]);
  expect(() => explained('acmee', {}, additions)).toThrow('did you mean acme?');
  expect(() => explained('acme')).toThrow(InputError);
});

test('all meanings of a name are told', () => {
  expect(explained('systems', { pillar: 'systems' }).map(({ kind }) => kind)).toEqual(['option', 'option']);
  expect(explained('loom', { pillar: 'async' }).map(({ kind }) => kind)).toEqual(['crate', 'gate']);
});

test.each([
  ['clipy', 'did you mean clippy?'],
  ['tokoi', 'did you mean tokio?'],
  ['Cargo.tml', 'did you mean Cargo.toml?'],
  ['nothing-like-that-at-all', 'list shows the options, Cargo.lock the crates, the README the gates'],
])('%s means nothing', (name, hint) => {
  expect(() => explained(name)).toThrow(
    new InputError(`there is no option, file, crate, gate or registry "${name}" here; ${hint}`),
  );
});
