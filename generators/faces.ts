import { COMMANDS, generatorId, type CommandEntry, type ModuleId } from '../src/cli/commands.ts';
import { optionOf } from '../src/options/table.ts';

/** One generator as Yeoman sees it: `yo rust-2026:<id>`. */
export type Face = TreeFace | CommandFace;

interface Named {
  readonly id: string;
  /** One line, without a full stop. */
  readonly description: string;
}

/** Makes a workspace, through Yeoman's own file system. */
export interface TreeFace extends Named {
  readonly create: NonNullable<CommandEntry['create']>;
  /** Options that the face itself answers, by id: they are neither asked for nor taken. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Runs a command that does its own work. */
export interface CommandFace extends Named {
  readonly command: ModuleId;
}

const [NEW] = COMMANDS;

/** `new` is `yo rust-2026`; any other command, and every pillar, is a sub-generator of its own name. */
export const FACES: readonly Face[] = [
  ...COMMANDS.flatMap((command): Face[] => {
    if (command.id === 'help') return [];
    const named = { id: generatorId(command.id), description: command.description };
    return [
      'create' in command ? { ...named, create: command.create, answers: {} } : { ...named, command: command.id },
    ];
  }),
  ...optionOf('pillar').choices.map(({ id, description }) => ({
    id,
    description,
    create: NEW.create,
    answers: { pillar: id },
  })),
];
