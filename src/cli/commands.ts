import type { Choice } from '../options/types.ts';

/** What the program can be told to do. The first is what it does when no command is named. */
export const COMMANDS = [
  { id: 'new', description: 'make a workspace; the command when none is named' },
  { id: 'list', description: 'show all pillars and options' },
  { id: 'help', description: 'show this' },
] as const satisfies readonly Choice[];

/** A command's name. */
export type CommandId = (typeof COMMANDS)[number]['id'];
