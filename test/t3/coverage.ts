/** That the report of what the tests reach, which GitLab shows in a merge request, is about this workspace. */
import assert from 'node:assert/strict';
import path from 'node:path';

import { DOMParser } from '@xmldom/xmldom';
import fs from 'fs-extra';

import { jobsOfStage } from '../support/emitted-gates.ts';
import { ensureTool } from '../support/tools.ts';
import type { Proof } from './proof.ts';

export const measuredProof: Proof = {
  title: 'the job for coverage reports the lines of the workspace that its tests reach',
  prove: async (workspace) => {
    const job = jobsOfStage(await workspace.read('.gitlab-ci.yml'), 'reports').get('coverage');
    const component = job?.before_script?.find((line) => line.startsWith('rustup component add '));
    assert.ok(component !== undefined && job?.coverage !== undefined);
    await ensureTool('cargo-llvm-cov');
    // Where CI builds; here builds lie elsewhere.
    await fs.ensureDir(path.join(workspace.folder, 'target'));
    const { failed, all } = await workspace.run([component, ...(job.script ?? [])].join('\n'));
    assert.ok(!failed, all);
    const share = Number(new RegExp(job.coverage.slice(1, -1)).exec(all)?.[1]);
    assert.ok(share > 50 && share <= 100, all);
    await expectLines(workspace.folder, await workspace.read('target/cobertura.xml'));
  },
};

async function expectLines(folder: string, report: string): Promise<void> {
  const classes = [...new DOMParser().parseFromString(report, 'text/xml').getElementsByTagName('class')];
  const files = classes.map((element) => element.getAttribute('filename') ?? '');
  assert.ok(files.length > 0);
  for (const file of files) {
    assert.match(file, /^crates\//);
    assert.ok(await fs.pathExists(path.join(folder, file)), file);
  }
}
