/** What a document gained over an earlier one. */
import type { Addition, Value } from './types.ts';
import { isSame, isTable, type Table } from './value.ts';

/**
 * The additions that make the second of two documents of the first; undefined where something else than additions lies
 * between them, or they cannot be told in their order.
 */
export function additionsBetween(from: Table, to: Table): Addition[] | undefined {
  try {
    return [...tableAdditions(from, to, [])];
  } catch (error) {
    if (error instanceof MoreThanAdditions) return undefined;
    throw error;
  }
}

class MoreThanAdditions extends Error {}

function* tableAdditions(from: Table, to: Table, path: readonly string[]): Generator<Addition> {
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) throw new MoreThanAdditions();
  for (const [key, value] of Object.entries(to)) {
    const own = [...path, key];
    if (Object.hasOwn(from, key)) yield* valueAdditions(from[key], value, own);
    else yield* newValue(value, own);
  }
}

function* valueAdditions(from: unknown, to: unknown, path: readonly string[]): Generator<Addition> {
  if (isSame(from, to)) return;
  if (isTable(from) && isTable(to)) {
    yield* tableAdditions(from, to, path);
    return;
  }
  if (!Array.isArray(from) || !Array.isArray(to)) throw new MoreThanAdditions();
  const added = to.filter((item) => !from.some((other) => isSame(item, other)));
  // Merging puts the elements of a list in an order of its own.
  if (from.length + added.length !== to.length || added.some(isTable)) throw new MoreThanAdditions();
  for (const element of added) yield { path, element: checked(element) };
}

/** A table of tables gets headers, one of values its own line: so Cargo's dependencies are written. */
function* newValue(value: unknown, path: readonly string[]): Generator<Addition> {
  const isDependency = /(^|-)dependencies$/.test(path.at(-2) ?? '');
  if (!isTable(value) || isDependency || Object.keys(value).length === 0) yield { path, value: checked(value) };
  else yield* tableAdditions({}, value, path);
}

function checked(value: unknown): Value {
  if (value instanceof Date || typeof value === 'bigint') throw new MoreThanAdditions();
  if (Array.isArray(value)) return value.map(checked);
  if (isTable(value)) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, checked(each)]));
  return value as string | number | boolean | null;
}
