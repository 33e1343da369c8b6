import type { Added, Value } from '../../merge/types.ts';
import { GENERATOR } from '../../options/generator.ts';
import { plain, type Entry } from '../node.ts';
import type { Reader, TextRule } from '../reader.ts';
import type { Terms } from './terms.ts';

/** What a project remembers of the gates that were put into it. */
export interface GatesRecord {
  readonly ci: 'github' | 'gitlab' | 'both';
  /** What the default branch is called. */
  readonly branch: string;
  readonly terms: Terms;
  /** The oldest Rust that a package promised when the gates were written; undefined where none did. */
  readonly rustVersion?: string;
  /** Files that are ours altogether: path to SHA-256 of the text. */
  readonly files: Readonly<Record<string, string>>;
  /** What was added to files of the project's own, by path. */
  readonly added: Readonly<Record<string, readonly Added[]>>;
}

/** The answers file of a project that only has gates. */
export function renderRecord(record: GatesRecord, version: string): string {
  return `${JSON.stringify({ generator: { name: GENERATOR, version }, gates: record }, undefined, 2)}\n`;
}

const HOSTS = ['github', 'gitlab', 'both'] as const;
const FLAGS = ['locked', 'allFeatures', 'benches', 'hasLibrary'] as const;

const RUST_VERSION: TextRule = { pattern: '\\d+\\.\\d+(?:\\.\\d+)?', expected: 'a version of Rust, such as 1.85' };

/** `*` is a file that is meant to change. */
const HASH: TextRule = { pattern: '\\*|[0-9a-f]{64}', expected: '64 hexadecimal digits or *' };

/**
 * Reads what an answers file says of gates.
 *
 * @throws InputError that names file, line and key.
 */
export function readGates(reader: Reader, entry: Entry): GatesRecord {
  const path = ['gates'];
  const fields = reader.fields(path, entry, ['ci', 'branch', 'terms', 'files', 'added'], ['rustVersion']);
  const field = (key: string): [string[], Entry] => [[...path, key], fields.get(key) ?? entry];
  return {
    ci: reader.choice(...field('ci'), HOSTS),
    branch: reader.text(...field('branch')).value,
    terms: readTerms(reader, ...field('terms')),
    ...(fields.has('rustVersion') ? { rustVersion: reader.text(...field('rustVersion'), RUST_VERSION).value } : {}),
    files: textsByKey(reader, ...field('files'), HASH),
    added: byKey(reader, ...field('added'), (place, found) =>
      reader.list(place, found, 'tables').map((value) => readAdded(reader, place, { line: value.line, value })),
    ),
  };
}

function readTerms(reader: Reader, path: readonly string[], entry: Entry): Terms {
  const fields = reader.fields(path, entry, [...FLAGS, 'counted', 'off'], ['folder']);
  const field = (key: string): [string[], Entry] => [[...path, key], fields.get(key) ?? entry];
  const flag = (key: (typeof FLAGS)[number]): boolean => reader.flag(...field(key));
  return {
    ...(fields.has('folder') ? { folder: reader.text(...field('folder')).value } : {}),
    locked: flag('locked'),
    allFeatures: flag('allFeatures'),
    benches: flag('benches'),
    hasLibrary: flag('hasLibrary'),
    counted: reader.texts(...field('counted')).map(({ value }) => value),
    off: textsByKey(reader, ...field('off')),
  };
}

/** An addition is either a key with its value, or an element of a list. */
function readAdded(reader: Reader, path: readonly string[], entry: Entry): Added {
  const isElement = reader.table(path, entry).has('element');
  const content = isElement ? 'element' : 'value';
  const optional = ['comment', 'opened', ...(isElement ? ['identity'] : [])];
  const fields = reader.fields(path, entry, ['path', content, 'made'], optional);
  const field = (key: string): [string[], Entry] => [[...path, key], fields.get(key) ?? entry];
  const text = (key: string): string | undefined => (fields.has(key) ? reader.text(...field(key)).value : undefined);
  const [comment, identity] = [text('comment'), text('identity')];
  // What parseJson gave.
  const value = plain(field(content)[1].value) as Value;
  return {
    path: reader.texts(...field('path')).map((step) => step.value),
    ...(isElement ? { element: value, ...(identity === undefined ? {} : { identity }) } : { value }),
    ...(comment === undefined ? {} : { comment }),
    made: reader.count(...field('made')),
    ...(fields.has('opened') && reader.flag(...field('opened')) ? { opened: true } : {}),
  };
}

function textsByKey(reader: Reader, path: readonly string[], entry: Entry, rule?: TextRule): Record<string, string> {
  return byKey(reader, path, entry, (place, found) => reader.text(place, found, rule).value);
}

function byKey<T>(
  reader: Reader,
  path: readonly string[],
  entry: Entry,
  read: (path: readonly string[], entry: Entry) => T,
): Record<string, T> {
  const found = reader.table(path, entry);
  return Object.fromEntries(Array.from(found, ([key, value]) => [key, read([...path, key], value)]));
}
