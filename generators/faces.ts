import { COMMANDS, type CommandEntry } from '../src/cli/commands.ts';
import { optionOf } from '../src/options/table.ts';

/** One generator as Yeoman sees it: `yo rust-2026:<id>`. */
export interface Face {
  readonly id: string;
  /** One line, without a full stop. */
  readonly description: string;
  readonly create: NonNullable<CommandEntry['create']>;
  /** Options that the face itself answers, by id: they are neither asked for nor taken. */
  readonly answers: Readonly<Record<string, string>>;
}

const [NEW] = COMMANDS;

/** `new` is `yo rust-2026`; any other command that makes files, and every pillar, is a sub-generator of its own name. */
export const FACES: readonly Face[] = [
  ...(COMMANDS as readonly CommandEntry[]).flatMap(({ id, description, create }) =>
    create === undefined ? [] : [{ id: id === NEW.id ? 'app' : id, description, create, answers: {} }],
  ),
  ...optionOf('pillar').choices.map(({ id, description }) => ({
    id,
    description,
    create: NEW.create,
    answers: { pillar: id },
  })),
];
