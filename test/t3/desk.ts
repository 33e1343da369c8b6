import assert from 'node:assert/strict';

import { ensureTool } from '../support/tools.ts';
import type { Proof } from './proof.ts';

/** What the dx pillar's tools, which no gate needs, make of their settings. */
export const DESK_PROOFS: readonly Proof[] = [
  {
    title: 'bacon knows the jobs, and begins with Clippy',
    prove: async (workspace) => {
      await ensureTool('bacon');
      const { failed, all } = await workspace.run('bacon --list-jobs');
      assert.ok(!failed, all);
      assert.match(all, /default job: clippy/);
      for (const command of ['cargo clippy --workspace', 'cargo nextest run --workspace', 'cargo doc --workspace']) {
        assert.ok(all.includes(command), `bacon does not list ${command}\n${all}`);
      }
    },
  },
  {
    title: 'the tests notice every change that cargo-mutants makes',
    prove: async (workspace) => {
      await ensureTool('cargo-mutants');
      const { failed, all } = await workspace.run('cargo mutants');
      assert.ok(!failed, all);
      assert.match(all, /[1-9]\d* mutants tested/);
    },
  },
  {
    title: 'cargo-mutants finds a change that a missing test lets through',
    prove: async (workspace) => {
      await workspace.write('crates/orders-byte-size/tests/values.rs', '//! Nothing is tested.\n');
      const { failed, all } = await workspace.run('cargo mutants --file crates/orders-byte-size/src/unit.rs');
      assert.ok(failed, all);
      assert.match(all, /MISSED/);
    },
  },
];
