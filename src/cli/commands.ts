import { create } from '../lifecycle/create.ts';
import type { Choice } from '../options/types.ts';

/** Something that the program can be told to do. */
export interface CommandEntry extends Choice {
  /** How a command that makes a workspace gets from answers to its tree. */
  readonly create?: typeof create;
}

/** The first is what the program does when no command is named. */
export const COMMANDS = [
  { id: 'new', description: 'make a workspace; the command when none is named', create },
  { id: 'add', description: 'add pillars and options to a workspace that was generated' },
  { id: 'remove', description: 'take pillars and options out of a workspace again' },
  { id: 'gates', description: 'add the quality gates to a Cargo project that exists' },
  { id: 'list', description: 'show all pillars and options, or with --path the labs in learning order' },
  { id: 'verify', description: 'run the gates of a workspace as its CI would, and write a receipt' },
  { id: 'doctor', description: 'say what a workspace needs that is missing or too old, and how to install it' },
  { id: 'reproduce', description: 'print the command that makes a workspace again' },
  { id: 'explain', description: 'say why an option, a file, a crate, a gate or a registry is there' },
  { id: 'help', description: 'show this' },
] as const satisfies readonly CommandEntry[];

/** A command's name. */
export type CommandId = (typeof COMMANDS)[number]['id'];

/** A command that has a module, and a Yeoman generator: every one but `help`, which is made from theirs. */
export type ModuleId = Exclude<CommandId, 'help'>;

/** What Yeoman calls the generator of a command: `yo rust-2026` runs the one that is called `app`. */
export function generatorId(command: ModuleId): string {
  return command === COMMANDS[0].id ? 'app' : command;
}
