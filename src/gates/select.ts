import type { Additions, ExtraGate } from '../project/additions.ts';
import type { Crate, Project } from '../project/model.ts';
import { EXTRA_JOBS, GATES, JOBS } from './list.ts';
import type { Gate, Job, Tier } from './types.ts';

/** A job with those of its gates that a project has; at least one. */
export interface GateJob extends Job {
  readonly gates: readonly Gate[];
}

/** What decides which gates a project has. */
export type GateChoice = Pick<Project, 'gates' | 'rustVersion' | 'toolchain'> & {
  readonly crates: readonly Pick<Crate, 'package' | 'gates'>[];
  readonly additions?: Pick<Additions, 'gates'>;
};

/**
 * The gates of a project in the list's order, then those of its presets.
 *
 * @throws Error when a feature names a gate that the list does not have: a defect of the feature.
 */
export function selectGates(project: GateChoice): Gate[] {
  const unknown = project.gates.filter((id) => !GATES.some((gate) => gate.id === id));
  if (unknown.length > 0) throw new Error(`src/gates/list.ts has no gate called ${unknown.join(', ')}`);
  const own = GATES.filter(
    ({ id, when }) => project.gates.includes(id) && (when === undefined || isRustVersionBelowToolchain(project)),
  ).map((gate) => ({ ...gate, command: gate.command.replace('{packages}', packagesOf(gate.id, project)) }));
  return [...own, ...(project.additions?.gates ?? []).map(toGate)];
}

function toGate({ id, title, command, tier, why, tools, services }: ExtraGate): Gate {
  return { id, title, command, job: EXTRA_JOBS[tier], why, tools, services };
}

function packagesOf(gate: string, { crates }: GateChoice): string {
  return crates
    .filter(({ gates }) => gates.includes(gate))
    .map((crate) => `--package ${crate.package}`)
    .join(' ');
}

/** The jobs that have something to do, of every tier. */
export function selectJobs(project: GateChoice): GateJob[] {
  const gates = selectGates(project);
  return JOBS.map((job) => ({ ...job, gates: gates.filter((gate) => gate.job === job.id) })).filter(
    (job) => job.gates.length > 0,
  );
}

/** The gates of one tier, job by job. */
export function gatesOfTier(jobs: readonly GateJob[], tier: Tier): Gate[] {
  return jobs.filter((job) => job.tier === tier).flatMap((job) => job.gates);
}

/** The ids of the tools that some gates need, sorted. */
export function toolsOf(gates: readonly Gate[]): string[] {
  return [...new Set(gates.flatMap((gate) => gate.tools))].sort();
}

/** The command that installs the nightly toolchain that some gates need; none where they need none. */
export function nightlyToolchain(gates: readonly Gate[]): string[] {
  if (gates.every((gate) => gate.nightly === undefined)) return [];
  const components = [...new Set(gates.flatMap((gate) => gate.nightly ?? []))].sort();
  const asked = components.length === 0 ? '' : ` --component ${components.join(',')}`;
  return [`rustup toolchain install nightly --profile minimal${asked}`];
}

/** Whether the packages promise to build with an older Rust than the pinned one: `1.90` below `1.95.0`. */
function isRustVersionBelowToolchain({ rustVersion, toolchain }: GateChoice): boolean {
  return comparable(rustVersion) < comparable(toolchain);
}

/** `1.95` and `1.95.0` become the same number. */
function comparable(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return (major * 10_000 + minor) * 10_000 + patch;
}
