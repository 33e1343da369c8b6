import type { Prompter } from './prompter.ts';

/** Everything of the outside that a command touches, so that tests need no terminal. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person sits at both ends. */
  readonly interactive: boolean;
  /** Whether a line of standard output can be written over. */
  readonly live: boolean;
  /** Whether standard output shows colours. */
  readonly colour: boolean;
  /** Width of standard output, in characters. */
  readonly columns: number;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Opens the questions. */
  readonly prompter: () => Promise<Prompter>;
}
