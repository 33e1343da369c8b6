import type { CommandModule } from './command.ts';
import type { CommandId } from './commands.ts';
import { newCommand } from './new.ts';

/** Every command's own module, read when it is asked for; help is made from these and needs none. */
export const MODULES: Readonly<Record<Exclude<CommandId, 'help'>, () => Promise<CommandModule>>> = {
  new: () => Promise.resolve(newCommand),
  gates: async () => (await import('./gates.ts')).gatesCommand,
  list: async () => (await import('./list.ts')).listCommand,
};
