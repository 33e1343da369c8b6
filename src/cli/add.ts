import type { Command } from 'commander';

import { withAdded } from '../options/growth.ts';
import type { CommandModule } from './command.ts';
import { changeAnswers, describeChange } from './growth.ts';

/** `add`: pillars, services and whatever else the options offer, into a workspace that was generated. */
export const addCommand: CommandModule = { describe, run: changeAnswers({ id: 'add', answers: withAdded }) };

function describe(command: Command): void {
  command.description(
    'Adds to a workspace what it could have been made with: the result is the same. What was edited since is kept; where' +
      ' an edit and an addition meet, git shows a conflict.',
  );
  describeChange(command, { id: 'add' });
}
