import type { Choice } from '../options/types.ts';

/** The person wants to stop: nothing has been written, nothing will be. */
export class Cancelled extends Error {}

/** A terminal that asks. Each question has an answer that Enter takes, and rejects with `Cancelled` on Ctrl-C. */
export interface Prompter {
  text(question: TextQuestion): Promise<string>;
  oneOf(question: { message: string; choices: readonly Choice[]; initial: string }): Promise<string>;
  anyOf(question: {
    message: string;
    choices: readonly Choice[];
    initial: readonly string[];
    atLeastOne: boolean;
  }): Promise<readonly string[]>;
  confirm(question: { message: string }): Promise<boolean>;
  /** Shows something without asking. */
  show(title: string, text: string): void;
}

interface TextQuestion {
  readonly message: string;
  /** Shown while nothing is typed. */
  readonly placeholder: string;
  /** What Enter alone answers. */
  readonly fallback: string;
  /** What is wrong with a typed text, as a sentence, or undefined when it is fine. */
  readonly problem: (text: string) => string | undefined;
}
