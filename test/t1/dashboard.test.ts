import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import type { Tree } from '../../src/render/tree.ts';
import { assets } from '../support/assets.ts';

const treeOf = (raw: RawAnswers) =>
  create(resolveAnswers({ name: 'tea-shop', telemetry: 'otlp', ...raw }), assets).tree;
const textOf = (tree: Tree, path: string) => tree.get(path)?.text ?? '';

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly definition: string }[] };
  readonly panels: readonly {
    readonly id: number;
    readonly gridPos: { readonly x: number; readonly w: number };
    readonly datasource: { readonly uid: string };
    readonly targets: readonly { readonly datasource: { readonly uid: string }; readonly expr?: string }[];
  }[];
}

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image?: string;
        readonly environment?: Readonly<Record<string, string>>;
        readonly volumes?: readonly string[];
        readonly ports?: readonly string[];
      }
    >
  >;
}

/** What Prometheus adds to the name of a metric for its unit; units in braces add nothing. */
const SUFFIXES: Readonly<Record<string, string>> = { s: '_seconds' };

/** The series that Prometheus makes of what a service exports, by the rules of OpenTelemetry's specification. */
function exportedSeries(tree: Tree): string[] {
  const sources = ['http', 'gauges'].map((name) => textOf(tree, `crates/tea-shop/src/telemetry/${name}.rs`)).join('\n');
  const instruments = sources.matchAll(/\.\w+_(histogram|counter|gauge)\("([^"]+)"\)\s*\.with_unit\("([^"]+)"\)/g);
  return Array.from(instruments, ([, kind = '', name = '', unit = '']) => {
    const series = name.replaceAll('.', '_') + (SUFFIXES[unit] ?? '');
    return kind === 'histogram' ? ['_bucket', '_count', '_sum'].map((suffix) => series + suffix) : [series];
  }).flat();
}

/** The attributes that a service tells measurements apart by, as Prometheus calls them, and those of every series. */
function exportedLabels(tree: Tree): string[] {
  const sources = ['http', 'gauges'].map((name) => textOf(tree, `crates/tea-shop/src/telemetry/${name}.rs`)).join('\n');
  const attributes = Array.from(sources.matchAll(/KeyValue::new\("([^"]+)"/g), ([, name = '']) => name);
  return [...attributes, 'service.name', 'service.instance.id', 'le'].map((name) => name.replaceAll('.', '_'));
}

/** What stands at the nodes of these kinds in a query; throws where it is no PromQL. */
function namesIn(query: string, kinds: readonly string[]): string[] {
  const text = query.replaceAll('$__rate_interval', '1m');
  const names: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, name, from, to }) => {
      if (type.isError) throw new Error(`no PromQL at ${String(from)}: ${text}`);
      if (kinds.includes(name)) names.push(text.slice(from, to));
    },
  });
  return names;
}

describe('the dashboard', () => {
  const tree = treeOf({});
  const dashboard = JSON.parse(textOf(tree, 'telemetry/dashboard.json')) as Dashboard;
  const queries = dashboard.panels.flatMap(({ targets }) =>
    targets.flatMap(({ datasource, expr }) => (datasource.uid === 'prometheus' && expr !== undefined ? [expr] : [])),
  );

  it('asks for series that the service exports, and for each of its metrics', () => {
    const series = exportedSeries(tree);
    expect(series.length).toBeGreaterThan(5);
    const asked = queries.flatMap((query) => namesIn(query, ['Identifier']));
    expect(asked.filter((name) => !series.includes(name))).toEqual([]);
    const metric = (name: string) => name.replace(/_(bucket|count|sum)$/, '');
    expect([...new Set(asked.map(metric))].sort()).toEqual([...new Set(series.map(metric))].sort());
  });

  it('tells them apart by labels that they have', () => {
    const labels = exportedLabels(tree);
    const asked = queries.flatMap((query) => namesIn(query, ['LabelName']));
    expect(asked.length).toBeGreaterThan(queries.length);
    expect(asked.filter((name) => !labels.includes(name))).toEqual([]);
  });

  it('offers the services by a series that all of them export', () => {
    const definitions = dashboard.templating.list.map(({ definition }) => definition);
    const [, series = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(definitions.join()) ?? [];
    expect(exportedSeries(tree)).toContain(series);
    expect(label).toBe('service_name');
  });

  it('asks only the data sources that the collector’s image has, in panels that lie side by side', () => {
    const sources = dashboard.panels.flatMap(({ datasource, targets }) => [
      datasource,
      ...targets.map((t) => t.datasource),
    ]);
    expect([...new Set(sources.map(({ uid }) => uid))].sort()).toEqual(['loki', 'prometheus', 'tempo']);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });
});

describe('the collector of the compose file', () => {
  it.each<RawAnswers>([
    { db: 'sqlite' },
    { db: 'sqlite', auth: 'none', service: ['billing'] },
    { db: 'postgres' },
    { db: 'postgres', service: ['billing'] },
  ])('is there for every service, with what it mounts: %j', (raw) => {
    const tree = treeOf(raw);
    const { services } = parseYaml(textOf(tree, 'compose.yaml')) as Compose;
    const { collector, database, ...own } = services;
    expect(collector?.image).toMatch(/^grafana\/otel-lgtm:[\d.]+@sha256:[0-9a-f]{64}$/);
    expect(collector?.ports?.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
    const mounted = (collector?.volumes ?? []).map((volume) => volume.replace(/^\.\/(.*?):.*/, '$1'));
    expect(mounted.length).toBe(2);
    expect(mounted.filter((path) => !tree.has(path))).toEqual([]);
    expect(database === undefined).toBe(raw['db'] === 'sqlite');
    const endpoints = Object.values(own).map(({ environment = {} }) =>
      Object.entries(environment).flatMap(([name, value]) => (name.endsWith('__TELEMETRY__ENDPOINT') ? [value] : [])),
    );
    expect(endpoints).toEqual(endpoints.map(() => ['http://collector:4317']));
    expect(endpoints.length).toBe(1 + [raw['service'] ?? []].flat().length);
  });

  it('is kept up to date by Dependabot, one entry an ecosystem', () => {
    for (const db of ['sqlite', 'postgres']) {
      const { updates } = parseYaml(textOf(treeOf({ db }), '.github/dependabot.yml')) as {
        readonly updates: readonly { readonly 'package-ecosystem': string }[];
      };
      const ecosystems = updates.map((update) => update['package-ecosystem']);
      expect(ecosystems.filter((ecosystem) => ecosystem === 'docker-compose')).toHaveLength(1);
      expect(new Set(ecosystems).size).toBe(ecosystems.length);
    }
  });

  it.each<RawAnswers>([{ telemetry: 'log' }, { container: 'none' }])('is not there, nor spoken of, with %j', (raw) => {
    const tree = treeOf(raw);
    expect([...tree.keys()].filter((path) => path.startsWith('telemetry/'))).toEqual([]);
    expect([...tree].filter(([, { text }]) => text.includes('otel-lgtm')).map(([path]) => path)).toEqual([]);
  });
});
