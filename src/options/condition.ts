import type { Condition } from './types.ts';

type Values = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Whether the condition holds for these answers; no condition always holds. */
export function holds(condition: Condition | undefined, values: Values): boolean {
  return Object.entries(condition ?? {}).every(([id, wanted]) => isWanted([values[id] ?? []].flat(), wanted));
}

function isWanted(actual: readonly string[], wanted: Condition[string]): boolean {
  if (typeof wanted === 'string') return actual.includes(wanted);
  if ('given' in wanted) return actual.some(Boolean);
  if ('all' in wanted) {
    const { all, none = [] } = wanted;
    return all.every((value) => actual.includes(value)) && !none.some((value) => actual.includes(value));
  }
  return wanted.some((value) => actual.includes(value));
}
