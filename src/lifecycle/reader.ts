import { InputError, quoted } from '../options/errors.ts';
import { didYouMean } from '../options/near.ts';
import type { Entry, Node } from './node.ts';

/** A text that has to match as a whole. */
export interface TextRule {
  /** A regular expression with the flag `u`, without anchors. */
  readonly pattern: string;
  /** What it asks for, in words that fit behind "must be". */
  readonly expected: string;
}

/** Whether a text keeps to a rule. */
export function keeps({ pattern }: TextRule, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(text);
}

/** Something that a file says, and where: `"gates.command" (acme.toml, line 7)`. */
export interface Located<T> {
  readonly value: T;
  readonly label: string;
}

/** Takes checked values out of one file. Every method throws an InputError that names file, line and key. */
export class Reader {
  readonly #file: string;

  /** @param file as messages name it. */
  constructor(file: string) {
    this.#file = file;
  }

  label(path: readonly string[], line: number): string {
    return `${quoted(path.join('.'))} (${this.#file}, line ${line})`;
  }

  /** The entries of a table, each of which may have any key, or one of the known ones. */
  table(path: readonly string[], { line, value }: Entry, known?: readonly string[]): ReadonlyMap<string, Entry> {
    if (value.kind !== 'table') throw new InputError(`${this.label(path, line)} takes a table, not ${typeName(value)}`);
    const [unknown] = [...value.entries].filter(([key]) => known?.includes(key) === false);
    if (known !== undefined && unknown !== undefined) {
      const [key, entry] = unknown;
      throw new InputError(`${this.label([...path, key], entry.line)} is not known here; ${didYouMean(key, known)}`);
    }
    return value.entries;
  }

  /** The entries of a table that has to have some keys, and may have others. */
  fields(
    path: readonly string[],
    entry: Entry,
    required: readonly string[],
    optional: readonly string[] = [],
  ): ReadonlyMap<string, Entry> {
    const fields = this.table(path, entry, [...required, ...optional]);
    const missing = required.find((key) => !fields.has(key));
    if (missing !== undefined) throw new InputError(`${this.label(path, entry.line)} lacks ${missing}`);
    return fields;
  }

  /** @param of what the list holds, in the plural. */
  list(path: readonly string[], { line, value }: Entry, of: string): readonly Node[] {
    if (value.kind === 'list') return value.items;
    throw new InputError(`${this.label(path, line)} takes a list of ${of}, not ${typeName(value)}`);
  }

  text(path: readonly string[], { line, value }: Entry, rule?: TextRule): Located<string> {
    const label = this.label(path, line);
    const text = textOf(value);
    if (text === undefined) throw new InputError(`${label} takes a text, not ${typeName(value)}`);
    if (rule !== undefined) checkText(label, text, rule);
    return { value: text, label };
  }

  texts(path: readonly string[], entry: Entry, rule?: TextRule): Located<string>[] {
    return this.list(path, entry, 'texts').map((value) => this.text(path, { line: value.line, value }, rule));
  }

  /** A text that is one of some. */
  choice<T extends string>(path: readonly string[], entry: Entry, known: readonly T[]): T {
    const { value, label } = this.text(path, entry);
    const found = known.find((word) => word === value);
    if (found === undefined)
      throw new InputError(`${label}: there is no ${quoted(value)}; ${didYouMean(value, known)}`);
    return found;
  }

  flag(path: readonly string[], { line, value }: Entry): boolean {
    if (value.kind === 'value' && typeof value.value === 'boolean') return value.value;
    throw new InputError(`${this.label(path, line)} takes true or false, not ${typeName(value)}`);
  }

  /** A whole number from 0. */
  count(path: readonly string[], { line, value }: Entry): number {
    if (value.kind === 'value' && Number.isSafeInteger(value.value) && Number(value.value) >= 0) {
      return Number(value.value);
    }
    throw new InputError(`${this.label(path, line)} takes a whole number from 0`);
  }

  /** Checks the key of a table that names things of the preset's own. */
  key(path: readonly string[], { line }: Entry, rule: TextRule): void {
    checkText(this.label(path, line), path.at(-1) ?? '', rule);
  }
}

function checkText(label: string, text: string, rule: TextRule): void {
  if (!keeps(rule, text)) throw new InputError(`${label} must be ${rule.expected}, not ${quoted(text)}`);
}

export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'value' && typeof node.value === 'string' ? node.value : undefined;
}

/** A list of texts, and nothing else. */
export function textsOf(node: Node): string[] | undefined {
  const texts = node.kind === 'list' ? node.items.map(textOf) : [undefined];
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** What something is, for messages: `a number`. */
export function typeName(node: Node): string {
  if (node.kind === 'table') return 'a table';
  if (node.kind === 'list') {
    const other = node.items.find((item) => textOf(item) === undefined);
    return other === undefined ? 'a list' : `a list with ${typeName(other)}`;
  }
  if (node.value instanceof Date) return 'a date';
  if (node.value === null) return 'null';
  switch (typeof node.value) {
    case 'number':
    case 'bigint':
      return 'a number';
    case 'boolean':
      return 'true or false';
    default:
      return 'a text';
  }
}
