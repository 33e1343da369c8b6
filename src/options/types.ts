/**
 * What an option may say. Conditions and defaults are data, never functions, so that help, prompts, a JSON Schema and
 * the docs can all be written from the same table.
 */

/**
 * Holds when every named option has (one of) the given value(s), all and none of others, or for `given` any answer but
 * the empty one; an any-of option has a value when it contains it.
 */
export type Condition = Readonly<Record<string, string | readonly string[] | Given | Combination>>;

interface Given {
  readonly given: true;
}

/** Of an any-of option several values, or one without another. */
interface Combination {
  readonly all: readonly string[];
  readonly none?: readonly string[];
}

export interface Choice {
  readonly id: string;
  /** One line, without a full stop. */
  readonly description: string;
}

interface OptionBase {
  readonly id: string;
  /** What a prompt asks, without a question mark. */
  readonly title: string;
  /** One line, without a full stop. */
  readonly description: string;
  /** The option exists only where this holds. */
  readonly when?: Condition;
}

export interface OneOfOption extends OptionBase {
  readonly kind: 'one-of';
  readonly choices: readonly Choice[];
  readonly default: string;
}

export interface AnyOfOption extends OptionBase {
  readonly kind: 'any-of';
  readonly choices: readonly Choice[];
  readonly default: readonly string[];
  /** Whether `none` is an answer. */
  readonly allowNone: boolean;
}

export interface TextOption extends OptionBase {
  readonly kind: 'text';
  /** A regular expression that the whole text must match; the empty text means "not given". */
  readonly pattern: string;
  /** What the pattern asks for, in words that fit behind "must be". */
  readonly expected: string;
  readonly example: string;
  readonly default: '';
}

/** Any number of names, each of which could be a project's (`nameProblem`); in the answers sorted, each once. */
export interface NamesOption extends OptionBase {
  readonly kind: 'names';
  readonly example: readonly string[];
  readonly default: readonly [];
}

/** Those with choices. */
export type ChoiceOption = OneOfOption | AnyOfOption;

export type Option = ChoiceOption | TextOption | NamesOption;

/** The type that an option's answer has. */
export type AnswerOf<O extends Option> = O extends { kind: 'any-of'; choices: readonly { id: infer Id }[] }
  ? readonly Id[]
  : O extends { kind: 'one-of'; choices: readonly { id: infer Id }[] }
    ? Id
    : O extends { kind: 'names' }
      ? readonly string[]
      : string;
