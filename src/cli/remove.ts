import type { Command } from 'commander';

import { InputError } from '../options/errors.ts';
import { withoutRemoved } from '../options/growth.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { changeAnswers, describeGrowthCommand, readRequest } from './growth.ts';
import { projectRecord } from './workspace.ts';

/** `remove`: what `add` adds, as far as nobody has touched it. */
export const removeCommand: CommandModule = { describe, run };

function describe(command: Command): void {
  command.description(
    'Takes out of a generated workspace what it was made with or what was added. Where somebody has edited that since, or' +
      ' put files beside it, nothing is changed.',
  );
  describeGrowthCommand(command, 'remove');
}

async function run(invocation: Invocation, surroundings: Surroundings): Promise<number> {
  const request = await readRequest('remove', invocation, surroundings);
  if (typeof request === 'number') return request;
  const record = projectRecord(request.place);
  if (record.kind === 'workspace') return changeAnswers({ ...request, record }, withoutRemoved, surroundings);
  throw new InputError(`${record.file} is of a project that only has gates; gates --remove takes those out`);
}
