import type { Command } from 'commander';

import { withAdded } from '../options/growth.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { describeGrowth } from './growth-report.ts';
import { carryOut, changeAnswers, describeGrowthCommand, readRequest } from './growth.ts';
import { planGuests } from './guests.ts';
import { mayBeDirty } from './settle.ts';
import { recordIn } from './workspace.ts';

/** `add`: pillars, and whatever else the options offer, into a workspace that exists. */
export const addCommand: CommandModule = { describe, run };

function describe(command: Command): void {
  command.description(
    'Adds to a workspace what it could have been made with: the result is the same. What was edited since is kept; where' +
      ' an edit and an addition meet, git shows a conflict. Into a workspace that was not generated come the crates of' +
      ' pillars, and nothing of its own is changed for them but the list of members and settings of Cargo.',
  );
  describeGrowthCommand(command, 'add');
  command.option('--name <name>', 'what the crates are named after, in a workspace that was not generated');
}

async function run(invocation: Invocation, surroundings: Surroundings): Promise<number> {
  const request = await readRequest('add', invocation, surroundings);
  if (typeof request === 'number') return request;
  const record = recordIn(request.place);
  if (record?.kind === 'workspace') return changeAnswers({ ...request, record }, withAdded, surroundings);
  const { place, given, flags } = request;
  const name = flags['name'] as string | undefined;
  const { site, changes } = await planGuests(
    { place, given: name === undefined ? given : { name, ...given }, allowDirty: mayBeDirty(flags) },
    surroundings,
  );
  await carryOut({ request, site, growth: describeGrowth('add', changes, {}), changes }, surroundings);
  return 0;
}
