import { closest } from 'fastest-levenshtein';

import { holds } from './condition.ts';
import { InputError } from './errors.ts';
import { nameProblem } from './name.ts';
import { OPTIONS, type Answers } from './table.ts';
import type { Condition, Option } from './types.ts';

/** What came from outside, still unchecked: option id to a text or a list of texts. */
export type RawAnswers = Readonly<Record<string, string | readonly string[]>>;

/** Where an answer came from, for messages: `--db`, `"db" in preset.toml, line 3`. */
export type Naming = (id: string) => string;

const asFlag: Naming = (id) => `--${id}`;

/**
 * Turns raw answers into complete and validated ones: defaults fill what was not said, lists are put into the table's
 * order.
 *
 * @throws InputError that names the option.
 */
export function resolveAnswers(raw: RawAnswers, naming: Naming = asFlag): Answers {
  const known = ['name', ...OPTIONS.map((option) => option.id)];
  const unknown = Object.keys(raw).find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new InputError(`${naming(unknown)} is not an option; ${didYouMean(unknown, known)}`);
  }
  const name = typeof raw['name'] === 'string' ? raw['name'] : '';
  const problem = nameProblem(name);
  if (problem !== undefined) throw new InputError(`${naming('name')}: ${problem}`);
  const values: Record<string, string | readonly string[]> = { name };
  for (const option of OPTIONS as readonly Option[]) {
    const given = raw[option.id];
    if (holds(option.when, values)) {
      values[option.id] = given === undefined ? option.default : checkAnswer(option, given, naming(option.id));
    } else if (given !== undefined) {
      throw new InputError(`${naming(option.id)} does not apply here: it needs ${conditionText(option.when)}`);
    }
  }
  return values as unknown as Answers;
}

/** Checks one answer and puts it into its canonical form. */
export function checkAnswer(
  option: Option,
  given: string | readonly string[],
  name: string,
): string | readonly string[] {
  switch (option.kind) {
    case 'text':
      return checkText(option, given, name);
    case 'one-of': {
      const texts = [given].flat();
      const [text] = texts;
      if (text === undefined || texts.length > 1) throw new InputError(`${name} takes one value`);
      checkChoice(option, text, name);
      return text;
    }
    case 'any-of':
      return checkList(option, [given].flat(), name);
  }
}

function checkText(option: Extract<Option, { kind: 'text' }>, given: string | readonly string[], name: string): string {
  if (typeof given !== 'string') throw new InputError(`${name} takes one value`);
  if (given !== '' && !new RegExp(`^(?:${option.pattern})$`).test(given)) {
    throw new InputError(`${name} must be ${option.expected}, such as ${option.example}`);
  }
  return given;
}

function checkList(
  option: Extract<Option, { kind: 'any-of' }>,
  given: readonly string[],
  name: string,
): readonly string[] {
  const ids = option.choices.map((choice) => choice.id);
  if (given.length === 1 && given[0] === 'all') return ids;
  const none = given.length === 0 || (given.length === 1 && given[0] === 'none');
  if (none) {
    if (!option.allowNone) throw new InputError(`${name} needs at least one of ${ids.join(', ')}`);
    return [];
  }
  given.forEach((text) => {
    checkChoice(option, text, name);
  });
  return ids.filter((id) => given.includes(id));
}

function checkChoice(option: Exclude<Option, { kind: 'text' }>, text: string, name: string): void {
  const ids = option.choices.map((choice) => choice.id);
  if (ids.includes(text)) return;
  throw new InputError(`${name}: there is no ${JSON.stringify(text)}; ${didYouMean(text, ids)}`);
}

/** `did you mean jwt?` when something is near, otherwise all that there is. */
export function didYouMean(text: string, known: readonly string[]): string {
  const near = closest(text, [...known]);
  return isNear(text, near) ? `did you mean ${near}?` : `choose from ${known.join(', ')}`;
}

function isNear(text: string, near: string): boolean {
  const shared = [...near].filter((letter) => text.includes(letter)).length;
  return Math.abs(text.length - near.length) <= 2 && shared >= Math.ceil(near.length / 2);
}

/** `--pillar cloud`. */
export function conditionText(condition: Condition = {}): string {
  return Object.entries(condition)
    .map(([id, values]) =>
      typeof values === 'object' && 'given' in values ? `--${id}` : `--${id} ${[values].flat().join(' or ')}`,
    )
    .join(' and ');
}
