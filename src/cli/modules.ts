import type { CommandModule } from './command.ts';
import type { ModuleId } from './commands.ts';
import { newCommand } from './new.ts';

/** Every command's own module, read when it is asked for. */
export const MODULES: Readonly<Record<ModuleId, () => Promise<CommandModule>>> = {
  new: () => Promise.resolve(newCommand),
  add: async () => (await import('./add.ts')).addCommand,
  remove: async () => (await import('./remove.ts')).removeCommand,
  gates: async () => (await import('./gates.ts')).gatesCommand,
  list: async () => (await import('./list.ts')).listCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  reproduce: async () => (await import('./reproduction.ts')).reproductionCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
};
