import { gatesOfWorkflow, type EmittedGate } from '../support/emitted-gates.ts';
import type { Outcome, Workspace } from '../support/workspace.ts';

/** The workflows, named as the recipes of the justfile that hold the same gates. */
export type Workflow = 'ci' | 'nightly';

/** The gates of a workspace as one of its workflows has them. */
export async function emittedGates(workspace: Workspace, workflow: Workflow): Promise<EmittedGate[]> {
  const gates = gatesOfWorkflow(await workspace.read(`.github/workflows/${workflow}.yml`));
  if (gates.length === 0) throw new Error(`${workflow}.yml has no gates`);
  return gates;
}

/** Runs a gate as its workflow does, with what the machine at hand has to say besides. */
export async function runGate(
  workspace: Workspace,
  workflow: Workflow,
  id: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const gate = (await emittedGates(workspace, workflow)).find((candidate) => candidate.id === id);
  if (gate === undefined) throw new Error(`${workflow}.yml has no gate ${id}`);
  return workspace.run(gate.command, { ...gate.env, ...env });
}
