/** Where additions to a TOML text go, and the lines that they become. */
import { compareText } from '../project/order.ts';
import { tomlKey, tomlValue, type TomlValue } from '../render/toml.ts';
import { append, type BracketStyle, type Item } from './brackets.ts';
import { commentsStart, type Edit, indentOf, insertLines, isBlank, lineAt, lineStart, nextLine } from './edit.ts';
import { commentLines, leave, type Plan, UNPROVEN } from './structured.ts';
import {
  arrayOf,
  arrayStep,
  definitionOf,
  entryIndent,
  findEntry,
  isComment,
  isSamePath,
  keysOf,
  type Layout,
  layoutOf,
  type Section,
  sectionEnd,
  sectionStart,
} from './toml-layout.ts';
import { type Added, type Addition, contentOf, isElement, type Left } from './types.ts';

/** Fewer entries than this are sorted by chance. */
const SORTED = 3;
const LINE_WIDTH = 100;

/** One key to be added: its value, or the elements of its list. */
interface NewKey {
  readonly path: readonly string[];
  readonly additions: readonly Addition[];
}

/** What comes of one key, or of all keys of one new table. */
interface Step {
  /** At one place those come first that put less between the lines. */
  readonly kind: 'element' | 'entry' | 'table' | 'table above';
  readonly edits: readonly Edit[];
  readonly added: readonly Added[];
}

const ORDER: readonly Step['kind'][] = ['element', 'entry', 'table', 'table above'];

export function planToml(text: string, absent: readonly Addition[]): Plan {
  const layout = layoutOf(text);
  if (layout === undefined) return { edits: [], added: [], left: leave(absent, UNPROVEN) };
  const left: Left[] = [];
  const steps: Step[] = [];
  const tables = new Map<string, NewKey[]>();
  for (const key of newKeys(absent)) {
    const step = stepFor(layout, key);
    if (typeof step === 'string') left.push({ path: key.path, why: step });
    else if (step !== undefined) steps.push(step);
    else tables.set(holderName(key), [...(tables.get(holderName(key)) ?? []), key]);
  }
  steps.push(...Array.from(tables.values(), (keys) => newTable(layout, keys)));
  return {
    edits: ORDER.flatMap((kind) => steps.filter((step) => step.kind === kind)).flatMap(({ edits }) => edits),
    added: steps.flatMap(({ added }) => added),
    left,
  };
}

export const bracketStyle = (text: string): BracketStyle => ({
  step: arrayStep(text),
  opens: false,
  trailingComma: true,
  comment: /#[^\n]*/g,
});

const holderOf = ({ path }: NewKey) => path.slice(0, -1);
const holderName = (key: NewKey) => JSON.stringify(holderOf(key));

/** Elements of one list become one key; the additions are sorted. */
function newKeys(absent: readonly Addition[]): NewKey[] {
  const keys = new Map<string, NewKey>();
  for (const addition of absent) {
    const name = JSON.stringify(addition.path);
    const additions = [...(keys.get(name)?.additions ?? []), addition];
    keys.set(name, { path: addition.path, additions });
  }
  return [...keys.values()];
}

/** How a key is added to what is there; undefined where it needs a new table, half a sentence where it has no place. */
function stepFor(layout: Layout, key: NewKey): Step | string | undefined {
  const { text } = layout;
  const array = findEntry(layout, key.path);
  if (array !== undefined) {
    const list = arrayOf(array);
    if (list === undefined) return 'is no list';
    const edits = append(text, list, key.additions.map(itemOf), bracketStyle(text));
    return { kind: 'element', edits, added: withMade(key, 0) };
  }
  if (layout.sections.some(({ kind, path }) => kind === 'in-list' && isSamePath(path, key.path))) {
    return 'is a list of tables';
  }
  return stepIn(layout, key, holderOf(key));
}

function stepIn(layout: Layout, key: NewKey, holder: readonly string[]): Step | string | undefined {
  const { text } = layout;
  if (findEntry(layout, holder) !== undefined) return `would stand inside the line of ${holder.join('.')}`;
  const definition = definitionOf(layout, holder);
  const isWhole = holder.length === key.path.length - 1;
  const added = withMade(key, madeBy(key));
  switch (definition.kind) {
    case 'section': {
      if (!isWhole) return undefined;
      const { section } = definition;
      const lines = indented(entryLines(text, key, [last(key.path)]), entryIndent(text, section));
      return { kind: 'entry', edits: [insertLines(text, placeIn(text, section, last(key.path)), lines)], added };
    }
    case 'dotted': {
      const { section, last: sibling } = definition;
      const lines = entryLines(text, key, key.path.slice(section.path.length));
      const edit = insertLines(
        text,
        nextLine(text, sibling.range[1]),
        indented(lines, indentOf(text, sibling.range[0]) ?? ''),
      );
      return { kind: 'entry', edits: [edit], added };
    }
    case 'implied':
      return undefined;
    case 'none':
      return stepIn(layout, key, holder.slice(0, -1));
  }
}

