import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { assets } from '../support/assets.ts';

const SETS: readonly RawAnswers[] = [
  {},
  { sample: 'minimal', db: 'postgres', auth: 'none', telemetry: 'otlp' },
  { pillar: ['cloud', 'data', 'ai'], service: 'billing' },
];

/** The rows of SETTINGS.md, as cells without backticks. */
function rowsOf(table: string): string[][] {
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').replaceAll('`', '')));
}

function flat(table: object, section = ''): [string, unknown][] {
  return Object.entries(table).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? flat(value, `${section}${name}.`) : [[`${section}${name}`, value]],
  );
}

describe.each(SETS)('the settings of a service with %j', (set) => {
  const { tree } = create(resolveAnswers({ name: 'tea-shop', ...set }), assets);
  const textOf = (file: string) => tree.get(file)?.text ?? '';
  const services = [...tree.keys()].flatMap((file) => /^crates\/([^/]+)\/defaults\.toml$/.exec(file)?.[1] ?? []);

  test('are in the table, each with its default', () => {
    expect(services).toEqual(set['service'] === undefined ? ['tea-shop'] : ['billing', 'tea-shop']);
    for (const service of services) {
      const rows = rowsOf(textOf(`crates/${service}/SETTINGS.md`));
      const given = rows.flatMap(([key = '', value = '']) =>
        value === '' ? [] : [[key, parse(`value = ${value}`)['value']]],
      );
      expect(given).toEqual(flat(parse(textOf(`crates/${service}/defaults.toml`))));
    }
  });

  test('have names in the environment, and those of the secrets are in the example of a .env file', () => {
    for (const service of services) {
      const rows = rowsOf(textOf(`crates/${service}/SETTINGS.md`));
      const secrets = rows.filter(([, , , secret]) => secret === 'yes');
      const prefix = service === 'billing' ? 'BILLING__' : 'TEA_SHOP__';
      const variables = secrets.map(([key = '']) => `${prefix}${key.replace('.', '__').toUpperCase()}`);
      expect(secrets.map(([, , variable]) => variable)).toEqual(variables);
      const example = textOf(service === 'billing' ? 'crates/billing/.env.example' : '.env.example');
      expect(Array.from(example.matchAll(/^# ([A-Z_]+)=''$/gm), ([, name]) => name)).toEqual(variables);
      expect(secrets.map(([key]) => key)).toEqual(['database.url']);
    }
  });
});
