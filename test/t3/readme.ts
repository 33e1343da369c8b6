import assert from 'node:assert/strict';

import type { Workspace } from '../support/workspace.ts';

/**
 * Runs the README's shell examples that talk to the service, in one shell, as they stand there. An example whose answer is
 * meant to be an error asks curl for it (`--write-out`), so that every command must succeed.
 */
export async function runReadmeExamples(workspace: Workspace): Promise<void> {
  const readme = await workspace.read('README.md');
  const examples = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)]
    .map(([, script = '']) => script)
    .filter((script) => /\bcurl\b|\btoken\b/.test(script));
  assert.ok(examples.length > 0, 'the README has no examples');
  const { failed, all } = await workspace.run(`set -u\n${examples.join('\n')}`);
  assert.ok(!failed, `the examples of the README fail:\n${all}`);
}
