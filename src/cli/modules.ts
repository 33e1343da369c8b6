import type { CommandModule } from './command.ts';
import type { CommandId } from './commands.ts';
import { newCommand } from './new.ts';

/** A command that has a module: every one but `help`, which is made from these. */
export type ModuleId = Exclude<CommandId, 'help'>;

/** Every command's own module, read when it is asked for. */
export const MODULES: Readonly<Record<ModuleId, () => Promise<CommandModule>>> = {
  new: () => Promise.resolve(newCommand),
  list: async () => (await import('./list.ts')).listCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  reproduce: async () => (await import('./reproduction.ts')).reproductionCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
};
