import type { Command } from 'commander';

import { withoutRemoved } from '../options/growth.ts';
import type { CommandModule } from './command.ts';
import { changeAnswers, describeChange } from './growth.ts';

/** `remove`: what `add` adds, as far as nobody has touched it. */
export const removeCommand: CommandModule = {
  describe,
  run: changeAnswers({ id: 'remove', answers: withoutRemoved }),
};

function describe(command: Command): void {
  command.description(
    'Takes out of a workspace what it was made with or what was added. What somebody has edited since, or put beside it,' +
      ' is not taken out: then nothing is changed.',
  );
  describeChange(command, { id: 'remove' });
}
