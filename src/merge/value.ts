/** Parsed documents as plain values: what is in them, and what additions make of them. */
import { compareText } from '../project/order.ts';
import { type Addition, contentOf, type Element, isElement, type Left } from './types.ts';

export type Table = Readonly<Record<string, unknown>>;

/** A map of any format; dates are none. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** What stands under the key itself, never what a prototype has. */
export function child(value: unknown, key: string): unknown {
  return isTable(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce(child, root);
}

/** Whether two parsed values mean the same; the order of keys does not count. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left instanceof Date && right instanceof Date) return left.toISOString() === right.toISOString();
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  }
  if (!isTable(left) || !isTable(right)) return Object.is(left, right);
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]))
  );
}

export interface Comparison {
  /**
   * What is to be added, each once, with a comment if one of its twins has one, sorted by path: the order in which
   * additions come never matters.
   */
  readonly absent: readonly Addition[];
  readonly left: readonly Left[];
}

/** Tells what is missing from what is there. */
export function compare(root: Table, additions: readonly Addition[]): Comparison {
  const absent: Addition[] = [];
  const left: Left[] = [];
  for (const addition of [...additions].sort(compareTwins)) {
    const why = reason(root, addition);
    const twin = absent.find((other) => compareAdditions(addition, other) === 0);
    if (twin !== undefined && !isSame(contentOf(twin), contentOf(addition))) {
      throw new Error(`two additions to ${addition.path.join('.')} contradict each other`);
    }
    if (why !== undefined) left.push({ path: addition.path, why });
    else if (twin === undefined && !isThere(root, addition)) absent.push(addition);
  }
  return { absent, left };
}

/** Why an addition cannot be made to these values; undefined where it can, or is there. */
function reason(root: Table, addition: Addition): string | undefined {
  const holders = addition.path.slice(0, -1).map((_, index) => addition.path.slice(0, index + 1));
  const wrong = holders.find((path) => valueAt(root, path) !== undefined && !isTable(valueAt(root, path)));
  if (wrong !== undefined) return `${wrong.join('.')} is no table`;
  const value = valueAt(root, addition.path);
  if (value === undefined) return undefined;
  if (!isElement(addition)) return isSame(value, addition.value) ? undefined : 'stands there with another value';
  if (!Array.isArray(value)) return 'is no list';
  if (isThere(root, addition)) return undefined;
  const { element, identity = '' } = addition;
  const name = String(child(element, identity));
  return value.some((item) => isNamesake(item, addition)) ? `has ${name} with other settings` : undefined;
}

export function isThere(root: Table, addition: Addition): boolean {
  const value = valueAt(root, addition.path);
  if (!isElement(addition)) return value !== undefined && isSame(value, addition.value);
  return Array.isArray(value) && value.some((item) => isSame(item, addition.element));
}

function isNamesake(item: unknown, { element, identity }: Element): boolean {
  return identity !== undefined && isSame(child(item, identity), child(element, identity));
}

/** By path, then by what is added to a list. */
function compareAdditions(left: Addition, right: Addition): number {
  return compareText(sortKey(left), sortKey(right));
}

/** Of the same addition, the one with the comment first. */
function compareTwins(left: Addition, right: Addition): number {
  return compareAdditions(left, right) || compareText(right.comment ?? '', left.comment ?? '');
}

function sortKey(addition: Addition): string {
  const element = isElement(addition) ? JSON.stringify(addition.element) : '';
  return [...addition.path, element].join('\0');
}

/** The values with an addition that is not there. */
export function withAddition(root: unknown, addition: Addition): unknown {
  return change(root, addition.path, (value) => {
    if (!isElement(addition)) return addition.value;
    return [...(Array.isArray(value) ? (value as unknown[]) : []), addition.element];
  });
}

/** The values without an addition that is there; tables and lists stay, even empty. */
export function withoutAddition(root: unknown, addition: Addition): unknown {
  return change(root, addition.path, (value) => {
    if (!isElement(addition) || !Array.isArray(value)) return undefined;
    const index = value.findLastIndex((item) => isSame(item, addition.element));
    return value.toSpliced(index, 1) as unknown[];
  });
}

/** The values without what stands at a path. */
export function withoutPath(root: unknown, path: readonly string[]): unknown {
  return change(root, path, () => undefined);
}

function change(root: unknown, path: readonly string[], next: (value: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next(root);
  const changed = change(child(root, key), rest, next);
  const others = Object.entries(isTable(root) ? root : {}).filter(([other]) => other !== key);
  return Object.fromEntries(changed === undefined ? others : [...others, [key, changed]]);
}
