import { getStaticTOMLValue, parseTOML, ParseError, type AST } from 'toml-eslint-parser';

import { SyntaxProblem, type ListNode, type Node, type TableNode } from '../../lifecycle/node.ts';

/** @throws SyntaxProblem where the text is no TOML. */
export function parseToml(text: string): TableNode {
  const root = newTable(1);
  for (const node of parseDocument(text).body[0].body) {
    if (node.type === 'TOMLKeyValue') setValue(root, node);
    else {
      const table = descend(root, node.resolvedKey, node.loc.start.line);
      if (table.kind === 'table')
        node.body.forEach((inner) => {
          setValue(table, inner);
        });
    }
  }
  return root;
}

function parseDocument(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    if (error instanceof ParseError) throw new SyntaxProblem(error.message, error.lineNumber);
    throw error;
  }
}

function setValue(table: TableNode, { key, value, loc }: AST.TOMLKeyValue): void {
  const names = key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
  const { line } = loc.start;
  const owner = descend(table, names.slice(0, -1), line);
  if (owner.kind === 'table') owner.entries.set(names.at(-1) ?? '', { line, value: toNode(value) });
}

function toNode(node: AST.TOMLContentNode): Node {
  const { line } = node.loc.start;
  if (node.type === 'TOMLArray') return { kind: 'list', line, items: node.elements.map(toNode) };
  if (node.type === 'TOMLValue') return { kind: 'value', line, value: getStaticTOMLValue(node) };
  const table = newTable(line);
  node.body.forEach((inner) => {
    setValue(table, inner);
  });
  return table;
}

function newTable(line: number): TableNode {
  return { kind: 'table', line, entries: new Map() };
}

/** The table at a path of keys and places in lists, made where it is missing; the parser has seen to it that it can be. */
function descend(root: TableNode, path: readonly (string | number)[], line: number): Node {
  let current: Node = root;
  path.forEach((part, index) => {
    const make = (): TableNode | ListNode =>
      typeof path[index + 1] === 'number' ? { kind: 'list', line, items: [] } : newTable(line);
    if (current.kind === 'table' && typeof part === 'string') {
      const entry = current.entries.get(part) ?? { line, value: make() };
      current.entries.set(part, entry);
      current = entry.value;
    } else if (current.kind === 'list' && typeof part === 'number') {
      current = current.items[part] ??= newTable(line);
    }
  });
  return current;
}
