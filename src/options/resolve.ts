import { holds } from './condition.ts';
import { InputError, quoted } from './errors.ts';
import { nameProblem } from './name.ts';
import { didYouMean } from './near.ts';
import { OPTIONS, type Answers } from './table.ts';
import type { AnyOfOption, ChoiceOption, Condition, NamesOption, Option, TextOption } from './types.ts';

/** One answer as it came from outside, still unchecked. */
export type RawAnswer = string | readonly string[];

/** What came from outside: option id, or `name`, to a text or a list of texts. */
export type RawAnswers = Readonly<Record<string, RawAnswer>>;

/** Answers that are right by themselves, in their canonical form. */
export type CheckedAnswers = RawAnswers & { readonly name?: string };

/** Where an answer came from, for messages: `--db`, `"db" in preset.toml, line 3`. */
export type Naming = (id: string) => string;

/** An answer as a flag gives it. */
export const asFlag: Naming = (id) => `--${id}`;

/** What may be answered: the name, then every option. */
export const ANSWER_IDS: readonly string[] = answerIds(OPTIONS);

function answerIds(table: readonly Option[]): string[] {
  return ['name', ...table.map((option) => option.id)];
}

/** Whether an option's answer is a list. */
export function isList(option: Option): option is AnyOfOption | NamesOption {
  return option.kind === 'any-of' || option.kind === 'names';
}

/** Whether an option offers choices. */
export function hasChoices(option: Option): option is ChoiceOption {
  return 'choices' in option;
}

/**
 * Turns raw answers into complete and validated ones: defaults fill what was not said, lists are put into the table's
 * order, and names into that of the alphabet.
 *
 * @throws InputError that names the option.
 */
export function resolveAnswers(raw: RawAnswers, naming: Naming = asFlag, table: readonly Option[] = OPTIONS): Answers {
  const checked = checkGiven(raw, naming, table);
  const { name } = checked;
  if (name === undefined) throw new InputError(`${naming('name')}: ${nameProblem('') ?? ''}`);
  const values: Record<string, RawAnswer> = { name };
  for (const option of table) {
    const given = checked[option.id];
    if (holds(option.when, values)) {
      values[option.id] = given ?? option.default;
    } else if (given !== undefined) {
      throw new InputError(`${naming(option.id)} does not apply here: it needs ${conditionText(option.when)}`);
    }
  }
  return values as unknown as Answers;
}

/**
 * Checks each answer by itself, whatever else is answered, and puts it into its canonical form. What was not said stays
 * unsaid.
 *
 * @throws InputError that names the option.
 */
export function checkGiven(
  raw: RawAnswers,
  naming: Naming = asFlag,
  table: readonly Option[] = OPTIONS,
): CheckedAnswers {
  const known = answerIds(table);
  const unknown = Object.keys(raw).find((id) => !known.includes(id));
  if (unknown !== undefined) throw new InputError(`${naming(unknown)} is ${unknownOption(unknown, known)}`);
  const name = raw['name'] === undefined ? undefined : checkName(raw['name'], naming('name'));
  const checked: Record<string, RawAnswer> = {};
  for (const option of table) {
    const given = raw[option.id];
    if (given !== undefined) checked[option.id] = checkAnswer(option, given, naming(option.id));
  }
  return name === undefined ? checked : { name, ...checked };
}

/** `not an option; did you mean db?` */
export function unknownOption(id: string, known: readonly string[] = ANSWER_IDS): string {
  return `not an option; ${didYouMean(id, known)}`;
}

function checkName(given: RawAnswer, label: string): string {
  const name = single(given, label);
  const problem = nameProblem(name);
  if (problem !== undefined) throw new InputError(`${label}: ${problem}`);
  return name;
}

/**
 * Checks one answer and puts it into its canonical form.
 *
 * @throws InputError that begins with the label.
 */
export function checkAnswer(option: Option, given: RawAnswer, label: string): RawAnswer {
  switch (option.kind) {
    case 'text':
      return checkText(option, single(given, label), label);
    case 'one-of':
      return checkChoice(option, single(given, label), label);
    case 'any-of':
      return checkList(option, [given].flat(), label);
    case 'names':
      return checkNames(option, [given].flat(), label);
  }
}

