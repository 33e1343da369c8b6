import process from 'node:process';

import type { GateSurroundings } from '../gates/needs.ts';
import type { GatesOnly } from '../gates/receipt.ts';
import { gatesOfTier, selectJobs, type GateJob } from '../gates/select.ts';
import type { Gate, Tier } from '../gates/types.ts';
import { recordedGates, type AnswersRecord, type GatesOnlyRecord } from '../lifecycle/answers-file.ts';
import { recordedProject } from '../lifecycle/gates/recorded.ts';
import type { Answers } from '../options/table.ts';
import type { PresetRecord } from '../project/additions.ts';
import type { Project } from '../project/model.ts';
import { toolchainOf } from './toolchain-file.ts';
import {
  commandIn,
  placeOf,
  projectRecord,
  recreate,
  refuseOtherVersion,
  refusePresets,
  type Place,
  type ReaderSurroundings,
} from './workspace.ts';

/** A gate, and when it runs. */
export interface TieredGate extends Gate {
  readonly tier: Tier;
}

/** The gates of a folder, with what they run in. */
export interface FolderGates {
  readonly place: Place;
  /** Of the generator that wrote them. */
  readonly version: string;
  /** Undefined where the project only has gates. */
  readonly answers?: Answers;
  /** What the workspace was made with. */
  readonly presets: readonly PresetRecord[];
  /** Undefined in a workspace. */
  readonly gatesOnly?: GatesOnly;
  /** Pull request first, then nightly; job by job, as CI has them. */
  readonly gates: readonly TieredGate[];
  /** Tools for the desk, by the name of their crate. */
  readonly tools: readonly string[];
  readonly surroundings: GateSurroundings;
}

/**
 * The gates that a folder has: those of a workspace, or those that were put into a project.
 *
 * @param command its name, for the message where another version wrote them.
 * @throws InputError where the folder has none.
 */
export async function gatesOfFolder(
  given: string | undefined,
  command: string,
  surroundings: ReaderSurroundings,
): Promise<FolderGates> {
  const place = placeOf(given, surroundings.io.cwd);
  const record = projectRecord(place);
  const again = commandIn(place, command, surroundings.presets);
  return record.kind === 'workspace'
    ? gatesOfWorkspace(place, record, again, surroundings)
    : gatesAlone(place, record, again, surroundings);
}

async function gatesOfWorkspace(
  place: Place,
  record: AnswersRecord,
  again: string,
  surroundings: ReaderSurroundings,
): Promise<FolderGates> {
  const { project } = await recreate(record, again, surroundings);
  return {
    place,
    version: record.version,
    answers: project.answers,
    presets: project.additions.presets,
    gates: tiered(selectJobs(project)),
    tools: project.tools.map(({ crate }) => crate),
    surroundings: surroundingsOf(place, project, surroundings),
  };
}

async function gatesAlone(
  place: Place,
  record: GatesOnlyRecord,
  again: string,
  surroundings: ReaderSurroundings,
): Promise<FolderGates> {
  refuseOtherVersion(record, again, surroundings.assets.version);
  refusePresets(record, surroundings.presets);
  const gates = recordedGates(record);
  const { rust } = await surroundings.assets.loadGates();
  const { project, plan } = recordedProject(gates, rust);
  const { ci, branch, terms } = gates;
  return {
    place,
    version: record.version,
    presets: [],
    gatesOnly: { ci, branch, terms },
    gates: tiered(plan.jobs),
    tools: [],
    surroundings: surroundingsOf(place, project, surroundings),
  };
}

function tiered(jobs: readonly GateJob[]): TieredGate[] {
  return (['pull-request', 'nightly'] as const).flatMap((tier) =>
    gatesOfTier(jobs, tier).map((gate) => ({ ...gate, tier })),
  );
}

function surroundingsOf({ folder }: Place, project: Project, { io }: ReaderSurroundings): GateSurroundings {
  return {
    toolchain: toolchainOf(folder, io.env),
    services: project.services,
    start: project.next.find(({ starts }) => starts)?.command,
    platform: process.platform,
  };
}
