import assert from 'node:assert/strict';
import path from 'node:path';

import type { Receipt } from '../../src/gates/receipt.ts';
import { cli } from '../support/workspace.ts';
import type { Proof } from './proof.ts';

/** With real Cargo the cheapest gates run, and the receipt says so. */
export const verifyProof: Proof = {
  title: 'verify runs its gates and leaves a receipt',
  fleeting: true,
  prove: async (workspace) => {
    const { failed, stdout, all } = await workspace.run(`node '${cli}' verify --gate fmt,lock --json`);
    assert.ok(!failed, all);
    const receipt = JSON.parse(await workspace.read('target/gates/receipt.json')) as Receipt;
    assert.deepEqual(JSON.parse(stdout), receipt);
    assert.deepEqual(
      receipt.gates.map(({ id, state }) => [id, state]),
      [
        ['fmt', 'passed'],
        ['lock', 'passed'],
      ],
    );
    const { generator, answers } = receipt;
    assert.deepEqual({ generator, answers }, JSON.parse(await workspace.read('.create-rust-2026.json')));
    const channel = /channel = "(.*)"/.exec(await workspace.read('rust-toolchain.toml'))?.[1] ?? '?';
    assert.ok(receipt.tools.some(({ name, version }) => name === 'rustc' && version.startsWith(channel)));
    assert.ok('id' in receipt.tree && /^[0-9a-f]{40}$/.test(receipt.tree.id));
    assert.ok((await workspace.read('target/gates/receipt.md')).includes(receipt.tree.id));
    assert.ok(!JSON.stringify(receipt).includes(path.dirname(workspace.folder)));
  },
};
