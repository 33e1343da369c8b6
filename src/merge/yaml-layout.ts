/** Where things stand in a YAML text. */
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';

import { indentOf, isBlank, lineAt, lineStart, nextLine } from './edit.ts';

export type Collection = YAMLMap | YAMLSeq;
type Item = Collection['items'][number];

/** A text that is known to be valid. Keys are known to be there once; to look for them again would take quadratic time. */
export function documentOf(text: string): Document.Parsed {
  return parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
}

/** The pair in a map whose key reads so. */
export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

export interface Found {
  readonly node: Node | null;
  /** What is left of the path: empty where the node is what the path names. */
  readonly rest: readonly string[];
}

/** Follows a path as far as it leads. */
export function follow(node: Node | null, path: readonly string[]): Found {
  const [key, ...rest] = path;
  const next = key !== undefined && isMap(node) ? pairOf(node, key) : undefined;
  return next === undefined ? { node, rest: path } : follow(next.value as Node | null, rest);
}

/** Why nothing can be put into a node; undefined where it can. */
export function obstacle(text: string, node: Node | null): string | undefined {
  if (isAlias(node)) return 'stands behind an alias';
  if (!isMap(node) && !isSeq(node)) return undefined;
  if (node.flow === true) return isMap(node) ? 'is written in braces' : undefined;
  if (isMap(node) && node.items.some(({ key }) => isScalar(key) && key.value === '<<')) return 'takes in another map';
  return columnOf(text, node) === undefined ? 'is laid out unusually' : undefined;
}

/** The column of a block collection's keys or dashes; undefined where something else than dashes is in front. */
export function columnOf(text: string, { items }: Collection): number | undefined {
  const [first] = items;
  const start = first === undefined ? undefined : itemStart(text, first);
  if (start === undefined) return undefined;
  const before = text.slice(lineStart(text, start), start);
  return /^ *(?:- +)*$/.test(before) ? before.length : undefined;
}

/** Where a key begins, or the dash of an element. */
export function itemStart(text: string, item: Item): number | undefined {
  const node = isPair(item) ? item.key : item;
  const start = (node as Node | null)?.range?.[0];
  if (start === undefined || isPair(item)) return start;
  const dash = text.lastIndexOf('-', start - 1);
  return /^-[^\n]*$/.test(text.slice(dash, start)) ? dash : undefined;
}

/** The line behind an item's content, without the comments that follow. */
export function itemEnd(text: string, item: Item): number {
  return nextLine(text, contentEnd(item as Node | Pair));
}

function contentEnd(item: Node | Pair): number {
  if (isPair(item)) return contentEnd((item.value ?? item.key) as Node);
  const last = (isMap(item) || isSeq(item)) && item.flow !== true ? item.items.at(-1) : undefined;
  return last === undefined ? (item.range?.[1] ?? 0) : contentEnd(last as Node | Pair);
}

/** The line behind a block collection, with the comments that follow at its own depth. */
export function collectionEnd(text: string, node: Collection): number {
  const last = node.items.at(-1);
  const depth = (columnOf(text, node) ?? 0) + Number(isSeq(node));
  let end = last === undefined ? text.length : itemEnd(text, last);
  while (end < text.length && (/^( *)#/.exec(lineAt(text, end))?.[1]?.length ?? -1) >= depth)
    end = nextLine(text, end + 1);
  return end;
}

/** Whether the last two of some items have a blank line between them. */
export function areApart(text: string, items: readonly Item[]): boolean {
  const [upper, lower] = items.slice(-2);
  if (upper === undefined || lower === undefined) return false;
  const between = text.slice(itemEnd(text, upper), itemStart(text, lower));
  return between.split('\n').slice(0, -1).some(isBlank);
}

/** Whether an item begins its line, as what was added does. */
export function beginsLine(text: string, item: Item): boolean {
  const start = itemStart(text, item);
  return start !== undefined && indentOf(text, start) !== undefined;
}
