import { onOneLine } from '../options/errors.ts';

/** What stands in a preset or an answers file, TOML or JSON, and on which line, from 1. */
export type Node = TableNode | ListNode | ValueNode;

export interface TableNode {
  readonly kind: 'table';
  readonly line: number;
  /** Keys are foreign text, `__proto__` among them. */
  readonly entries: Map<string, Entry>;
}

/** A key with its value; the line is the key's. */
export interface Entry {
  readonly line: number;
  readonly value: Node;
}

export interface ListNode {
  readonly kind: 'list';
  readonly line: number;
  readonly items: Node[];
}

export interface ValueNode {
  readonly kind: 'value';
  readonly line: number;
  /** A text, number, boolean, date or null. */
  readonly value: unknown;
}

/** What a node holds, without lines. */
export function plain(node: Node): unknown {
  if (node.kind === 'value') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(Array.from(node.entries, ([key, { value }]) => [key, plain(value)]));
}

/** A text that is not in the format that it claims to be in. */
export class SyntaxProblem extends Error {
  /**
   * @param message as the parser says it: it may repeat a part of the text.
   * @param line from 1.
   */
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(onOneLine(message));
  }
}
