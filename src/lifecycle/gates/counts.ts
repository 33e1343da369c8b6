import { InputError, onOneLine } from '../../options/errors.ts';
import { compareText } from '../../project/order.ts';
import { BASELINE_FILE } from './terms.ts';

/** Findings of one gate: crate, test program or file, then kind, to how many. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What `.gates/baseline.json` holds. */
export interface Baseline {
  /** Lints that the manifests allow for the sake of their findings. */
  readonly allowed: readonly string[];
  /** By gate. */
  readonly findings: Readonly<Record<string, Counts>>;
}

/** The file, as its checker writes it. */
export function renderBaseline({ allowed, findings }: Baseline): string {
  return `${JSON.stringify({ allowed: allowed.toSorted(compareText), findings: sorted(findings) }, undefined, 2)}\n`;
}

/** @throws InputError where it is not what `renderBaseline` writes, such as after a merge that conflicts. */
export function readBaseline(text: string): Baseline {
  const { allowed, findings } = parsed(text);
  const isText = (value: unknown): boolean => typeof value === 'string';
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value);
  if (!Array.isArray(allowed) || !allowed.every(isText) || !isNested(findings, isCount)) {
    throw new InputError(`${BASELINE_FILE} holds no counts; take it from git again`);
  }
  return { allowed: allowed as string[], findings: findings as Baseline['findings'] };
}

function parsed(text: string): Partial<Record<keyof Baseline, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`${BASELINE_FILE} cannot be read: ${onOneLine(why)}; take it from git again`);
  }
}

/** Whether there are objects, three deep, around values of a kind. */
function isNested(value: unknown, isLeaf: (value: unknown) => boolean, depth = 3): boolean {
  if (depth === 0) return isLeaf(value);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && Object.values(value).every((inner) => isNested(inner, isLeaf, depth - 1));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** How many findings there are. */
export function total(counts: Counts): number {
  return Object.values(counts)
    .flatMap((kinds) => Object.values(kinds))
    .reduce((sum, each) => sum + each, 0);
}

/** Lints that only now have findings: those that our own lints brought to light. */
export function broughtToLight(before: Counts, after: Counts): string[] {
  const known = new Set(kindsOf(before));
  // A code such as E0602 is no lint's.
  return kindsOf(after).filter((kind) => !known.has(kind) && !/^E\d{4}$/.test(kind));
}

function kindsOf(counts: Counts): string[] {
  return [...new Set(Object.values(counts).flatMap((kinds) => Object.keys(kinds)))].sort(compareText);
}

/**
 * What is left of a baseline after a new count: nothing may grow that a gate has held to it.
 *
 * @param off gates that held nothing so far
 */
export function shrunk(before: Baseline, now: Baseline, off: readonly string[]): Baseline {
  const findings = Object.entries(now.findings).map(([gate, counts]) => {
    return [gate, off.includes(gate) ? counts : smaller(before.findings[gate] ?? {}, counts)] as const;
  });
  const kept = off.includes('clippy') ? now.allowed : now.allowed.filter((lint) => before.allowed.includes(lint));
  return { allowed: kept, findings: Object.fromEntries(findings.filter(([, counts]) => total(counts) > 0)) };
}

function smaller(before: Counts, now: Counts): Counts {
  const places = Object.entries(now).map(([place, kinds]) => {
    const known = Object.entries(kinds).map(
      ([kind, count]) => [kind, Math.min(count, before[place]?.[kind] ?? 0)] as const,
    );
    return [place, Object.fromEntries(known.filter(([, count]) => count > 0))] as const;
  });
  return Object.fromEntries(places.filter(([, kinds]) => Object.keys(kinds).length > 0));
}
