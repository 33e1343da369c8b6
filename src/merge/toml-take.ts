/** Taking out of a TOML text what an addition put there. */
import type { AST } from 'toml-eslint-parser';

import { takeItem, withComments } from './brackets.ts';
import { apply, type Edit, isBlank, lineAt, lineStart, nextLine, removeLines } from './edit.ts';
import { commentLines, type Taking } from './structured.ts';
import {
  arrayOf,
  definitionOf,
  findEntry,
  isComment,
  type Layout,
  layoutOf,
  type Section,
  sectionEnd,
  startsWith,
} from './toml-layout.ts';
import { bracketStyle } from './toml-plan.ts';
import { type Added, isElement } from './types.ts';
import { isSame } from './value.ts';

export function takeToml(text: string, added: Added): Taking | string {
  const layout = layoutOf(text);
  const entry = layout && findEntry(layout, added.path);
  if (layout === undefined || entry === undefined) return 'is written in another way now';
  const comments = commentLines(added.comment, '#');
  const list = isElement(added) ? arrayOf(entry) : undefined;
  if (list === undefined || !isElement(added) || (added.made > 0 && list.items.length === 1)) {
    const edits = entryEdits(layout, entry, comments, added.made > Number(isElement(added)));
    return edits === undefined ? 'has a comment of its own now' : { edits, holders: goneHolders(text, edits, added) };
  }
  const index = list.elements.findLastIndex((element) => isSame(element, added.element));
  const { comment } = bracketStyle(text);
  const edits = takeItem(text, list, index, { comments, opened: false, comment });
  return edits === undefined ? 'has something beside it now' : { edits, holders: 0 };
}

/** Takes an entry's lines out, with its table where that was made for it and holds nothing else. */
function entryEdits(
  layout: Layout,
  entry: AST.TOMLKeyValue,
  comments: readonly string[],
  isTableOurs: boolean,
): Edit[] | undefined {
  const { text } = layout;
  const end = nextLine(text, entry.range[1]);
  const foreign = layout.comments.filter(
    ({ range }) => range[0] > entry.range[0] && range[0] < end && !comments.includes(text.slice(...range)),
  );
  if (foreign.length > 0) return undefined;
  const start = withComments(text, lineStart(text, entry.range[0]), comments);
  const section = layout.sections.find(({ entries }) => entries.includes(entry));
  const header = section?.header;
  const isAlone =
    header !== undefined &&
    section?.entries.length === 1 &&
    nextLine(text, header.key.range[1]) === start &&
    sectionEnd(text, section) === end;
  if (!isTableOurs || !isAlone || isRemarked(layout, header)) return [removeLines(text, start, end)];
  return [tableRemoval(layout, section, end)];
}

/** Whether somebody wrote a comment at a header, above or behind it. */
function isRemarked({ text }: Layout, header: AST.TOMLTable): boolean {
  const start = lineStart(text, header.range[0]);
  const above = start === 0 ? '' : lineAt(text, lineStart(text, start - 1));
  return isComment(above) || lineAt(text, header.key.range[1]).includes('#');
}

/** Takes a table's lines out, and the blank line that set it apart. */
function tableRemoval({ text, sections }: Layout, section: Section, end: number): Edit {
  const start = lineStart(text, section.header?.range[0] ?? 0);
  const isApart = end === text.length || isBlank(lineAt(text, end));
  const next = sections[sections.indexOf(section) + 1];
  if (isApart && end < text.length && next !== undefined && startsWith(next.path, section.path)) {
    return removeLines(text, start, nextLine(text, end + 1));
  }
  const above = start === 0 ? start : lineStart(text, start - 1);
  return removeLines(text, isApart && isBlank(lineAt(text, above)) ? above : start, end);
}

/** How many of the tables that held an addition no line makes any more. */
function goneHolders(text: string, edits: readonly Edit[], added: Added): number {
  const layout = layoutOf(apply(text, edits));
  const innermost = isElement(added) ? added.path.length : added.path.length - 1;
  let length = innermost;
  while (layout !== undefined && length > 0) {
    const path = added.path.slice(0, length);
    if (findEntry(layout, path) !== undefined || definitionOf(layout, path).kind !== 'none') break;
    length--;
  }
  return innermost - length;
}
