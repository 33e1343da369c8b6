import path from 'node:path';

import { describe, expect, test } from 'vitest';

import type { Explanation } from '../../../src/cli/explain.ts';
import { sandbox } from '../../support/disk.ts';
import { runProgram } from '../../support/program.ts';
import { workspace } from '../../support/stand-ins.ts';

async function explain(folder: string, ...args: string[]): Promise<Explanation> {
  return JSON.parse((await runProgram(folder, ['explain', ...args, '--json'])).out) as Explanation;
}

describe('in a workspace', () => {
  test('its answers count, wherever one stands', async () => {
    const folder = await workspace(['--db', 'postgres']);
    const here = await explain(folder, 'db');
    expect(here).toMatchObject({
      answers: { name: 'orders', db: 'postgres' },
      meanings: [{ kind: 'option', id: 'db', value: 'postgres' }],
    });
    expect(await explain(path.dirname(folder), 'db', 'orders')).toEqual(here);
    const { code, out, err } = await runProgram(folder, ['explain', 'compose.yaml']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(
      '\n  because  cloud/docker-postgres, on with --pillar cloud and --container docker and --db postgres\n',
    );
  });

  test('flags have no say', async () => {
    const { code, err } = await runProgram(await workspace(), ['explain', 'db', '--db', 'postgres']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: --db has no say here: the answers of the workspace count; leave it out\n',
    });
  });
});

describe('elsewhere', () => {
  test('the defaults count, or what flags say', async () => {
    const folder = sandbox();
    expect(await explain(folder, 'db')).toMatchObject({ meanings: [{ value: 'sqlite' }] });
    expect(await explain(folder, 'loom', '--pillar', 'async')).toMatchObject({
      meanings: [{ kind: 'crate' }, { kind: 'gate', here: true }],
    });
  });

  test.each([
    [['tokoi'], 'there is no option, file, crate, gate or registry "tokoi" here; did you mean tokio?'],
    [['db', 'nowhere'], 'there is no folder "nowhere"; give the path of a workspace'],
    [
      ['db', '.'],
      '. holds no .create-rust-2026.json, so create-rust-2026 did not make it; give the folder of a workspace',
    ],
    [[''], 'explain needs the name of an option, a file, a crate, a gate or a registry'],
    [[], 'explain needs a <name>; --help says which there are'],
    [['db', '--db', 'mysql'], '--db: there is no "mysql"; choose from sqlite, postgres'],
  ])('%j is refused', async (args, message) => {
    expect(await runProgram(sandbox(), ['explain', ...args])).toEqual({ code: 2, out: '', err: `error: ${message}\n` });
  });
});
