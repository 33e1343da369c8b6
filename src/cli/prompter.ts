import type { Choice } from '../options/types.ts';

/** The person wants to stop: nothing has been written, nothing will be. */
export class Cancelled extends Error {
  override readonly message = 'Cancelled; nothing was written.';
}

/** A terminal that asks. Each question has an answer that Enter takes, and rejects with `Cancelled` on Ctrl-C. */
export interface Prompter {
  text(question: TextQuestion): Promise<string>;
  oneOf(question: OneOfQuestion): Promise<string>;
  anyOf(question: AnyOfQuestion): Promise<readonly string[]>;
  confirm(question: Question): Promise<boolean>;
  /** Shows something without asking. */
  show(title: string, text: string): void;
}

export interface Question {
  /** What is asked for: an option's id, `name` or `confirmed`. */
  readonly id: string;
  readonly message: string;
}

interface TextQuestion extends Question {
  /** Shown while nothing is typed. */
  readonly placeholder: string;
  /** What Enter alone answers. */
  readonly fallback: string;
  /** What is wrong with a typed text, as a sentence, or undefined when it is fine. */
  readonly problem: (text: string) => string | undefined;
}

interface OneOfQuestion extends Question {
  readonly choices: readonly Choice[];
  readonly initial: string;
}

interface AnyOfQuestion extends Question {
  readonly choices: readonly Choice[];
  readonly initial: readonly string[];
  readonly atLeastOne: boolean;
}
