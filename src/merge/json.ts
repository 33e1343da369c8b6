/** Editors' settings: additions into JSON with comments and trailing commas that is the user's. */
import {
  type ArrayNode,
  type DocumentNode,
  evaluate,
  type MemberNode,
  type ObjectNode,
  parse,
  traverse,
  type ValueNode,
} from '@humanwhocodes/momoa';

import { append, type Bracketed, type BracketStyle, type Item, type Range, takeItem, withCommas } from './brackets.ts';
import { indentOf } from './edit.ts';
import {
  carryOver,
  commentLines,
  malformed,
  mergeInto,
  type Plan,
  type Taking,
  takeOutOf,
  type Texts,
} from './structured.ts';
import { type Added, type Addition, contentOf, isElement, type Merged, type TakenOut, type Value } from './types.ts';
import { isSame, isTable, type Table } from './value.ts';

const JSON_WITH_COMMENTS = { read, plan, take };

/**
 * Adds keys and list elements to JSON with comments, each behind the last of its object or list and in the file's style.
 * The line of that last one gets a comma where there is none; an object that is empty and on one line is opened.
 *
 * @param file as messages name it.
 * @throws InputError that names the file, and the line where there is one.
 */
export function mergeJson(text: string, additions: readonly Addition[], file: string): Merged {
  return mergeInto(JSON_WITH_COMMENTS, text, additions, file);
}

/**
 * Takes out what `mergeJson` added, where it is still as it was added: the inverse of it, byte for byte.
 *
 * @throws InputError as `mergeJson` does.
 */
export function takeOutJson(text: string, added: readonly Added[], file: string): TakenOut {
  return takeOutOf(JSON_WITH_COMMENTS, text, added, file);
}

/**
 * Puts into our text what theirs gained over the base, as far as it can be added; undefined where that is not all that
 * lies between them.
 *
 * @throws InputError as `mergeJson` does.
 */
export function carryOverJson(texts: Texts, file: string): Merged | undefined {
  return carryOver(JSON_WITH_COMMENTS, texts, file);
}

const OPTIONS = { mode: 'jsonc', allowTrailingCommas: true, ranges: true } as const;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//g;

const documentOf = (text: string) => parse(text, OPTIONS);

function read(text: string, file: string): Table | string {
  const document = parsed(text, file);
  traverse(document, {
    enter(node) {
      if (node.type !== 'Object') return;
      const seen = new Set<string>();
      for (const member of (node as ObjectNode).members) {
        const name = nameOf(member);
        if (seen.has(name))
          throw malformed(file, member.loc.start.line, 'JSON', `${JSON.stringify(name)} is there twice`);
        seen.add(name);
      }
    },
  });
  const values: unknown = evaluate(document);
  return isTable(values) ? values : 'is no object';
}

function parsed(text: string, file: string): DocumentNode {
  try {
    return documentOf(text);
  } catch (error) {
    if (error instanceof Error && 'line' in error && typeof error.line === 'number') {
      throw malformed(file, error.line, 'JSON', error.message.replace(/ \(\d+:\d+\)$/, ''));
    }
    throw error;
  }
}

type Holder = ObjectNode | ArrayNode;

/** What goes into one object or list that is there. */
interface Group {
  readonly holder: Holder;
  readonly parts: Part[];
}

interface Part {
  readonly addition: Addition;
  /** What of its path is not there. */
  readonly rest: readonly string[];
}

function plan(text: string, absent: readonly Addition[]): Plan {
  const { body } = documentOf(text);
  const groups = new Map<ValueNode, Group>();
  for (const addition of absent) {
    const { node, rest } = follow(body, addition.path);
    if (node.type !== 'Object' && node.type !== 'Array') throw new Error('a value was taken for a table');
    const group = groups.get(node) ?? { holder: node, parts: [] };
    group.parts.push({ addition, rest });
    groups.set(node, group);
  }
  const style = styleOf(text, body);
  const all = [...groups.values()];
  return {
    edits: all.flatMap(({ holder, parts }) => {
      const bracketStyle = { ...style, opens: holder.type === 'Object' };
      return append(text, bracketsOf(holder), itemsOf(parts, style.step), bracketStyle);
    }),
    added: all.flatMap(({ holder, parts }) => parts.map((part) => addedTo(text, holder, part))),
    left: [],
  };
}

function addedTo(text: string, holder: Holder, { addition, rest }: Part): Added {
  const made = isElement(addition) ? rest.length : rest.length - 1;
  const { open, close, items } = bracketsOf(holder);
  const isOpened = holder.type === 'Object' && items.length === 0 && isOneLine(text.slice(open, close));
  return { ...addition, made, ...(isOpened && { opened: true as const }) };
}

const isOneLine = (text: string) => !text.includes('\n');

