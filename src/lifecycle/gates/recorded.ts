/** What the record of a project that only has gates gives: the list behind its workflow, and the files that run it. */
import type { GatePlan, OwnPipeline } from '../../gates/plan.ts';
import type { Gate } from '../../gates/types.ts';
import type { RustVersions } from '../../project/compose.ts';
import type { Project } from '../../project/model.ts';
import { includedPath } from './pipeline.ts';
import type { GatesRecord } from './record.ts';
import { isCompared } from './terms.ts';
import { bareProject, planOf } from './tree.ts';

/** A project that only has gates, as it was recorded. */
export interface RecordedProject {
  readonly project: Project;
  readonly plan: GatePlan;
}

/** The gates of a record. What compares with a baseline needs Python. */
export function recordedProject(record: GatesRecord, rust: RustVersions): RecordedProject {
  const project = bareProject(record.rustVersion, record, rust);
  const pipeline = includedPath(record.terms) in record.files ? ANY_PIPELINE : undefined;
  const plan = planOf(project, { ...record, pipeline });
  const jobs = plan.jobs.map((job) => ({ ...job, gates: job.gates.map(withPython) }));
  return { project, plan: { ...plan, jobs } };
}

/** Which gates there are does not depend on what it says. */
const ANY_PIPELINE: OwnPipeline = { stages: [], mergeRequests: false, includes: false };

function withPython(gate: Gate): Gate {
  return isCompared(gate) ? { ...gate, apt: [...(gate.apt ?? []), 'python3'] } : gate;
}
