import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readTemplates } from '../../scripts/templates.ts';
import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { FEATURES } from '../../src/pillars/index.ts';
import { assets } from '../support/assets.ts';
import { coveringSets } from '../support/combinations.ts';
import { problemsOf } from '../support/invariants.ts';

const NAMES = ['a', 'my-service-2', 'under_scored', 'the-longest-name-that-a-project-may-have-48-long'];
/** What three answers turn on together, which pairs need not hold. */
const THREES = ['docker', 'none'].map((container) => ({ name: 'a', db: 'postgres', container, service: 'billing' }));
const SETS = [...coveringSets([{ id: 'name', values: NAMES }]), ...THREES];

function bytesOf(raw: RawAnswers): string {
  return JSON.stringify([...create(resolveAnswers(raw), assets).tree]);
}

it('the longest name is as long as a name may be', () => {
  expect(Math.max(...NAMES.map((name) => name.length))).toBe(48);
});

describe('every pair of choices', () => {
  it.each(SETS.map((set) => [JSON.stringify(set), set] as const))('%s', (_label, set) => {
    expect(problemsOf(create(resolveAnswers(set), assets).tree)).toEqual([]);
  });
});

describe('the same answers give the same bytes', () => {
  it('in whatever order they come', () => {
    const shuffled = fc.constantFrom(...SETS).chain((set) =>
      fc
        .tuple(
          ...Object.entries(set).map(([id, value]) =>
            (Array.isArray(value) ? fc.shuffledSubarray(value, { minLength: value.length }) : fc.constant(value)).map(
              (answer): [string, string | string[]] => [id, answer as string | string[]],
            ),
          ),
        )
        .chain((entries) => fc.shuffledSubarray(entries, { minLength: entries.length }))
        .map((entries) => ({ set, other: Object.fromEntries(entries) })),
    );
    fc.assert(
      fc.property(shuffled, ({ set, other }) => {
        expect(bytesOf(other)).toBe(bytesOf(set));
      }),
      { numRuns: 30 },
    );
  });

  it('with a default said or not', () => {
    expect(bytesOf({ name: 'a', pillar: 'cloud', db: 'sqlite', editors: 'vscode' })).toBe(bytesOf({ name: 'a' }));
  });
});

describe('further services', () => {
  const treeOf = (raw: RawAnswers) => create(resolveAnswers({ name: 'orders', ...raw }), assets).tree;
  const below = (raw: RawAnswers, folders: RegExp) => [...treeOf(raw)].filter(([path]) => folders.test(path));
  const BILLING = /^(crates|deploy\/kubernetes)\/billing/;
  const ORDERS = /^(crates|deploy\/kubernetes)\/orders/;

  it.each<RawAnswers>([
    {},
    { db: 'postgres', auth: 'none', sample: 'minimal', deploy: 'kubernetes' },
    { pillar: ['cloud', 'data', 'ai'], container: 'none' },
  ])('leave alone what belongs to others: %j', (raw) => {
    const billing = below({ ...raw, service: 'billing' }, BILLING);
    expect(billing.length).toBeGreaterThan(50);
    expect(below({ ...raw, service: ['accounts', 'billing', 'invoicing'] }, BILLING)).toEqual(billing);
    expect(below({ ...raw, service: ['billing'] }, ORDERS)).toEqual(below(raw, ORDERS));
  });

  it('are what a service of that name is that has the workspace to itself', () => {
    // Of a service alone the workspace names the crates by role, for all members, and port, Dockerfile and `.env` are the first’s.
    const known = /\/(Cargo\.toml|Dockerfile|defaults\.toml|SETTINGS\.md|\.env\.example|settings\.rs)$/;
    const own = below({ sample: 'full', service: 'billing' }, BILLING).filter(([path]) => !known.test(path));
    const alone = below({ name: 'billing', sample: 'minimal' }, BILLING).filter(([path]) => !known.test(path));
    expect(own).toEqual(alone);
  });
});

describe('features', () => {
  const templates = Object.keys(assets.templates);
  const selections = SETS.map((set) => create(resolveAnswers(set), assets).project.features);

  it.each(FEATURES.map((feature) => [feature.id, feature] as const))(
    '%s adds something, and is on in some set',
    (id, feature) => {
      const added = Object.keys(feature).filter((key) => key !== 'id' && key !== 'when');
      const adds = added.length > 0 || templates.some((path) => path.startsWith(`${id}/`));
      expect(adds).toBe(true);
      expect(selections.some((features) => features.includes(id))).toBe(true);
    },
  );

  it.each(FEATURES.filter(({ when }) => when !== undefined && !('pillar' in when)).map(({ id }) => id))(
    '%s is off in some set',
    (id) => {
      expect(selections.some((features) => !features.includes(id))).toBe(true);
    },
  );

  it('have names of their own', () => {
    expect(new Set(FEATURES.map(({ id }) => id)).size).toBe(FEATURES.length);
  });

  it('own every template, one each, but those of the command `gates`', () => {
    const own = templates.filter((path) => !path.startsWith('existing/'));
    const owners = own.map((path) => [path, FEATURES.filter(({ id }) => path.startsWith(`${id}/`)).length]);
    expect(owners.filter(([, count]) => count !== 1)).toEqual([]);
  });
});

describe('programs in tests/ and benches/ that bring their own entry', () => {
  const { project, tree } = create(resolveAnswers({ name: 'a', pillar: 'all' }), assets);
  const crates = project.crates.filter(({ targets }) => targets.some(({ harness }) => harness === false));

  it.each(crates.map((crate) => [crate.package, crate] as const))('%s names them all', (folder, { targets }) => {
    const listed = targets.flatMap(({ kind, name, harness }) =>
      harness === false ? [`${kind === 'bench' ? 'benches' : 'tests'}/${name ?? ''}.rs`] : [],
    );
    const harnessless = new Set(listed.map((file) => file.split('/')[0]));
    const own = [...tree.keys()].flatMap((file) => {
      const [, crate, inner = '', kind] = /^crates\/([^/]+)\/((\w+)\/\w+\.rs)$/.exec(file) ?? [];
      return crate === folder && harnessless.has(kind) ? [inner] : [];
    });
    expect(own.sort()).toEqual(listed.sort());
  });
});

describe('templates', async () => {
  const sources = Object.entries(await readTemplates());
  const tags = (source: string): string[] => [...source.matchAll(/<%[^]*?%>/g)].map(([tag]) => tag);

  it.each(sources.filter(([path]) => path.endsWith('.ejs')))(
    '%s has a tag, none unescaped, and at most three conditionals',
    (_path, source) => {
      const code = tags(source).join('\n');
      const conditionals = code.match(/\bif\b|\bswitch\b|&&|\|\||\?\?|\?(?![.?])/g) ?? [];
      expect(tags(source)).not.toEqual([]);
      expect(source).not.toContain('<%-');
      expect(conditionals.length).toBeLessThanOrEqual(3);
    },
  );

  it('without the ending .ejs have no tags', () => {
    const tagged = sources.filter(([path, source]) => !path.endsWith('.ejs') && /<%|%>/.test(source));
    expect(tagged.map(([path]) => path)).toEqual([]);
  });

  it('are no longer than 400 lines', () => {
    const long = sources.filter(([path, source]) => path.endsWith('.rs') && source.split('\n').length > 400);
    expect(long.map(([path]) => path)).toEqual([]);
  });
});