function single(given: RawAnswer, label: string): string {
  const texts = [given].flat();
  const [text] = texts;
  if (text === undefined || texts.length > 1) throw new InputError(`${label} takes one value, not ${texts.length}`);
  return text;
}

/** `none` and the empty text both mean "not given". */
function checkText(option: TextOption, text: string, label: string): string {
  if (text === '' || text === 'none') return '';
  if (new RegExp(`^(?:${option.pattern})$`).test(text)) return text;
  throw new InputError(`${label} must be ${option.expected}, such as ${option.example}, not ${quoted(text)}`);
}

function checkList(option: AnyOfOption, given: readonly string[], label: string): readonly string[] {
  const ids = option.choices.map((choice) => choice.id);
  const alone = wordAlone(given, ['all', 'none'], label);
  if (alone === 'all') return ids;
  if (alone === 'none' || given.length === 0) {
    if (!option.allowNone) throw new InputError(`${label} needs at least one of ${ids.join(', ')}`);
    return [];
  }
  given.forEach((text) => checkChoice(option, text, label));
  return ids.filter((id) => given.includes(id));
}

function checkNames(option: NamesOption, given: readonly string[], label: string): readonly string[] {
  if (wordAlone(given, ['none'], label) !== undefined) return [];
  for (const name of given) {
    if (name === '') throw new InputError(`${label} has an empty name; give names such as ${exampleOf(option)}`);
    const problem = nameProblem(name);
    if (problem !== undefined) throw new InputError(`${label}: ${problem}`);
  }
  return [...new Set(given)].sort();
}

/** The word among those given, if there is one, that means a whole list. */
function wordAlone(given: readonly string[], words: readonly string[], label: string): string | undefined {
  const word = given.find((text) => words.includes(text));
  if (word !== undefined && new Set(given).size > 1) throw new InputError(`${label}: ${word} stands alone`);
  return word;
}

/** What an option without choices may be told, as a flag's value. */
export function exampleOf({ example }: Exclude<Option, ChoiceOption>): string {
  return [example].flat().join(',');
}

/** What can be answered to an option with choices: theirs, and the words that stand alone. */
export function choicesOf(option: ChoiceOption): string[] {
  const words = option.kind === 'one-of' ? [] : ['all', ...(option.allowNone ? ['none'] : [])];
  return [...option.choices.map((choice) => choice.id), ...words];
}

function checkChoice(option: ChoiceOption, text: string, label: string): string {
  if (option.choices.some(({ id }) => id === text)) return text;
  const known = choicesOf(option);
  if (text === '') throw new InputError(`${label} is empty; choose from ${known.join(', ')}`);
  throw new InputError(`${label}: there is no ${quoted(text)}; ${didYouMean(text, known)}`);
}

/** `--pillar cloud`. */
export function conditionText(condition: Condition = {}): string {
  return Object.entries(condition)
    .map(([id, wanted]) => [`--${id}`, ...wantedText(wanted)].join(' '))
    .join(' and ');
}

function wantedText(wanted: Condition[string]): string[] {
  if (typeof wanted === 'string') return [wanted];
  if ('given' in wanted) return [];
  if ('all' in wanted) {
    const { all, none = [] } = wanted;
    return [all.join(','), ...(none.length === 0 ? [] : [`without ${none.join(', ')}`])];
  }
  return [wanted.join(' or ')];
}

/**
 * Command-line arguments that resolve to these answers: all of them, or the shortest, only what differs from the defaults.
 */
export function toArguments(answers: Answers, { all }: { readonly all: boolean } = { all: false }): string[] {
  return (OPTIONS as readonly Option[]).flatMap((option) => {
    const answer = answers[option.id as keyof Answers] as RawAnswer | undefined;
    if (answer === undefined || (!all && String(answer) === String(option.default))) return [];
    const text = [answer].flat().join(',');
    return [`--${option.id}`, text === '' ? 'none' : text];
  });
}
