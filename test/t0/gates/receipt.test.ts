import { describe, expect, test } from 'vitest';

import { renderReceipt, tally, type GateResult, type Receipt } from '../../../src/gates/receipt.ts';
import type { Answers } from '../../../src/options/table.ts';

const PASSED: GateResult = {
  id: 'fmt',
  tier: 'pull-request',
  command: 'cargo fmt --all --check',
  state: 'passed',
  seconds: 1.25,
  output: [],
};

const FAILED: GateResult = {
  id: 'clippy',
  tier: 'pull-request',
  command: 'cargo clippy | cat',
  state: 'failed',
  seconds: 12,
  reason: 'exit code 101',
  output: ['error: unused', '```', 'done'],
};

const SKIPPED: GateResult = {
  id: 'typos',
  tier: 'nightly',
  command: 'typos',
  state: 'not run',
  reason: 'typos-cli is missing',
  output: [],
};

const RECEIPT: Receipt = {
  generator: { name: 'create-rust-2026', version: '1.2.3' },
  answers: { name: 'orders', pillar: ['memory'] } as unknown as Answers,
  started: '2026-11-26T08:00:00Z',
  tree: { id: 'a'.repeat(40), commit: 'b'.repeat(40), clean: false, changedMeanwhile: false },
  tools: [
    { name: 'cargo-deny', version: '0.20.1', pinned: '0.20.2' },
    { name: 'rustc', version: '1.95.0 (0 2026-04-14)' },
  ],
  gates: [PASSED, FAILED, SKIPPED],
  passed: false,
};

test('says everything that is to be known of a run', () => {
  expect(renderReceipt(RECEIPT)).toBe(`# orders: not every gate passed

|  |  |
| --- | --- |
| gates | 1 passed, 1 failed, 1 not run |
| tree | \`${'a'.repeat(40)}\` |
| commit | \`${'b'.repeat(40)}\`, with uncommitted changes |
| generator | create-rust-2026 1.2.3 |
| started | 2026-11-26T08:00:00Z |

## Gates

| gate | runs | result | seconds | command |
| --- | --- | --- | --- | --- |
| \`fmt\` | pull-request | passed | 1.3 | \`cargo fmt --all --check\` |
| \`clippy\` | pull-request | failed: exit code 101 | 12.0 | \`cargo clippy \\| cat\` |
| \`typos\` | nightly | not run: typos-cli is missing |  | \`typos\` |

## Tools

| tool | version | pinned in CI |
| --- | --- | --- |
| cargo-deny | 0.20.1 | 0.20.2 |
| rustc | 1.95.0 (0 2026-04-14) |  |

## Answers

\`\`\`json
{
  "name": "orders",
  "pillar": [
    "memory"
  ]
}
\`\`\`

## Last output of \`clippy\`

\`\`\`\`text
error: unused
\`\`\`
done
\`\`\`\`
`);
});

describe('of the tree it says', () => {
  test.each<[string, Receipt['tree'], string]>([
    ['that a commit holds it', { id: 'a', commit: 'b', clean: true, changedMeanwhile: false }, '| commit | `b` |\n'],
    ['that nothing is committed', { id: 'a', clean: false, changedMeanwhile: false }, '| commit | none |\n'],
    ['why it is not known', { problem: 'git is not installed' }, '| tree | unknown: git is not installed |\n'],
    [
      'that it did not stay',
      { id: 'a', clean: false, changedMeanwhile: true },
      '| changed | the tree was another one when the gates were done |\n',
    ],
  ])('%s', (_title, tree, line) => {
    expect(renderReceipt({ ...RECEIPT, tree })).toContain(line);
  });
});

test.each([
  [[], '0 passed'],
  [[PASSED, PASSED], '2 passed'],
  [[FAILED], '0 passed, 1 failed'],
  [[SKIPPED, PASSED], '1 passed, 1 not run'],
])('counts %#', (gates, text) => {
  expect(tally(gates)).toBe(text);
});
