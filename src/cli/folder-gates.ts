import process from 'node:process';

import type { GateSurroundings } from '../gates/needs.ts';
import { gatesOfTier, selectJobs } from '../gates/select.ts';
import type { Gate, Tier } from '../gates/types.ts';
import type { Answers } from '../options/table.ts';
import type { Project } from '../project/model.ts';
import type { Surroundings } from './command.ts';
import { toolchainOf } from './toolchain-file.ts';
import { openWorkspace, type Place } from './workspace.ts';

/** A gate, and when it runs. */
export interface TieredGate extends Gate {
  readonly tier: Tier;
}

/** The gates of a folder, with what they run in. */
export interface FolderGates {
  readonly place: Place;
  /** Of the generator that wrote them. */
  readonly version: string;
  readonly answers: Answers;
  /** Pull request first, then nightly; job by job, as CI has them. */
  readonly gates: readonly TieredGate[];
  /** Tools for the desk, by the name of their crate. */
  readonly tools: readonly string[];
  readonly surroundings: GateSurroundings;
}

/**
 * The gates that a folder has.
 *
 * @param command its name, for the message where another version wrote them.
 * @throws InputError where the folder has none.
 */
export async function gatesOfFolder(
  given: string | undefined,
  command: string,
  surroundings: Surroundings,
): Promise<FolderGates> {
  const { project, record, ...place } = await openWorkspace(given, command, surroundings);
  const jobs = selectJobs(project);
  return {
    place,
    version: record.version,
    answers: project.answers,
    gates: (['pull-request', 'nightly'] as const).flatMap((tier) =>
      gatesOfTier(jobs, tier).map((gate) => ({ ...gate, tier })),
    ),
    tools: project.tools.map(({ crate }) => crate),
    surroundings: {
      toolchain: toolchainOf(place.folder, surroundings.io.env),
      services: project.services,
      start: startOf(project),
      platform: process.platform,
    },
  };
}

/** The step that starts what the service needs is the first of a workspace that has services. */
function startOf({ services, next }: Project): string | undefined {
  return services.length === 0 ? undefined : next.find(({ order }) => order === 1)?.command;
}
