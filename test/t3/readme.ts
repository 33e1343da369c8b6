import assert from 'node:assert/strict';

import type { Workspace } from '../support/workspace.ts';

/** Stands between the outputs of two examples. */
const MARK = '-- next example --';

/**
 * Runs the README's shell examples that talk to the service, in one shell, as they stand there: every command must succeed,
 * and where JSON follows an example it must be what the example ends with.
 */
export async function runReadmeExamples(workspace: Workspace): Promise<void> {
  const readme = await workspace.read('README.md');
  const examples = [...readme.matchAll(/^```sh\n(.*?)^```$(?:\n\n^```json\n(.*?)^```$)?/gms)]
    .map(([, script = '', answer]) => ({ script, answer }))
    .filter(({ script }) => /\bcurl\b|\btoken\b/.test(script));
  assert.ok(examples.length > 0, 'the README has no examples');
  const scripts = examples.map(({ script }) => `${script}echo; echo '${MARK}'`);
  const { failed, all, stdout } = await workspace.run(`set -u\n${scripts.join('\n')}`);
  assert.ok(!failed, `the examples of the README fail:\n${all}`);
  const outputs = stdout.split(MARK);
  for (const [index, { script, answer }] of examples.entries()) {
    if (answer === undefined) continue;
    const last = (outputs[index] ?? '').trim().split('\n').at(-1) ?? '';
    assert.deepEqual(JSON.parse(last), JSON.parse(answer), script);
  }
}
