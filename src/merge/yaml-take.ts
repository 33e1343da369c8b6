/** Taking out of a YAML text what an addition put there. */
import { isMap, isSeq, Lexer, type Node, type Pair } from 'yaml';

import { takeItem, withComments } from './brackets.ts';
import { isBlank, lineAt, lineStart, removeLines } from './edit.ts';
import { commentLines, type Taking } from './structured.ts';
import { type Added, isElement } from './types.ts';
import { isSame } from './value.ts';
import {
  areApart,
  beginsLine,
  type Collection,
  documentOf,
  follow,
  itemEnd,
  itemStart,
  obstacle,
  pairOf,
} from './yaml-layout.ts';
import { FLOW } from './yaml-plan.ts';

export function takeYaml(text: string, added: Added): Taking | string {
  const { contents } = documentOf(text);
  const holderPath = isElement(added) ? added.path : added.path.slice(0, -1);
  const holders = holderPath.map((_, index) => follow(contents, holderPath.slice(0, index)).node);
  const chain = [...holders, follow(contents, holderPath).node];
  // What was made for it and holds nothing else goes with it.
  let up = 0;
  while (up < added.made && size(chain.at(-1 - up)) === 1) up++;
  const holder = chain.at(-1 - up);
  if (!isCollection(holder)) return 'is written in another way now';
  const problem = obstacle(text, holder);
  if (problem !== undefined) return problem;
  const key = added.path[holderPath.length - up];
  const index = isSeq(holder) && isElement(added) ? lastIndex(holder, added) : pairIndex(holder, key);
  const comments = commentLines(added.comment, '#');
  if (holder.flow !== true) return takeBlock(text, holder, index, comments, up);
  const [start, end] = holder.range ?? [0, 0];
  const items = holder.items.map((item): [number, number] => [
    (item as Node).range?.[0] ?? 0,
    (item as Node).range?.[1] ?? 0,
  ]);
  const edits = takeItem(text, { open: start + 1, close: end - 1, items }, index, {
    comments: [],
    opened: false,
    comment: FLOW.comment,
  });
  return edits === undefined ? 'has something beside it now' : { edits, holders: 0 };
}

const isCollection = (node: Node | null | undefined): node is Collection => isMap(node) || isSeq(node);
const size = (node: Node | null | undefined) => (isCollection(node) ? node.items.length : 0);

function lastIndex({ items }: Collection, { element }: { readonly element: unknown }): number {
  return items.findLastIndex((item) => isSame((item as Node).toJSON(), element));
}

function pairIndex(holder: Collection, key: string | undefined): number {
  const pair = isMap(holder) && key !== undefined ? pairOf(holder, key) : undefined;
  return pair === undefined ? -1 : (holder.items as readonly unknown[]).indexOf(pair);
}

function takeBlock(
  text: string,
  holder: Collection,
  index: number,
  comments: readonly string[],
  holders: number,
): Taking | string {
  const item = holder.items[index] as Node | Pair | undefined;
  const begin = item === undefined ? undefined : itemStart(text, item);
  if (item === undefined || begin === undefined || !beginsLine(text, item)) return 'is written in another way now';
  const end = itemEnd(text, item);
  const first = lineStart(text, begin);
  if (hasComment(text.slice(first, end), comments)) return 'has a comment of its own now';
  const start = withComments(text, first, holders === 0 ? comments : []);
  const above = start === 0 ? start : lineStart(text, start - 1);
  const others = holder.items.toSpliced(index, 1);
  const isSetApart = areApart(text, others) && isBlank(lineAt(text, above));
  return { edits: [removeLines(text, isSetApart ? above : start, end)], holders };
}

/** Whether there is a comment that is not ours; in a text, `#` begins none. */
function hasComment(lines: string, ours: readonly string[]): boolean {
  return [...new Lexer().lex(lines)].some((token) => token.startsWith('#') && !ours.includes(token.trimEnd()));
}
