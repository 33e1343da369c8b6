import { InputError, quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { resolveAnswers, type Naming } from '../options/resolve.ts';
import type { Answers } from '../options/table.ts';
import type { PresetRecord } from '../project/additions.ts';
import { readGates, type GatesRecord } from './gates/record.ts';
import { parseJson } from './json.ts';
import { plain, SyntaxProblem, type Entry, type TableNode } from './node.ts';
import { Reader, type TextRule } from './reader.ts';

/** A key of an object, its value still unchecked. */
interface RecordEntry {
  readonly key: string;
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

/** What an answers file says: of a generated workspace, or of a project that only has gates. */
export type ProjectRecord = AnswersRecord | GatesOnlyRecord;

interface RecordHead {
  /** Of the generator that wrote it, as npm writes versions. */
  readonly version: string;
  /** The file, as messages name it. */
  readonly file: string;
  /** What stands beside the rest, which no answers file of this version has. */
  readonly others: readonly RecordEntry[];
}

/** Of a workspace; its answers are still unchecked: another version may know other options. */
export interface AnswersRecord extends RecordHead {
  readonly kind: 'workspace';
  readonly answers: readonly RecordEntry[];
  /** What the workspace was made with, unchecked as well; undefined where that was no preset. */
  readonly presets: Entry | undefined;
}

/** Of a project that somebody else made, whose gates are ours; unchecked as well. */
export interface GatesOnlyRecord extends RecordHead {
  readonly kind: 'gates';
  readonly gates: Entry;
}

/** A preset that a workspace was made with, and the line that says so. */
export interface RecordedPreset extends PresetRecord {
  readonly line: number;
}

const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Another version may know other hosts. */
const HOST: TextRule = { pattern: '[a-z]+', expected: 'a host, such as github' };

const DIGEST: TextRule = { pattern: 'sha256:[0-9a-f]{64}', expected: 'sha256: and 64 hexadecimal digits' };

/**
 * Reads the text of an answers file as far as every version of the generator writes it.
 *
 * @param file as messages name it.
 * @throws InputError that names file and line.
 */
export function readRecord(text: string, file: string): ProjectRecord {
  const { entries } = parseDocument(text, file);
  const gates = entries.has('answers') ? undefined : entries.get('gates');
  const generator = tableOf('generator', entries, file);
  const answers = gates === undefined ? tableOf('answers', entries, file) : undefined;
  const known = ['generator', ...(answers === undefined ? ['gates'] : ['answers', 'presets'])];
  const others = entriesOf(entries).filter(({ key }) => !known.includes(key));
  const head = { version: versionIn(generator, file), file, others };
  if (gates !== undefined) return { kind: 'gates', ...head, gates };
  return { kind: 'workspace', ...head, answers: entriesOf(answers), presets: entries.get('presets') };
}

function versionIn(generator: ReadonlyMap<string, Entry>, file: string): string {
  const entries = entriesOf(generator);
  const name = theOne('name', entries, file);
  if (name.value !== GENERATOR) {
    throw new InputError(
      `"name" (${file}, line ${name.line}) must be ${quoted(GENERATOR)}: another generator wrote it`,
    );
  }
  const { value: version, line } = theOne('version', entries, file);
  if (typeof version !== 'string' || !VERSION.test(version)) {
    throw new InputError(`"version" (${file}, line ${line}) must be a version, such as "1.2.3"`);
  }
  return version;
}

/**
 * The answers of a record that this version wrote.
 *
 * @throws InputError that names file, line and key.
 */
export function recordedAnswers({ file, others, answers }: AnswersRecord): Answers {
  refuseOthers(others, file);
  const lines = new Map(answers.map(({ key, line }) => [key, line]));
  const naming: Naming = (id) => `${quoted(id)} (${file}, line ${lines.get(id) ?? 1})`;
  const raw = answers.map(({ key, value }) => {
    if (typeof value === 'string' || isTexts(value)) return [key, value] as const;
    throw new InputError(`${naming(key)} must be a text or a list of texts`);
  });
  return resolveAnswers(Object.fromEntries(raw), naming);
}

/**
 * The presets of a record, the lowest layer first; none where it was made without.
 *
 * @throws InputError that names file, line and key.
 */
export function recordedPresets({ file, presets }: AnswersRecord): RecordedPreset[] {
  if (presets === undefined) return [];
  const reader = new Reader(file);
  const path = ['presets'];
  return reader.list(path, presets, 'tables').map((value) => {
    const entry = { line: value.line, value };
    const fields = reader.fields(path, entry, ['source', 'digest']);
    const text = (key: 'source' | 'digest', rule?: TextRule): string =>
      reader.text([...path, key], fields.get(key) ?? entry, rule).value;
    return { source: text('source'), digest: text('digest', DIGEST), line: value.line };
  });
}

/**
 * What this version remembers of the gates that it put into a project.
 *
 * @throws InputError that names file, line and key.
 */
export function recordedGates({ file, others, gates }: GatesOnlyRecord): GatesRecord {
  refuseOthers(others, file);
  return readGates(new Reader(file), gates);
}

function refuseOthers([other]: readonly RecordEntry[], file: string): void {
  if (other === undefined) return;
  throw new InputError(`${quoted(other.key)} (${file}, line ${other.line}) is nothing that an answers file holds`);
}

/**
 * The command-line arguments that give the answers of a record, whichever version wrote it: its name, then its presets
 * and every other answer, for a default of that version is not known here.
 *
 * @throws InputError where an answer is neither a text nor a list of texts.
 */
export function recordedArguments(record: AnswersRecord): string[] {
  const { file, answers } = record;
  const { value: name } = theOne('name', answers, file);
  const flags = answers.filter(({ key }) => key !== 'name');
  return [
    textOf(name, `"name" (${file})`),
    ...recordedPresets(record).flatMap(({ source }) => ['--preset', source]),
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

/**
 * The command-line arguments that put the gates of a record into a project, whichever version wrote it.
 *
 * @throws InputError that names file, line and key.
 */
export function gatesArguments({ file, gates }: GatesOnlyRecord): string[] {
  const reader = new Reader(file);
  const ci = reader.table(['gates'], gates).get('ci');
  if (ci === undefined) throw new InputError(`${reader.label(['gates'], gates.line)} lacks ci`);
  return ['gates', '--ci', reader.text(['gates', 'ci'], ci, HOST).value];
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function textOf(value: unknown, label: string): string {
  if (typeof value !== 'string') throw new InputError(`${label} must be a text or a list of texts`);
  return value;
}

function parseDocument(text: string, file: string): TableNode {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${file} is nested too deeply to be an answers file`);
    if (!(error instanceof SyntaxProblem)) throw error;
    throw new InputError(`${file}, line ${error.line}: not valid JSON: ${error.message}`);
  }
}

function tableOf(key: string, entries: ReadonlyMap<string, Entry>, file: string): ReadonlyMap<string, Entry> {
  const { line } = theOne(key, entriesOf(entries), file);
  const found = entries.get(key)?.value;
  if (found?.kind !== 'table') throw new InputError(`${quoted(key)} (${file}, line ${line}) must be an object`);
  return found.entries;
}

function theOne(key: string, entries: readonly RecordEntry[], file: string): RecordEntry {
  const found = entries.find((entry) => entry.key === key);
  if (found === undefined) throw new InputError(`${file} has no ${quoted(key)}: it is not what ${GENERATOR} writes`);
  return found;
}

function entriesOf(entries: ReadonlyMap<string, Entry> = new Map()): RecordEntry[] {
  return Array.from(entries, ([key, { line, value }]) => ({ key, line, value: plain(value) }));
}
