/** What merging has in common for all structured formats: compare, plan, edit, prove. */
import { InputError, onOneLine } from '../options/errors.ts';
import { apply, type Edit, linesSurvive, reversed } from './edit.ts';
import { additionsBetween } from './difference.ts';
import { type Added, type Addition, isElement, type Left, type Merged, type TakenOut } from './types.ts';
import {
  compare,
  isSame,
  isTable,
  isThere,
  type Table,
  valueAt,
  withAddition,
  withoutAddition,
  withoutPath,
} from './value.ts';

export interface Format {
  /**
   * The values of a whole document; half a sentence where it is sound, but nothing can be added to it.
   *
   * @param file as messages name it.
   * @throws InputError that names file and line where the text is malformed or has a key twice.
   */
  read(text: string, file: string): Table | string;
  /** Where additions go that are not there; only ever inserts. */
  plan(text: string, absent: readonly Addition[]): Plan;
  /** How to take out one addition that is there; half a sentence where it is not ours any more. */
  take(text: string, added: Added): Taking | string;
}

export interface Plan {
  readonly edits: readonly Edit[];
  readonly added: readonly Added[];
  readonly left: readonly Left[];
}

export interface Taking {
  readonly edits: readonly Edit[];
  /** How many of the tables and lists that held it go with it. */
  readonly holders: number;
}

/** The longest text that is read, in UTF-16 units. */
const LARGEST = 1024 * 1024;
const BYTE_ORDER_MARK = '\uFEFF';
export const UNPROVEN = 'cannot be edited without doubt';

/**
 * Puts additions into a text. Insertions only: afterwards the values are those before and the additions, and every line
 * is still there, unchanged and in order, but for one that a list's new element is put into. Both are proven each time;
 * where they cannot be, the text stays as it is.
 *
 * @throws InputError that names the file, and the line where there is one.
 */
export function mergeInto(format: Format, text: string, additions: readonly Addition[], file: string): Merged {
  return bounded(text, file, (body) => {
    const before = format.read(body, file);
    if (typeof before === 'string') return { text: body, added: [], left: leave(additions, before) };
    const { absent, left } = compare(before, additions);
    if (absent.length === 0) return { text: body, added: [], left };
    const plan = format.plan(body, absent);
    const after = apply(body, plan.edits);
    const expected = plan.added.reduce(withAddition, before);
    if (!isProven(format, after, expected) || !linesSurvive(body, after, plan.edits)) {
      return { text: body, added: [], left: [...left, ...leave(absent, UNPROVEN)] };
    }
    return { text: after, added: plan.added, left: [...left, ...plan.left] };
  });
}

/**
 * Takes out what a merge added, where it still stands there as it was added. Removals only, proven as a merge is; taking
 * out of an unchanged file gives back what it was before, byte for byte.
 *
 * @throws InputError that names the file, and the line where there is one.
 */
export function takeOutOf(format: Format, text: string, added: readonly Added[], file: string): TakenOut {
  return bounded(text, file, (body) => {
    const taken: Added[] = [];
    const left: Left[] = [];
    let values: unknown = format.read(body, file);
    let rest = body;
    for (const addition of added.toReversed()) {
      if (!isTable(values) || !isThere(values, addition)) {
        if (stillStands(values, addition)) left.push({ path: addition.path, why: 'was changed since' });
        continue;
      }
      const taking = format.take(rest, addition);
      const next = typeof taking === 'string' ? rest : apply(rest, taking.edits);
      if (typeof taking === 'string' || !linesSurvive(next, rest, reversed(rest, taking.edits))) {
        left.push({ path: addition.path, why: typeof taking === 'string' ? taking : UNPROVEN });
        continue;
      }
      rest = next;
      values = withoutHolders(withoutAddition(values, addition), addition, taking.holders);
      taken.push(addition);
    }
    if (taken.length > 0 && !isProven(format, rest, values)) {
      return { text: body, taken: [], left: leave(added, UNPROVEN) };
    }
    return { text: rest, taken, left };
  });
}

/** Three states of one file: what both others come from, and what was made of it. */
export interface Texts {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Puts into our text what theirs gained over the base, as far as it can be added; undefined where theirs lost or changed
 * something.
 *
 * @throws InputError as `mergeInto`, of whichever text is malformed.
 */
export function carryOver(format: Format, { base, ours, theirs }: Texts, file: string): Merged | undefined {
  const [from, to] = [format.read(base, file), format.read(theirs, file)];
  if (typeof from === 'string' || typeof to === 'string') return undefined;
  const additions = additionsBetween(from, to);
  return additions === undefined ? undefined : mergeInto(format, ours, additions, file);
}

/** Every one of some additions, for one reason. */
export const leave = (additions: readonly Addition[], why: string): Left[] =>
  additions.map(({ path }) => ({ path, why }));

/** An element that is not in its list is gone; a key with another value is not. */
function stillStands(values: unknown, addition: Addition): boolean {
  return !isElement(addition) && valueAt(values, addition.path) !== undefined;
}

/** The values without as many of the innermost holders as went too; one that still holds something stays. */
function withoutHolders(values: unknown, addition: Addition, holders: number): unknown {
  const innermost = isElement(addition) ? addition.path.length : addition.path.length - 1;
  let result = values;
  for (let length = innermost; length > innermost - holders; length--) {
    const path = addition.path.slice(0, length);
    const holder = valueAt(result, path);
    if (typeof holder === 'object' && holder !== null && Object.keys(holder).length > 0) break;
    result = withoutPath(result, path);
  }
  return result;
}

function isProven(format: Format, text: string, expected: unknown): boolean {
  try {
    return isSame(format.read(text, ''), expected);
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Keeps a byte order mark out of the way, and what is too large or too deep to be read. */
function bounded<R extends { readonly text: string }>(text: string, file: string, work: (body: string) => R): R {
  if (text.length > LARGEST) throw new InputError(`${file} is larger than ${LARGEST / 1024} KiB: it cannot be edited`);
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  try {
    const result = work(text.slice(mark.length));
    return { ...result, text: mark + result.text };
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${file} is nested too deeply to be edited`);
    throw error;
  }
}

/** What is wrong with a text, as its parser says it. */
export function malformed(file: string, line: number, format: string, message: string): InputError {
  return new InputError(`${file}, line ${line}: not valid ${format}: ${onOneLine(message)}`);
}

/** Comment lines with their mark. */
export function commentLines(comment: string | undefined, mark: string): string[] {
  return comment === undefined ? [] : comment.split('\n').map((line) => (line === '' ? mark : `${mark} ${line}`));
}
