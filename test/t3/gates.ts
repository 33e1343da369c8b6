import assert from 'node:assert/strict';
import path from 'node:path';

import fs from 'fs-extra';

import { gatesOfPipeline, gatesOfWorkflow, type EmittedGate } from '../support/emitted-gates.ts';
import { isProven, proofKey, recordProof, type View } from '../support/proof.ts';
import type { Outcome, Workspace } from '../support/workspace.ts';

/** What CI runs, named as the recipes of the justfile that hold the same gates. */
export type Workflow = 'ci' | 'nightly';

/** GitLab's stages. */
const STAGES: Readonly<Record<Workflow, string>> = { ci: 'gates', nightly: 'nightly' };

/** The gates of a workspace as GitHub has them, or as GitLab has where GitHub does not run any. */
export async function emittedGates(workspace: Workspace, workflow: Workflow): Promise<EmittedGate[]> {
  const gates = (await githubGates(workspace, workflow)) ?? (await gitlabGates(workspace, workflow)) ?? [];
  if (gates.length === 0) throw new Error(`CI has no gates of ${workflow}`);
  return gates;
}

/** Undefined where GitHub does not run any. */
export async function githubGates(workspace: Workspace, workflow: Workflow): Promise<EmittedGate[] | undefined> {
  const file = `.github/workflows/${workflow}.yml`;
  return (await has(workspace, file)) ? gatesOfWorkflow(await workspace.read(file)) : undefined;
}

/** Undefined where GitLab does not run any. */
export async function gitlabGates(workspace: Workspace, workflow: Workflow): Promise<EmittedGate[] | undefined> {
  const file = '.gitlab-ci.yml';
  if (!(await has(workspace, file))) return undefined;
  return gatesOfPipeline(await workspace.read(file), STAGES[workflow], await workspace.read('justfile'));
}

async function has(workspace: Workspace, file: string): Promise<boolean> {
  return fs.pathExists(path.join(workspace.folder, file));
}

/** Runs a gate as CI does, with what the machine at hand has to say besides. */
export async function runGate(
  workspace: Workspace,
  workflow: Workflow,
  id: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const gate = (await emittedGates(workspace, workflow)).find((candidate) => candidate.id === id);
  if (gate === undefined) throw new Error(`CI has no gate ${id} of ${workflow}`);
  return workspace.run(gate.command, { ...gate.env, ...env });
}

/**
 * Proves that a gate passes, unless it did in a workspace that is the same for it: answers about editors, licence, CI,
 * container and deployment change nothing of what Cargo builds.
 */
export async function proveOnce(
  { folder }: Workspace,
  { id, command, env }: EmittedGate,
  run: () => Promise<Outcome>,
): Promise<void> {
  const what = JSON.stringify({ gate: id, folder: path.basename(folder), command, env });
  const key = await proofKey(what, folder, viewOf(id));
  if (await isProven(key)) return;
  const { failed, all } = await run();
  assert.ok(!failed, `${id}: ${command}\n${all}`);
  await recordProof(key, what);
}

/** These read every file, or the workflows. */
const READ_ALL = ['typos', 'workflows'];

/** These read licences. */
const READ_LICENCES = ['deny', 'advisories'];

/** No other gate reads these; what is not named counts. */
const AROUND =
  /^(\.(vscode|idea|zed|devcontainer|github|gitlab)\/|deploy\/|(crates\/[^/]+\/)?Dockerfile$|\.dockerignore$|compose\.yaml$|\.nvim\.lua$|\.gitlab-ci\.yml$|\.create-rust-2026\.json$|CODEOWNERS$|justfile$|\.gitattributes$|\.gitignore$|(README|CONTRIBUTING|SECURITY)\.md$|LICENSE)/;

function viewOf(gate: string): View {
  if (READ_ALL.includes(gate)) return (_file, bytes) => bytes;
  return (file, bytes) => {
    if (READ_LICENCES.includes(gate) && file.startsWith('LICENSE')) return bytes;
    if (AROUND.test(file)) return undefined;
    if (READ_LICENCES.includes(gate) || path.basename(file) !== 'Cargo.toml') return bytes;
    return bytes.toString('utf8').replace(/^(license|license-file|repository)(\.workspace)? = .*\n/gm, '');
  };
}
