/** Where additions to a YAML text go, and the lines that they become. */
import { isMap, isSeq, type Node } from 'yaml';

import { append } from './brackets.ts';
import { type Edit, insertLines } from './edit.ts';
import { commentLines, type Plan } from './structured.ts';
import { type Added, type Addition, contentOf, isElement, type Left, type Value } from './types.ts';
import { areApart, type Collection, collectionEnd, columnOf, documentOf, follow, obstacle } from './yaml-layout.ts';
import { elementLines, flowValue, indented, styleOf, type Tree, treeLines, type YamlStyle } from './yaml-style.ts';

/** What goes into one node that is there. */
interface Group {
  readonly node: Node | null;
  readonly parts: Part[];
}

/** An addition with what of its path is not there. */
interface Part {
  readonly addition: Addition;
  readonly rest: readonly string[];
}

/** Comments in a list in brackets; texts in quotes cannot stand where it looks for them. */
export const FLOW = { step: '  ', opens: false, trailingComma: false, comment: /#[^\n]*/g };

export function planYaml(text: string, absent: readonly Addition[]): Plan {
  const document = documentOf(text);
  const style = styleOf(text, document);
  const edits: Edit[] = [];
  const added: Added[] = [];
  const left: Left[] = [];
  for (const { node, parts } of groups(document.contents, absent)) {
    const planned = obstacle(text, node) ?? editsFor(text, node, parts, style);
    if (typeof planned === 'string') left.push(...parts.map(({ addition: { path } }) => ({ path, why: planned })));
    else {
      edits.push(...planned);
      added.push(...parts.map(({ addition, rest }) => ({ ...addition, made: madeFor(addition, rest) })));
    }
  }
  return { edits, added, left };
}

function groups(root: Node | null, absent: readonly Addition[]): Iterable<Group> {
  const found = new Map<Node | null, Group>();
  for (const addition of absent) {
    const { node, rest } = follow(root, addition.path);
    const group = found.get(node) ?? { node, parts: [] };
    group.parts.push({ addition, rest });
    found.set(node, group);
  }
  return found.values();
}

function madeFor(addition: Addition, rest: readonly string[]): number {
  return isElement(addition) ? rest.length : rest.length - 1;
}

function editsFor(text: string, node: Node | null, parts: readonly Part[], style: YamlStyle): Edit[] | string {
  if (isSeq(node)) {
    const elements = parts.map(({ addition }) => addition);
    if (node.flow === true) return flowEdits(text, node, elements);
    const blocks = elements.map((addition) => [
      ...commentLines(addition.comment, '#'),
      ...elementLines(contentOf(addition), style),
    ]);
    return blockEdits(text, node, blocks);
  }
  const blocks = Array.from(treeOf(parts), ([key, tree]) => treeLines(key, tree, style));
  return isMap(node) ? blockEdits(text, node, blocks) : blocks.map((lines) => insertLines(text, text.length, lines));
}

/** Lines behind a collection's last item; set apart by a blank line where its items are. */
function blockEdits(text: string, node: Collection, blocks: readonly string[][]): Edit[] {
  const margin = ' '.repeat(columnOf(text, node) ?? 0);
  const apart = areApart(text, node.items) ? [''] : [];
  return blocks.map((lines) => insertLines(text, collectionEnd(text, node), [...apart, ...indented(lines, margin)]));
}

function flowEdits(text: string, node: Collection, additions: readonly Addition[]): Edit[] | string {
  const [start, end] = node.range ?? [0, 0];
  const values = additions.map(contentOf);
  if (!values.every(fitsOneLine)) return 'is written in brackets';
  const items = node.items.map((item): [number, number] => {
    const [from, to] = (item as Node).range ?? [0, 0];
    return [from, to];
  });
  const lines = values.map((value) => ({ comments: [], lines: [flowValue(value)] }));
  return append(text, { open: start + 1, close: end - 1, items }, lines, FLOW);
}

/** Whether nobody would give a value several lines. */
function fitsOneLine(value: Value): boolean {
  const inner = typeof value === 'object' && value !== null ? Object.values(value as object) : [];
  return inner.length < 2 && inner.every((each) => typeof each !== 'object');
}

/** The keys that are not there yet, with all that goes under each. */
function treeOf(parts: readonly Part[]): Map<string, Tree> {
  const children = new Map<string, Part[]>();
  for (const { addition, rest } of parts) {
    const [key = '', ...inner] = rest;
    children.set(key, [...(children.get(key) ?? []), { addition, rest: inner }]);
  }
  return new Map(Array.from(children, ([key, inner]) => [key, subtree(inner)]));
}

function subtree(parts: readonly Part[]): Tree {
  const here = parts.filter(({ rest }) => rest.length === 0).map(({ addition }) => addition);
  const [first] = here;
  if (first === undefined) return { kind: 'map', children: treeOf(parts) };
  if (!isElement(first)) return { kind: 'value', value: first.value, comment: first.comment };
  return {
    kind: 'list',
    elements: here.map((addition) => ({ value: contentOf(addition), comment: addition.comment })),
  };
}
