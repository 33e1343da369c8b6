import { InputError, quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { resolveAnswers, type Naming } from '../options/resolve.ts';
import type { Answers } from '../options/table.ts';
import { parseJson } from './json.ts';
import { plain, SyntaxProblem, type TableNode } from './node.ts';

/** A key of an object, its value still unchecked. */
interface RecordEntry {
  readonly key: string;
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

/** What an answers file says, its answers still unchecked: another version may know other options. */
export interface AnswersRecord {
  /** Of the generator that wrote it, as npm writes versions. */
  readonly version: string;
  /** The file, as messages name it. */
  readonly file: string;
  /** Whether the workspace was made with presets, which say what the answers do not. */
  readonly withPresets: boolean;
  /** What stands beside these, which no answers file of this version has. */
  readonly others: readonly RecordEntry[];
  readonly answers: readonly RecordEntry[];
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
  if (document.entries.has('gates')) {
    throw new InputError(`${file} is of a project that only has gates; run them with just, or see .gates/README.md`);
  }
  const all = entriesOf(document);
  const [generator, answers] = ['generator', 'answers'].map((key) => {
    const { line } = theOne(key, all, file);
    const found = document.entries.get(key)?.value;
    if (found?.kind !== 'table') throw new InputError(`${quoted(key)} (${file}, line ${line}) must be an object`);
    return entriesOf(found);
  }) as [RecordEntry[], RecordEntry[]];
  const name = theOne('name', generator, file);
  if (name.value !== GENERATOR) {
    throw new InputError(
      `"name" (${file}, line ${name.line}) must be ${quoted(GENERATOR)}: another generator wrote it`,
    );
  }
  const { value: version, line } = theOne('version', generator, file);
  if (typeof version !== 'string' || !VERSION.test(version)) {
    throw new InputError(`"version" (${file}, line ${line}) must be a version, such as "1.2.3"`);
  }
  const known = ['generator', 'answers', 'presets'];
  const others = all.filter(({ key }) => !known.includes(key));
  return { version, file, withPresets: document.entries.has('presets'), others, answers };
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
  const { value: name } = theOne('name', answers, file);
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
    return parseJson(text);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${file} is nested too deeply to be an answers file`);
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new InputError(`${file}, line ${error.line}: not valid JSON: ${error.message}`);
  }
}

function theOne(key: string, entries: readonly RecordEntry[], file: string): RecordEntry {
  const found = entries.find((entry) => entry.key === key);
  if (found === undefined) throw new InputError(`${file} has no ${quoted(key)}: it is not what ${GENERATOR} writes`);
  return found;
}

function entriesOf({ entries }: TableNode): RecordEntry[] {
  return Array.from(entries, ([key, { line, value }]) => ({ key, line, value: plain(value) }));
}
