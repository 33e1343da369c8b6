import {
  evaluate,
  parse,
  type DocumentNode,
  type MemberNode,
  type ObjectNode,
  type ValueNode,
} from '@humanwhocodes/momoa';

import { quoted } from '../options/errors.ts';
import { SyntaxProblem, type Entry, type Node, type TableNode } from './node.ts';

/** @throws SyntaxProblem where the text is no JSON, or no object. */
export function parseJson(text: string): TableNode {
  const { body } = parseDocument(text);
  if (body.type !== 'Object') throw new SyntaxProblem('the whole must be an object', body.loc.start.line);
  return toTable(body);
}

function toTable({ members, loc }: ObjectNode): TableNode {
  const entries = new Map<string, Entry>();
  for (const { name, value } of members) {
    const key = nameOf(name);
    const { line } = name.loc.start;
    if (entries.has(key)) throw new SyntaxProblem(`${quoted(key)} stands there twice`, line);
    entries.set(key, { line, value: toNode(value) });
  }
  return { kind: 'table', line: loc.start.line, entries };
}

function toNode(node: ValueNode): Node {
  const { line } = node.loc.start;
  if (node.type === 'Object') return toTable(node);
  if (node.type === 'Array') return { kind: 'list', line, items: node.elements.map(({ value }) => toNode(value)) };
  return { kind: 'value', line, value: evaluate(node) };
}

function nameOf(name: MemberNode['name']): string {
  return name.type === 'String' ? name.value : name.name;
}

function parseDocument(text: string): DocumentNode {
  try {
    return parse(text, { mode: 'json' });
  } catch (error) {
    if (error instanceof Error && 'line' in error && typeof error.line === 'number') {
      throw new SyntaxProblem(error.message.replace(/ \(\d+:\d+\)$/, ''), error.line);
    }
    throw error;
  }
}
