/** The targets a generated workspace may be checked for, as `rustc --print cfg --target …` describes them. */
import { evaluateCfg, parseCfg, type TargetFacts } from './cfg.ts';

/** What sets the targets apart; all of them are little-endian. */
interface Description {
  readonly arch: string;
  readonly os: string;
  readonly family?: 'unix' | 'windows' | 'wasm';
  readonly vendor?: string;
  readonly env?: string;
  readonly abi?: string;
  readonly pointerWidth: 32 | 64;
  /** Widths of its atomic types in bits; pointers always have one. */
  readonly atomics: readonly number[];
  readonly panic?: 'abort';
}

const UP_TO_64 = [8, 16, 32, 64];
const UP_TO_128 = [...UP_TO_64, 128];

const DESCRIPTIONS = {
  'aarch64-apple-darwin': {
    arch: 'aarch64',
    os: 'macos',
    family: 'unix',
    vendor: 'apple',
    pointerWidth: 64,
    atomics: UP_TO_128,
  },
  'aarch64-unknown-linux-gnu': {
    arch: 'aarch64',
    os: 'linux',
    family: 'unix',
    env: 'gnu',
    pointerWidth: 64,
    atomics: UP_TO_128,
  },
  'aarch64-unknown-linux-musl': {
    arch: 'aarch64',
    os: 'linux',
    family: 'unix',
    env: 'musl',
    pointerWidth: 64,
    atomics: UP_TO_128,
  },
  'thumbv7em-none-eabihf': {
    arch: 'arm',
    os: 'none',
    abi: 'eabihf',
    pointerWidth: 32,
    atomics: [8, 16, 32],
    panic: 'abort',
  },
  'wasm32-unknown-unknown': {
    arch: 'wasm32',
    os: 'unknown',
    family: 'wasm',
    pointerWidth: 32,
    atomics: UP_TO_64,
    panic: 'abort',
  },
  'wasm32-wasip2': {
    arch: 'wasm32',
    os: 'wasi',
    family: 'wasm',
    env: 'p2',
    pointerWidth: 32,
    atomics: UP_TO_64,
    panic: 'abort',
  },
  'x86_64-pc-windows-msvc': {
    arch: 'x86_64',
    os: 'windows',
    family: 'windows',
    vendor: 'pc',
    env: 'msvc',
    pointerWidth: 64,
    atomics: UP_TO_128,
  },
  'x86_64-unknown-linux-gnu': {
    arch: 'x86_64',
    os: 'linux',
    family: 'unix',
    env: 'gnu',
    pointerWidth: 64,
    atomics: UP_TO_64,
  },
  'x86_64-unknown-linux-musl': {
    arch: 'x86_64',
    os: 'linux',
    family: 'unix',
    env: 'musl',
    pointerWidth: 64,
    atomics: UP_TO_64,
  },
  'x86_64-unknown-none': { arch: 'x86_64', os: 'none', pointerWidth: 64, atomics: UP_TO_64, panic: 'abort' },
} as const satisfies Record<string, Description>;

/** A target triple whose facts are known here. */
export type Target = keyof typeof DESCRIPTIONS;

export function isTarget(triple: string): triple is Target {
  return triple in DESCRIPTIONS;
}

export const TARGETS = Object.keys(DESCRIPTIONS) as readonly Target[];

/** What holds for a target whatever it is compiled for: no target features, no flags from the command line. */
export function targetFacts(target: Target): TargetFacts {
  const { arch, os, family, vendor, env, abi, pointerWidth, atomics, panic }: Description = DESCRIPTIONS[target];
  const pairs = {
    target_abi: [abi ?? ''],
    target_arch: [arch],
    target_endian: ['little'],
    target_env: [env ?? ''],
    target_family: family === undefined ? [] : [family],
    target_has_atomic: [...atomics, 'ptr'],
    target_os: [os],
    target_pointer_width: [pointerWidth],
    target_vendor: [vendor ?? 'unknown'],
    panic: [panic ?? 'unwind'],
  };
  return new Set([
    ...Object.entries(pairs).flatMap(([key, values]) => values.map((value) => `${key}="${value}"`)),
    ...(family === 'unix' || family === 'windows' ? [family] : []),
  ]);
}

/** Tells whether a `target` of a dependency, `cfg(…)` or a triple, covers at least one of some targets. */
export function targetMatcher(targets: readonly Target[]): (target: string | undefined) => boolean {
  const facts = targets.map(targetFacts);
  const known = new Map<string, boolean>();
  return (target) => {
    if (target === undefined) return true;
    const matches = known.get(target) ?? covers(target, targets, facts);
    known.set(target, matches);
    return matches;
  };
}

function covers(target: string, triples: readonly string[], facts: readonly TargetFacts[]): boolean {
  if (!target.startsWith('cfg(')) return triples.includes(target);
  const expression = parseCfg(target);
  return facts.some((each) => evaluateCfg(expression, each));
}
