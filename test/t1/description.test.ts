import { describe, expect, it } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers } from '../../src/options/resolve.ts';
import type { Tree } from '../../src/render/tree.ts';
import { assets } from '../support/assets.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: unknown;
}

interface Description {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes?: Readonly<Record<string, { readonly name?: string }>>;
  };
}

/** A handler's documentation, and what `#[utoipa::path(…)]` begins with. */
const HANDLER =
  /((?:^\/\/\/ .*\n)+)#\[utoipa::path\(\s*(\w+),\s*path = "([^"]+)"(?:,\s*operation_id = "(\w+)")?[^]*?\n(?:pub\(crate\) )?async fn (\w+)/gm;

const SCHEMA = /#\[derive\([^)]*\bToSchema\b[^)]*\)\](?:\s*#\[.*\])*\s*pub(?:\(\w+\))? (?:struct|enum) (\w+)/g;

/** A pattern of a field or parameter, as a string of Rust. */
const PATTERN = /\bpattern = (?:r#"(.*?)"#|r"(.*?)"|"(.*?)")/g;

/** What strangers may ask. */
const OPEN = ['post /v1/accounts', 'post /v1/session', 'delete /v1/session'];

const SETS = ['full', 'minimal'].flatMap((sample) =>
  ['jwt', 'session', 'none'].map((auth): [string, string] => [sample, auth]),
);

// Cargo compares the whole of it, in T3; this notices at once what a template says that the file does not.
describe.each(SETS)('the checked-in description of the %s sample with auth %s', (sample, auth) => {
  const { tree } = create(resolveAnswers({ name: 'tea-shop', sample, auth, service: ['billing'] }), assets);
  const ofService = (service: string) => ({ service, ...read(tree, service) });

  it.each([ofService('tea-shop'), ofService('billing')])('is what the handlers of $service say', (parts) => {
    const { service, sources, description } = parts;
    expect(description.info).toEqual({ title: service, version: '0.1.0' });

    const handlers = [...sources.matchAll(HANDLER)].map(([, docs = '', method, path, id, name]) => ({
      place: `${method ?? ''} ${path ?? ''}`,
      operationId: id ?? name,
      summary: docs.replaceAll(/^\/\/\/ /gm, '').trim(),
    }));
    const operations = Object.entries(description.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId, summary }]) => ({
        place: `${method} ${path}`,
        operationId,
        summary,
      })),
    );
    const byPlace = (one: { place: string }, other: { place: string }) => (one.place < other.place ? -1 : 1);
    expect(operations.length).toBeGreaterThan(3);
    expect(operations.toSorted(byPlace)).toEqual(handlers.toSorted(byPlace));

    const schemas = [...sources.matchAll(SCHEMA)].map(([, name]) => name);
    expect(Object.keys(description.components.schemas)).toEqual(schemas.toSorted());
    const patterns = [...sources.matchAll(PATTERN)].map(([, fenced, raw, plain]) => fenced ?? raw ?? plain ?? '');
    expect(new Set(stringsAt('pattern', description))).toEqual(new Set(patterns));
  });

  it.each(['tea-shop', 'billing'])('names the cookie of %s, where there is one', (service) => {
    const { description } = read(tree, service);
    const cookie = auth === 'session' ? `__Host-${service}-session` : undefined;
    expect(description.components.securitySchemes?.['session']?.name).toBe(cookie);
  });

  it('says who may use a route where somebody may not', () => {
    const { description } = read(tree, 'tea-shop');
    for (const [path, item] of Object.entries(description.paths)) {
      for (const [method, { security }] of Object.entries(item)) {
        const route = `${method} ${path}`;
        expect(security !== undefined, route).toBe(auth !== 'none' && !OPEN.includes(route));
      }
    }
  });
});

function read(tree: Tree, service: string): { sources: string; description: Description } {
  const sources = [...tree]
    .filter(([path]) => ['accounts', 'rest', 'web'].some((role) => path.startsWith(`crates/${service}-${role}/src/`)))
    .map(([, { text }]) => text);
  const text = tree.get(`crates/${service}-rest/openapi.json`)?.text ?? '';
  return { sources: sources.join('\n'), description: JSON.parse(text) as Description };
}

/** All texts that stand under this key, at any depth. */
function stringsAt(key: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key && typeof inner === 'string' ? [inner] : stringsAt(key, inner),
  );
}
