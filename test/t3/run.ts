/**
 * Real cargo, real services: generated workspaces pass every gate that they bring, their programs are talked to, and a
 * planted defect makes exactly its gate fail.
 *
 *     tsx test/t3/run.ts core|smoke|all [2/3]
 *
 * A fraction is for machines that have not enough time for all at once: 2/3 is the second of three parts.
 * `core` needs cargo alone, `smoke` and `all` what needs.ts names: a PostgreSQL at 127.0.0.1:5432, python3, and for `all` the
 * registry. What an unchanged proof already covers is not proven again.
 */
import process from 'node:process';

import { isProven, proofKey, recordProof } from '../support/proof.ts';
import { CARGO_TOOLS, ensureTool } from '../support/tools.ts';
import { Workspace } from '../support/workspace.ts';
import { requireNeeds } from './needs.ts';
import { proofsOf } from './proofs.ts';
import { partOf, selectSubjects, type Selection } from './subjects.ts';

const [, , selection, part = '1/1'] = process.argv;
const subjects = partOf(selectSubjects(selection as Selection), part);
await requireNeeds(subjects.flatMap((subject) => subject.needs));
for (const tool of CARGO_TOOLS) await ensureTool(tool);

const counts = { proven: 0, covered: 0, failed: 0 };
for (const subject of subjects) {
  const workspace = await Workspace.generate(subject.folder, subject.answers.name, subject.args);
  for (const proof of proofsOf(subject)) {
    const what = `${[subject.answers.name, ...subject.args].join(' ')}: ${proof.title}`;
    const key = await proofKey(what, workspace.folder);
    if (proof.fleeting !== true && (await isProven(key))) {
      counts.covered += 1;
      continue;
    }
    const started = Date.now();
    try {
      await proof.prove(workspace);
      if (proof.fleeting !== true) await recordProof(key, what);
      counts.proven += 1;
      console.log(`ok      ${what} (${Math.round((Date.now() - started) / 1000)} s)`);
    } catch (error) {
      counts.failed += 1;
      console.log(`FAILED  ${what}\n${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await workspace.reset();
    }
  }
}
console.log(`${counts.proven} proven now, ${counts.covered} covered by an unchanged proof`);
console.log(`${counts.proven + counts.covered} passed, ${counts.failed} failed`);
if (counts.failed > 0 || counts.proven + counts.covered === 0) process.exitCode = 1;
