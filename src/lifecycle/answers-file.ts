import { InputError, quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { resolveAnswers, type Naming } from '../options/resolve.ts';
import type { Answers } from '../options/table.ts';
import { SyntaxProblem, type PresetEntry } from './entry.ts';
import { entriesOf, objectIn, parseObject } from './json.ts';

/** What an answers file says, its answers still unchecked: another version may know other options. */
export interface AnswersRecord {
  /** Of the generator that wrote it, as npm writes versions. */
  readonly version: string;
  /** The file, as messages name it. */
  readonly file: string;
  /** What stands beside generator and answers, which no answers file of this version has. */
  readonly others: readonly PresetEntry[];
  readonly answers: readonly PresetEntry[];
}

const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/**
 * Reads the text of an answers file as far as every version of the generator writes it.
 *
 * @param file as messages name it.
 * @throws InputError that names file and line.
 */
export function readAnswersRecord(text: string, file: string): AnswersRecord {
  const document = parseDocument(text, file);
  const all = entriesOf(document);
  const [generator, answers] = ['generator', 'answers'].map((key) => {
    const { line } = onlyOne(key, all, file);
    const found = objectIn(document, key);
    if (found === undefined) throw new InputError(`${quoted(key)} (${file}, line ${line}) must be an object`);
    return entriesOf(found);
  }) as [PresetEntry[], PresetEntry[]];
  const name = onlyOne('name', generator, file);
  if (name.value !== GENERATOR) {
    throw new InputError(
      `"name" (${file}, line ${name.line}) must be ${quoted(GENERATOR)}: another generator wrote it`,
    );
  }
  const { value: version, line } = onlyOne('version', generator, file);
  if (typeof version !== 'string' || !VERSION.test(version)) {
    throw new InputError(`"version" (${file}, line ${line}) must be a version, such as "1.2.3"`);
  }
  return { version, file, others: all.filter(({ key }) => key !== 'generator' && key !== 'answers'), answers };
}

/**
 * The answers of a record that this version wrote.
 *
 * @throws InputError that names file, line and key.
 */
export function recordedAnswers({ file, others, answers }: AnswersRecord): Answers {
  const [other] = others;
  if (other !== undefined) {
    throw new InputError(`${quoted(other.key)} (${file}, line ${other.line}) is nothing that an answers file holds`);
  }
  const lines = new Map(answers.map(({ key, line }) => [key, line]));
  const naming: Naming = (id) => `${quoted(id)} (${file}, line ${lines.get(id) ?? 1})`;
  const raw = answers.map(({ key, value }) => {
    onlyOne(key, answers, file);
    if (typeof value === 'string' || isTexts(value)) return [key, value] as const;
    throw new InputError(`${naming(key)} must be a text or a list of texts`);
  });
  return resolveAnswers(Object.fromEntries(raw), naming);
}

/**
 * The command-line arguments that give the answers of a record, whichever version wrote it: its name, then every other
 * answer, for a default of that version is not known here.
 *
 * @throws InputError where an answer is neither a text nor a list of texts.
 */
export function recordedArguments({ file, answers }: AnswersRecord): string[] {
  const { value: name } = onlyOne('name', answers, file);
  const flags = answers.filter(({ key }) => key !== 'name');
  return [
    textOf(name, `"name" (${file})`),
    ...flags.flatMap(({ key, value, line }) => {
      const label = `${quoted(key)} (${file}, line ${line})`;
      if (!/^[a-z][a-z-]*$/.test(key)) throw new InputError(`${label} is no option of any version`);
      const text = [value]
        .flat()
        .map((item) => textOf(item, label))
        .join(',');
      return [`--${key}`, text === '' ? 'none' : text];
    }),
  ];
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function textOf(value: unknown, label: string): string {
  if (typeof value !== 'string') throw new InputError(`${label} must be a text or a list of texts`);
  return value;
}

function parseDocument(text: string, file: string) {
  try {
    return parseObject(text);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${file} is nested too deeply to be an answers file`);
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new InputError(`${file}, line ${error.line}: not valid JSON: ${error.message}`);
  }
}

function onlyOne(key: string, entries: readonly PresetEntry[], file: string): PresetEntry {
  const [first, second] = entries.filter((entry) => entry.key === key);
  if (first === undefined) throw new InputError(`${file} has no ${quoted(key)}: it is not what ${GENERATOR} writes`);
  if (second !== undefined) {
    throw new InputError(`${quoted(key)} (${file}, line ${second.line}) stands there twice`);
  }
  return first;
}
