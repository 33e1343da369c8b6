/** How a YAML file is written, and values written so. */
import { Document, isMap, isSeq, stringify, visit } from 'yaml';

import { commentLines } from './structured.ts';
import type { Value } from './types.ts';
import { columnOf } from './yaml-layout.ts';

export interface YamlStyle {
  /** Blanks a level. */
  readonly indent: number;
  /** Elements are indented below their key. */
  readonly indentSeq: boolean;
  /** How most of the texts are quoted. */
  readonly quotes: 'PLAIN' | 'QUOTE_SINGLE' | 'QUOTE_DOUBLE';
}

/** The file's own style, as its first map in a map and its first list in a map show it. */
export function styleOf(text: string, document: Document): YamlStyle {
  let indent: number | undefined;
  let indentSeq: boolean | undefined;
  const quotes = { PLAIN: 0, QUOTE_SINGLE: 0, QUOTE_DOUBLE: 0 };
  visit(document, {
    Scalar(key, { value, type }) {
      if (key !== 'key' && typeof value === 'string' && type !== undefined && type in quotes) {
        quotes[type as YamlStyle['quotes']]++;
      }
    },
    Pair(_, { value }, ancestors) {
      const map = ancestors.at(-1);
      if (!isMap(map) || !(isMap(value) || isSeq(value)) || value.flow === true) return;
      const deeper = (columnOf(text, value) ?? 0) - (columnOf(text, map) ?? 0);
      if (isSeq(value)) indentSeq ??= deeper > 0;
      else if (deeper > 0) indent ??= deeper;
    },
  });
  const common = (['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'] as const).reduce((most, kind) =>
    quotes[kind] > quotes[most] ? kind : most,
  );
  return { indent: indent ?? 2, indentSeq: indentSeq ?? true, quotes: common };
}

/** A value in block style, as lines at the left margin: of a map its keys, of a list its elements. */
function blockLines(content: Value, style: YamlStyle): string[] {
  if (Array.isArray(content) && content.length > 0) {
    return (content as readonly Value[]).flatMap((element) => elementLines(element, style));
  }
  const document = new Document(content);
  visit(document, {
    Scalar(key, scalar) {
      if (typeof scalar.value !== 'string' || key === 'key') return;
      scalar.type = scalar.value.includes('\n') ? 'BLOCK_LITERAL' : style.quotes;
    },
  });
  const { indent, indentSeq, quotes } = style;
  const text = document.toString({ indent, indentSeq, lineWidth: 0, singleQuote: quotes === 'QUOTE_SINGLE' });
  return text.replace(/\n$/, '').split('\n');
}

/** A dash and an element; yaml would put as many blanks behind the dash as a level has. */
export function elementLines(element: Value, style: YamlStyle): string[] {
  const [first = '', ...rest] = blockLines(element, style);
  return [`- ${first}`, ...indented(rest, '  ')];
}

/** An element as it stands between brackets. */
export function flowValue(value: Value): string {
  return stringify([value], { collectionStyle: 'flow', lineWidth: 0 }).slice(2, -3);
}

/** A map or list that is to be made: what stands under one key, comments included. */
export type Tree =
  | { readonly kind: 'value'; readonly value: Value; readonly comment: string | undefined }
  | {
      readonly kind: 'list';
      readonly elements: readonly { readonly value: Value; readonly comment: string | undefined }[];
    }
  | { readonly kind: 'map'; readonly children: ReadonlyMap<string, Tree> };

/** A key with what stands under it, as lines at the left margin. */
export function treeLines(key: string, tree: Tree, style: YamlStyle): string[] {
  if (tree.kind === 'value') return [...commentLines(tree.comment, '#'), ...blockLines({ [key]: tree.value }, style)];
  const [head = ''] = blockLines({ [key]: null }, style);
  const inner =
    tree.kind === 'list'
      ? tree.elements.flatMap(({ value, comment }) => [...commentLines(comment, '#'), ...elementLines(value, style)])
      : Array.from(tree.children, ([name, child]) => treeLines(name, child, style)).flat();
  const margin = ' '.repeat(tree.kind === 'list' && !style.indentSeq ? 0 : style.indent);
  return [head.replace(/ ?null$/, ''), ...indented(inner, margin)];
}

export const indented = (lines: readonly string[], margin: string) =>
  lines.map((line) => (line === '' ? line : margin + line));