function follow(
  node: ValueNode,
  path: readonly string[],
): { readonly node: ValueNode; readonly rest: readonly string[] } {
  const [key, ...rest] = path;
  const member = node.type === 'Object' ? node.members.find((candidate) => nameOf(candidate) === key) : undefined;
  return member === undefined ? { node, rest: path } : follow(member.value, rest);
}

function nameOf({ name }: MemberNode): string {
  return name.type === 'String' ? name.value : name.name;
}

function bracketsOf(holder: Holder): Bracketed {
  const [start, end] = rangeOf(holder);
  const nodes = holder.type === 'Object' ? holder.members : holder.elements.map(({ value }) => value);
  return { open: start + 1, close: end - 1, items: nodes.map(rangeOf) };
}

function rangeOf({ range }: { readonly range?: readonly number[] | undefined }): Range {
  const [start, end] = range ?? [];
  if (start === undefined || end === undefined) throw new Error('the parser was asked for ranges');
  return [start, end];
}

/** The indentation of the first key in the file, or two blanks. */
function styleOf(text: string, body: ValueNode): BracketStyle {
  const first = body.type === 'Object' ? body.members[0] : undefined;
  const step = first === undefined ? '' : (indentOf(text, rangeOf(first)[0]) ?? '');
  return {
    step: step === '' ? '  ' : step,
    opens: false,
    trailingComma: false,
    comment: COMMENT,
  };
}

/** Keys that are not there yet, with all that goes under each, or the elements of a list. */
function itemsOf(parts: readonly Part[], step: string): Item[] {
  if (parts.every(({ rest }) => rest.length === 0)) return parts.map(({ addition }) => item('', addition, step));
  const keys = new Map<string, Part[]>();
  for (const { addition, rest } of parts) {
    const [key = '', ...inner] = rest;
    keys.set(key, [...(keys.get(key) ?? []), { addition, rest: inner }]);
  }
  return Array.from(keys, ([key, inner]) => memberItem(`${JSON.stringify(key)}: `, inner, step));
}

function memberItem(label: string, parts: readonly Part[], step: string): Item {
  const here = parts.find(({ rest }) => rest.length === 0)?.addition;
  if (here !== undefined && !isElement(here)) return item(label, here, step);
  const [open, close] = here === undefined ? '{}' : '[]';
  const inner = withCommas(itemsOf(parts, step), false).map((line) => step + line);
  return { comments: [], lines: [`${label}${open}`, ...inner, `${close}`] };
}

function item(label: string, addition: Addition, step: string): Item {
  const value = JSON.stringify(contentOf(addition), undefined, step);
  return { comments: commentLines(addition.comment, '//'), lines: `${label}${value}`.split('\n') };
}

function take(text: string, added: Added): Taking | string {
  const { body, tokens = [] } = parse(text, { ...OPTIONS, tokens: true });
  const holderPath = isElement(added) ? added.path : added.path.slice(0, -1);
  const holders = [...holderPath.keys(), holderPath.length].map((length) => nodeAt(body, holderPath.slice(0, length)));
  // What was made for it and holds nothing else goes with it.
  let up = 0;
  while (up < added.made && sizeOf(holders.at(-1 - up)) === 1) up++;
  const holder = holders.at(-1 - up);
  if (holder?.type !== 'Object' && holder?.type !== 'Array') return 'is written in another way now';
  const key = added.path[holderPath.length - up];
  const index = holder.type === 'Object' ? indexOfKey(holder, key) : lastIndexOf(holder, contentOf(added));
  const comments = commentLines(added.comment, '//');
  const list = bracketsOf(holder);
  const [start, end] = list.items[index] ?? [0, 0];
  const foreign = tokens
    .filter(({ type }) => type.endsWith('Comment'))
    .map(rangeOf)
    .filter(([from, to]) => from >= start && to <= end && !comments.includes(text.slice(from, to).trimEnd()));
  if (foreign.length > 0) return 'has a comment of its own now';
  const opened = added.opened === true && up === added.made;
  const above = up === 0 ? comments : [];
  const edits = takeItem(text, list, index, { comments: above, opened, comment: COMMENT });
  return edits === undefined ? 'has something beside it now' : { edits, holders: up };
}

function nodeAt(body: ValueNode, path: readonly string[]): ValueNode | undefined {
  const { node, rest } = follow(body, path);
  return rest.length === 0 ? node : undefined;
}

const sizeOf = (node: ValueNode | undefined) =>
  node?.type === 'Object' ? node.members.length : node?.type === 'Array' ? node.elements.length : 0;

const indexOfKey = ({ members }: ObjectNode, key: string | undefined) =>
  members.findIndex((member) => nameOf(member) === key);

const lastIndexOf = ({ elements }: ArrayNode, value: Value) =>
  elements.findLastIndex((element) => isSame(evaluate(element.value), value));
