import type { Condition } from './types.ts';

type Values = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Whether the condition holds for these answers; no condition always holds. */
export function holds(condition: Condition | undefined, values: Values): boolean {
  return Object.entries(condition ?? {}).every(([id, wanted]) => {
    const actual = [values[id] ?? []].flat();
    return [wanted].flat().some((value) => (typeof value === 'string' ? actual.includes(value) : actual.some(Boolean)));
  });
}