/** Lists that did not exist are made for their elements. */
const madeBy = ({ additions }: NewKey) => Number(additions.some(isElement));
const withMade = ({ additions }: NewKey, made: number): Added[] => additions.map((addition) => ({ ...addition, made }));

/** The line before which a key goes: the section's end, or where it belongs among sorted keys. */
function placeIn(text: string, section: Section, key: string): number {
  const { entries } = section;
  const names = entries.map((entry) => keysOf(entry).join('\0'));
  const isSorted =
    names.length >= SORTED && names.every((name, index) => compareText(names[index - 1] ?? '', name) < 0);
  const next = isSorted ? names.findIndex((name) => compareText(key, name) < 0) : -1;
  const before = entries[next - 1];
  const [first] = entries;
  if (next < 0 || first === undefined) return sectionEnd(text, section);
  if (before !== undefined) return nextLine(text, before.range[1]);
  const start = commentsStart(text, lineStart(text, first.range[0]), isComment);
  // Comments at the very top are the file's.
  return start === 0 && isComment(lineAt(text, start)) ? sectionEnd(text, section) : start;
}

/** A new table with its keys: above the first table that it holds, otherwise behind its nearest relative. */
function newTable(layout: Layout, keys: readonly NewKey[]): Step {
  const { text, sections } = layout;
  const path = keys[0] === undefined ? [] : holderOf(keys[0]);
  const definition = definitionOf(layout, path);
  const neighbour = definition.kind === 'implied' ? definition.first : nearest(sections, path);
  const outer = indentOf(text, neighbour.header?.range[0] ?? 0) ?? '';
  const inner = neighbour.header === undefined ? outer : entryIndent(text, neighbour);
  const lines = [
    `${outer}[${path.map(tomlKey).join('.')}]`,
    ...keys.flatMap((key) => indented(entryLines(text, key, [last(key.path)]), inner)),
  ];
  const added = keys.flatMap((key) => withMade(key, madeBy(key) + 1));
  if (definition.kind === 'implied') {
    return { kind: 'table above', edits: [insertLines(text, sectionStart(text, neighbour), [...lines, ''])], added };
  }
  const at = sectionEnd(text, neighbour);
  // Where the next table follows without a blank line, so does this one.
  const isApart = at > 0 && (at === text.length || isBlank(lineAt(text, at)));
  return { kind: 'table', edits: [insertLines(text, at, isApart ? ['', ...lines] : lines)], added };
}

/** The last of the tables that share most of the path, or the last of all. */
function nearest(sections: readonly Section[], path: readonly string[]): Section {
  const shared = sections.map((section) => commonLength(section.path, path));
  const most = Math.max(...shared);
  const found = sections[most === 0 ? sections.length - 1 : shared.lastIndexOf(most)];
  if (found === undefined) throw new Error('a document has its root at least');
  return found;
}

function commonLength(left: readonly string[], right: readonly string[]): number {
  const end = left.findIndex((key, index) => key !== right[index]);
  return end < 0 ? left.length : end;
}

/** A key with its comments, as lines at the left margin. */
function entryLines(text: string, { additions }: NewKey, keys: readonly string[]): string[] {
  const head = `${keys.map(tomlKey).join('.')} = `;
  const items = additions.map(itemOf);
  const [first] = additions;
  if (first !== undefined && !isElement(first)) {
    return [...commentLines(first.comment, '#'), head + toml(first.value)];
  }
  const line = `${head}[${items.flatMap(({ lines }) => lines).join(', ')}]`;
  if (line.length <= LINE_WIDTH && items.every(({ comments }) => comments.length === 0)) return [line];
  const step = arrayStep(text);
  const inner = items.flatMap(({ comments, lines }) => [...comments, ...lines.map((item) => `${item},`)]);
  return [`${head}[`, ...indented(inner, step), ']'];
}

function itemOf(addition: Addition): Item {
  return { comments: commentLines(addition.comment, '#'), lines: [toml(contentOf(addition))] };
}

function toml(value: unknown): string {
  if (value === null) throw new Error('TOML has no null');
  return tomlValue(value as TomlValue);
}

const indented = (lines: readonly string[], indent: string) => lines.map((line) => (line === '' ? '' : indent + line));

function last(path: readonly string[]): string {
  const key = path.at(-1);
  if (key === undefined) throw new Error('an addition needs a key');
  return key;
}
