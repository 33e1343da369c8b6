/** Where things stand in a TOML text. */
import { type AST, getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser';

import type { Bracketed } from './brackets.ts';
import { commentsEnd, commentsStart, indentOf, isBlank, lineAt, lineStart, nextLine } from './edit.ts';

/** A table with a header of its own, or the root. */
export interface Section {
  readonly path: readonly string[];
  /** An element of a list of tables has no path that an addition could name, nor has what lies in one. */
  readonly kind: 'root' | 'table' | 'in-list';
  /** Undefined for the root. */
  readonly header: AST.TOMLTable | undefined;
  readonly entries: readonly AST.TOMLKeyValue[];
}

export interface Layout {
  readonly text: string;
  readonly comments: readonly AST.Comment[];
  /** In the order of the text, the root first. */
  readonly sections: readonly Section[];
}

/** Reads a text that is known to be valid; undefined where the two parsers do not agree on that. */
export function layoutOf(text: string): Layout | undefined {
  const program = programOf(text);
  if (program === undefined) return undefined;
  const { body } = program.body[0];
  const tables = body.filter((node) => node.type === 'TOMLTable');
  const root: Section = {
    path: [],
    kind: 'root',
    header: undefined,
    entries: body.filter((node) => node.type === 'TOMLKeyValue'),
  };
  return { text, comments: program.comments, sections: [root, ...tables.map(sectionOf)] };
}

function programOf(text: string): AST.TOMLProgram | undefined {
  try {
    return parseTOML(text);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

function sectionOf(header: AST.TOMLTable): Section {
  const inList = header.resolvedKey.some((key) => typeof key === 'number');
  return { path: keysOf(header), kind: inList ? 'in-list' : 'table', header, entries: header.body };
}

/** The parts of a header or of a dotted key. */
export function keysOf({ key }: AST.TOMLTable | AST.TOMLKeyValue): string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}

/** The line that gives the path a value; undefined where a header does, or a line that holds more. */
export function findEntry({ sections }: Layout, path: readonly string[]): AST.TOMLKeyValue | undefined {
  return sections
    .filter((section) => section.kind !== 'in-list' && startsWith(path, section.path))
    .flatMap((section) => section.entries.filter((entry) => isSamePath([...section.path, ...keysOf(entry)], path)))[0];
}

/** The list that an entry holds; undefined where it holds another value. */
export function arrayOf({
  value,
}: AST.TOMLKeyValue): (Bracketed & { readonly elements: readonly unknown[] }) | undefined {
  if (value.type !== 'TOMLArray') return undefined;
  return {
    open: value.range[0] + 1,
    close: value.range[1] - 1,
    items: value.elements.map(({ range }) => range),
    elements: getStaticTOMLValue(value),
  };
}

/** How the table at a path came to be. */
export type Definition =
  | { readonly kind: 'section'; readonly section: Section }
  /** By headers further down: `[a.b]` makes `a`. */
  | { readonly kind: 'implied'; readonly first: Section }
  /** By dotted keys: `a.b = 1` makes `a`. */
  | { readonly kind: 'dotted'; readonly section: Section; readonly last: AST.TOMLKeyValue }
  /** Not by lines of its own: it is written inside a line, or is not there. */
  | { readonly kind: 'none' };

export function definitionOf({ sections }: Layout, path: readonly string[]): Definition {
  const named = sections.filter(({ kind }) => kind !== 'in-list');
  const section = named.find((candidate) => isSamePath(candidate.path, path));
  if (section !== undefined) return { kind: 'section', section };
  for (const candidate of named.filter((other) => startsWith(path, other.path))) {
    const inner = path.slice(candidate.path.length);
    const last = candidate.entries.findLast((entry) => isBelow(keysOf(entry), inner));
    if (last !== undefined) return { kind: 'dotted', section: candidate, last };
  }
  const first = sections.find((candidate) => isBelow(candidate.path, path));
  return first === undefined ? { kind: 'none' } : { kind: 'implied', first };
}

export function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((key, index) => path[index] === key);
}

const isBelow = (path: readonly string[], upper: readonly string[]) =>
  path.length > upper.length && startsWith(path, upper);

export function isSamePath(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && startsWith(left, right);
}

export const isComment = (line: string) => line.trimStart().startsWith('#');

/**
 * The line behind a section's last entry. Comments that follow it belong to the section as far as they do not stand
 * directly above the next header.
 */
export function sectionEnd(text: string, { header, entries }: Section): number {
  const last = entries.at(-1);
  const end = last === undefined ? headerEnd(text, header) : nextLine(text, last.range[1]);
  const behind = commentsEnd(text, end, isComment);
  return behind === text.length || isBlank(lineAt(text, behind)) ? behind : end;
}

/** The line behind a header; for the root, the start of the text. */
export function headerEnd(text: string, header: AST.TOMLTable | undefined): number {
  return header === undefined ? 0 : nextLine(text, header.key.range[1]);
}

/** The line where a section begins, with the comments directly above its header. */
export function sectionStart(text: string, { header }: Section): number {
  return header === undefined ? 0 : commentsStart(text, lineStart(text, header.range[0]), isComment);
}

/** What a section's entries are indented by; for an empty one, what its header is. */
export function entryIndent(text: string, { header, entries }: Section): string {
  return indentOf(text, entries.at(-1)?.range[0] ?? header?.range[0] ?? 0) ?? '';
}

/** One level of indentation inside arrays: as the file's first array on several lines has it, or four blanks. */
export function arrayStep(text: string): string {
  return /^([ \t]*)[^\s#[][^\n#]*=[ \t]*\[[ \t\r]*(?:#[^\n]*)?\n\1([ \t]+)[^\s]/m.exec(text)?.[2] ?? '    ';
}
