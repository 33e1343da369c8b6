import { GATES, JOBS } from '../../gates/list.ts';
import { selectGates } from '../../gates/select.ts';
import { findTool } from '../../gates/tools.ts';
import type { Gate } from '../../gates/types.ts';
import { FEATURES } from '../../pillars/index.ts';
import type { Project } from '../../project/model.ts';
import { reasons, type GateMeaning } from './meaning.ts';

/** A gate of the list, whether the workspace has it or not, or one of the workspace's presets. */
export function explainGates(name: string, project: Project): GateMeaning[] {
  const here = selectGates(project);
  const ofPreset = project.additions.gates.find(({ id }) => id === name);
  const gate = here.find(({ id }) => id === name);
  const listed = gate ?? GATES.find(({ id }) => id === name);
  if (listed === undefined) return [];
  return [
    {
      ...gateMeaning(listed, gate !== undefined),
      features: reasons(FEATURES, project, ({ gates = [], crates = [] }) =>
        [gates, ...crates.map((crate) => crate.gates ?? [])].some((ids) => ids.includes(name)),
      ),
      ...(ofPreset === undefined ? {} : { preset: ofPreset.preset }),
    },
  ];
}

/** What a gate is, without why it is there. */
export function gateMeaning(gate: Gate, here: boolean): Omit<GateMeaning, 'features'> {
  const job = JOBS.find(({ id }) => id === gate.job);
  if (job === undefined) throw new Error(`src/gates/list.ts has no job called ${gate.job}`);
  return {
    kind: 'gate',
    id: gate.id,
    title: gate.title,
    command: gate.command.replace('{packages}', '--package …'),
    tier: job.tier,
    job: job.title,
    why: gate.why,
    tools: toolsOf(gate),
    here,
  };
}

function toolsOf({ tools, apt = [], nightly }: Gate): string[] {
  return [
    ...tools.map((id) => `${id}@${findTool(id).version}`),
    ...apt,
    ...(nightly === undefined
      ? []
      : [nightly.length === 0 ? 'a nightly toolchain' : `a nightly toolchain with ${nightly.join(' and ')}`]),
  ];
}
