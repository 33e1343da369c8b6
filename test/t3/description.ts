import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { ensurePythonEnvironment } from '../support/python.ts';
import type { Proof } from './proof.ts';
import { letIn, startService, type Credentials } from './service.ts';
import type { Subject } from './subjects.ts';

/** Schemathesis asks whatever the OpenAPI document allows, and what it forbids, and compares the answers with it. */
export function descriptionProof(subject: Subject): Proof {
  return {
    title: 'whatever is asked, the answer is one that the description has',
    prove: async (workspace) => {
      const programs = await ensurePythonEnvironment('schemathesis', ['schemathesis==4.32.5']);
      const service = await startService(workspace, subject);
      try {
        await interrogate(
          path.join(programs, 'schemathesis'),
          service.url,
          await letIn(workspace, subject, service.url),
        );
      } finally {
        await service.stop();
      }
    },
  };
}

/** That a description which is not what the routes say fails its test, and that the test names the command that renews it. */
export const checkedInProof: Proof = {
  title: 'a handler that says something else makes the checked-in description differ, until it is renewed',
  prove: async (workspace) => {
    const file = 'crates/orders-rest/openapi.json';
    const test = 'cargo nextest run --workspace --all-features --locked checked_in';
    await workspace.edit('crates/orders-rest/src/orders.rs', '/// Finds one order.', '/// Looks one order up.');
    const { failed, all } = await workspace.run(test);
    assert.ok(failed, 'the test passes all the same');
    const [renew = ''] = /UPDATE_OPENAPI=1 cargo .*/.exec(all) ?? [];
    assert.notEqual(renew, '', all);

    for (const command of [renew, test]) {
      const outcome = await workspace.run(command);
      assert.ok(!outcome.failed, outcome.all);
    }
    assert.match(await workspace.read(file), /"summary": "Looks one order up\."/);
  },
};

async function interrogate(schemathesis: string, url: string, credentials: Credentials = {}): Promise<void> {
  // It leaves what it learnt where it runs.
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-schemathesis-'));
  try {
    const config = path.join(folder, 'schemathesis.toml');
    const settings = await fs.readFile(path.join(import.meta.dirname, 'schemathesis.toml'), 'utf8');
    await fs.writeFile(config, `${settings}\n${authBy(credentials)}`);
    // Whoever logs out is a stranger for the rest of it.
    const excluded = 'cookie' in credentials ? ['--exclude-operation-id=log_out'] : [];
    const asked = ['--checks=all', '--max-examples=50', '--seed=2026', ...excluded];
    const { failed, all } = await execa(
      schemathesis,
      ['--no-color', `--config-file=${config}`, 'run', `${url}/openapi.json`, ...asked],
      { cwd: folder, all: true, reject: false },
    );
    assert.ok(!failed, all);
    const [, operations, tested] = /Selected: \d+\/(\d+)\s+Tested: (\d+)/.exec(all) ?? [];
    assert.equal(Number(tested), Number(operations) - excluded.length, all);
  } finally {
    await fs.remove(folder);
  }
}

/** By the schemes of the description, so that it can leave them out, too: a header it would send with all requests. */
function authBy({ cookie, authorization }: Credentials): string {
  if (cookie !== undefined) return `[auth.openapi.session]\napi_key = "${cookie.slice(cookie.indexOf('=') + 1)}"\n`;
  return authorization === undefined
    ? ''
    : `[auth.openapi.bearer]\nbearer = "${authorization.replace('Bearer ', '')}"\n`;
}
