/** Lists in brackets or braces, of any format: elements between commas, on one line or on several. */
import { type Edit, indentOf, insertion, isBlank, lineEnding, lineStart, nextLine, removal } from './edit.ts';

export type Range = readonly [start: number, end: number];

export interface Bracketed {
  /** Behind the opening bracket. */
  readonly open: number;
  /** Of the closing bracket. */
  readonly close: number;
  readonly items: readonly Range[];
}

/** What to append, as lines that begin at the left margin. */
export interface Item {
  /** With their marks. */
  readonly comments: readonly string[];
  readonly lines: readonly string[];
}

export interface BracketStyle {
  /** One level of indentation. */
  readonly step: string;
  /** An empty list on one line is opened to several. */
  readonly opens: boolean;
  /** A comma stands behind the last element of a list that had none. */
  readonly trailingComma: boolean;
  /** Matches every comment between elements. */
  readonly comment: RegExp;
}

/**
 * Appends to a list in the list's own style. A line of the user's changes only where there is no way around it: the one
 * on which the last element or the empty brackets stand, and it gets something put in.
 */
export function append(text: string, list: Bracketed, items: readonly Item[], style: BracketStyle): Edit[] {
  const [, end] = list.items.at(-1) ?? [];
  if (end === undefined) return fill(text, list, items, style);
  const comma = commaAfter(text, end, list.close, style.comment);
  const indent = ownIndent(text, list);
  if (indent === undefined) {
    const line = items.map(onOneLine);
    return comma === undefined
      ? [insertion(end, line.map((item) => `, ${item}`).join(''))]
      : [insertion(comma + 1, line.map((item) => ` ${item},`).join(''))];
  }
  const block = onLines(items, indent, lineEnding(text), comma !== undefined);
  return [...(comma === undefined ? [insertion(end, ',')] : []), insertion(nextLine(text, (comma ?? end) + 1), block)];
}

/** Indentation of a list's elements where the last has lines of its own. */
function ownIndent(text: string, { items, close }: Bracketed): string | undefined {
  const [start] = items.at(-1) ?? [close];
  return indentOf(text, close) === undefined ? undefined : indentOf(text, start);
}

function fill(text: string, { open, close }: Bracketed, items: readonly Item[], style: BracketStyle): Edit[] {
  const inside = text.slice(open, close);
  const ending = lineEnding(text);
  const outer = /^[ \t]*/.exec(text.slice(lineStart(text, open)))?.[0] ?? '';
  const block = onLines(items, outer + style.step, ending, style.trailingComma);
  if (inside.includes('\n') && indentOf(text, close) !== undefined) return [insertion(lineStart(text, close), block)];
  if (style.opens) return [insertion(open, `${ending}${block}${outer}`)];
  const margin = /^[ \t]*/.exec(inside)?.[0] ?? '';
  return [insertion(open, margin + items.map(onOneLine).join(', '))];
}

function onLines(items: readonly Item[], indent: string, ending: string, trailingComma: boolean): string {
  return withCommas(items, trailingComma)
    .map((line) => `${indent}${line}${ending}`)
    .join('');
}

const onOneLine = ({ lines }: Item) => lines.map((line) => line.trim()).join(' ');

/** Elements as lines at the left margin. */
export function withCommas(items: readonly Item[], trailingComma: boolean): string[] {
  return items.flatMap(({ comments, lines }, index) => {
    const comma = trailingComma || index < items.length - 1 ? ',' : '';
    return [...comments, ...lines.slice(0, -1), `${lines.at(-1) ?? ''}${comma}`];
  });
}

function commaAfter(text: string, from: number, to: number, comment: RegExp): number | undefined {
  const bare = text.slice(from, to).replace(comment, (found) => ' '.repeat(found.length));
  const comma = bare.indexOf(',');
  return comma < 0 ? undefined : from + comma;
}

/**
 * Takes one element out, as `append` put it in; undefined where something else stands beside it.
 *
 * @param comments lines directly above that go with it, with their marks.
 * @param opened the list was empty and on one line.
 */
export function takeItem(
  text: string,
  list: Bracketed,
  index: number,
  { comments, opened, comment }: { comments: readonly string[]; opened: boolean; comment: RegExp },
): Edit[] | undefined {
  const range = list.items[index];
  if (range === undefined) return undefined;
  const [start, end] = range;
  const bound = list.items[index + 1]?.[0] ?? list.close;
  const comma = commaAfter(text, end, bound, comment);
  const previous = list.items[index - 1]?.[1];
  if (opened && list.items.length === 1 && comma === undefined) {
    const inner = text
      .slice(list.open, list.close)
      .split(/\r?\n/)
      .map((line) => line.trim());
    const ours = [
      '',
      ...comments,
      ...text
        .slice(start, end)
        .split(/\r?\n/)
        .map((line) => line.trim()),
      '',
    ];
    return inner.join('\n') === ours.join('\n') ? [removal(list.open, unopened(text, list, end))] : undefined;
  }
  const after = nextLine(text, (comma ?? end) + 1);
  const behind = text.slice((comma ?? end - 1) + 1, after);
  if (new RegExp(`^\\s*(?:${comment.source})`).test(behind)) return undefined;
  const alone = isBlank(behind) && isBlank(text.slice(end, comma ?? end));
  if (alone && indentOf(text, start) !== undefined && indentOf(text, list.close) !== undefined) {
    const first = withComments(text, lineStart(text, start), comments);
    const before = index === list.items.length - 1 && comma === undefined && previous !== undefined;
    const separator = before ? commaAfter(text, previous, start, comment) : undefined;
    return [...(separator === undefined ? [] : [removal(separator, separator + 1)]), removal(first, after)];
  }
  return inline(text, list, index, comma);
}

/** Up to where `opens` put its lines: the indentation of the closing bracket was written with them. */
function unopened(text: string, { open, close }: Bracketed, end: number): number {
  const outer = /^[ \t]*/.exec(text.slice(lineStart(text, open)))?.[0] ?? '';
  return Math.min(close, nextLine(text, end) + outer.length);
}

function inline(text: string, list: Bracketed, index: number, comma: number | undefined): Edit[] | undefined {
  const [start, end] = list.items[index] ?? [list.open, list.open];
  const previous = list.items[index - 1]?.[1];
  const next = list.items[index + 1]?.[0];
  if (previous === undefined) {
    const [from, to] = next === undefined ? [list.open, (comma ?? end - 1) + 1] : [start, next];
    return /^\s*,?\s*$/.test(text.slice(from, start) + text.slice(end, to)) ? [removal(from, to)] : undefined;
  }
  const separator = text.slice(previous, start);
  if (!/^\s*,\s*$/.test(separator)) return undefined;
  if (next !== undefined || comma === undefined) return [removal(previous, end)];
  if (!isBlank(text.slice(end, comma))) return undefined;
  return [removal(previous + separator.indexOf(',') + 1, comma + 1)];
}

/** The start of our own comment lines directly above a line, or of the line itself. */
export function withComments(text: string, start: number, comments: readonly string[]): number {
  let first = start;
  for (const comment of comments.toReversed()) {
    const above = lineStart(text, first - 1);
    if (first === 0 || text.slice(above, first).trim() !== comment) return start;
    first = above;
  }
  return first;
}
