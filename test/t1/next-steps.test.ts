import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { assets } from '../support/assets.ts';

function creationOf(raw: RawAnswers) {
  const { project, tree } = create(resolveAnswers({ name: 'tea-shop', ...raw }), assets);
  const textOf = (file: string) => tree.get(file)?.text ?? '';
  return { steps: project.next.map(({ command }) => command), textOf };
}

describe('the next steps', () => {
  test('of the default are to run the service, to ask it, and all gates', () => {
    expect(creationOf({}).steps).toEqual(['cargo run', 'curl http://127.0.0.1:3000/readyz', 'just ci']);
  });

  test('begin with the database, where one has to be started', () => {
    const { steps, textOf } = creationOf({ db: 'postgres' });
    const [, service = ''] = /^docker compose up --detach --wait (\w+)$/.exec(steps[0] ?? '') ?? [];
    const { services } = parse(textOf('compose.yaml')) as { services: Record<string, { ports: string[] }> };
    expect(services[service]?.ports).toEqual(['127.0.0.1:5432:5432']);
    expect(steps[1]).toBe('cargo run');
  });

  test('of several labs are their tests first, then their benches', () => {
    const { steps } = creationOf({ pillar: ['memory', 'async', 'data'] });
    const kinds = steps.map((step) => step.split(' ', 2).join(' '));
    const [test, bench] = ['cargo test', 'cargo bench'];
    expect(kinds).toEqual([test, test, test, bench, bench, bench, 'just ci']);
  });

  test('call what is there', () => {
    const { textOf } = creationOf({});
    expect(textOf('justfile')).toMatch(/^ci:/m);
    expect(textOf('crates/tea-shop/defaults.toml')).toMatch(/^port = 3000$/m);
    expect(textOf('crates/tea-shop-web/src/health.rs')).toContain('"/readyz"');
  });
});
