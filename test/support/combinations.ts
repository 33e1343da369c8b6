import { holds } from '../../src/options/condition.ts';
import { resolveAnswers, type RawAnswer, type RawAnswers } from '../../src/options/resolve.ts';
import { OPTIONS, optionOf } from '../../src/options/table.ts';
import type { Condition, Option } from '../../src/options/types.ts';
import { FEATURES } from '../../src/pillars/index.ts';

type Value = string | readonly string[];

/** One thing that can be answered, and the answers to try. */
export interface Factor {
  readonly id: string;
  /** Names earlier factors only. */
  readonly when?: Condition;
  readonly values: readonly Value[];
}

/** An option with the answers to try; of an any-of option none, each choice alone, and all; of names none and some. */
export function toFactor(option: Option): Factor {
  return { id: option.id, ...(option.when && { when: option.when }), values: valuesOf(option) };
}

/** Options that add files which neither Cargo nor a gate of Cargo's reads. */
const BESIDE_CARGO = ['container', 'deploy', 'owners', 'dev-container', 'editors'];

/**
 * As `toFactor`, but of the pillars, each of which has a lot to build, each alone, and two where options hang on them that
 * would not meet otherwise; and of what Cargo does not see the default alone.
 */
export function toSmallFactor(option: Option): Factor {
  if (BESIDE_CARGO.includes(option.id)) return { ...toFactor(option), values: [option.default] };
  if (option.id !== 'pillar') return toFactor(option);
  const { choices } = optionOf('pillar');
  const depended = choices.filter(({ id }) =>
    (OPTIONS as readonly Option[]).some(({ when }) => when?.['pillar'] === id),
  );
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  // Where more options apply more pairs fit into a set: the fewer are left for the pillars alone.
  return { id: option.id, values: [...everyTwo(ids(depended)), ...ids(choices).map((id) => [id])] };
}

function valuesOf(option: Option): readonly Value[] {
  switch (option.kind) {
    case 'text':
      return ['', option.example];
    case 'names':
      return [[], option.example];
    case 'one-of':
      return option.choices.map(({ id }) => id);
    case 'any-of': {
      const ids = option.choices.map(({ id }) => id);
      const lists = [...(option.allowNone ? [[]] : []), ...ids.map((id) => [id]), ids];
      return [...new Map(lists.map((list) => [list.join(), list])).values()];
    }
  }
}

/**
 * Sets of answers in which every two choices meet: those of different options, and those of one any-of option that has no
 * condition; and in which every feature is on, for some hang on more than two. `others` are factors that are no options.
 */
export function coveringSets(others: readonly Factor[] = [], factorOf = toFactor): RawAnswers[] {
  const twos = (OPTIONS as readonly Option[]).flatMap((option) =>
    option.kind === 'any-of' && option.when === undefined
      ? everyTwo(option.choices.map(({ id }) => id)).map((two) => ({ [option.id]: two }))
      : [],
  );
  const fixed = Object.fromEntries(others.map(({ id, values: [value = ''] }) => [id, value]));
  const factors = [...others, ...(OPTIONS as readonly Option[]).map(factorOf)];
  const pairs = [...everyPair(factors), ...twos.map((two) => ({ ...fixed, ...two }))];
  return [...pairs, ...missingFeatures(pairs, factors).map((set) => ({ ...fixed, ...set }))];
}

/** A set for each feature that is on in none of these, and can be; one set may do for several. */
function missingFeatures(sets: readonly RawAnswers[], factors: readonly Factor[]): RawAnswers[] {
  const added: RawAnswers[] = [];
  const known = sets.map((set) => resolveAnswers({ name: 'orders', ...set }));
  for (const { when } of FEATURES) {
    if (when === undefined || known.some((answers) => holds(when, answers))) continue;
    const set = answersTo(when, factors);
    if (set === undefined) continue;
    added.push(set);
    known.push(resolveAnswers({ name: 'orders', ...set }));
  }
  return added;
}

/** Answers for which a condition holds; undefined where one of them is none that is to be tried. */
function answersTo(when: Condition, factors: readonly Factor[]): RawAnswers | undefined {
  const answers = Object.entries(when).map(([id, wanted]) => {
    const values = factors.find((factor) => factor.id === id)?.values ?? [];
    return [id, values.find((value) => holds({ [id]: wanted }, { [id]: value }))] as const;
  });
  return answers.every((answer): answer is readonly [string, Value] => answer[1] !== undefined)
    ? Object.fromEntries(answers)
    : undefined;
}

function everyTwo(ids: readonly string[]): string[][] {
  return ids.flatMap((id, index) => ids.slice(index + 1).map((other) => [id, other]));
}

/** Of some answers those to options that apply: conditions name earlier options, so that one pass finds them. */
export function applicable(raw: RawAnswers): RawAnswers {
  const kept: Record<string, RawAnswer> = 'name' in raw ? { name: raw['name'] ?? '' } : {};
  for (const option of OPTIONS as readonly Option[]) {
    const answer = raw[option.id];
    const answers = { pillar: optionOf('pillar').default, ...kept };
    if (answer !== undefined && holds(option.when, answers)) kept[option.id] = answer;
  }
  return kept;
}

/** Sets of answers in which every two values of different factors that can occur together do so at least once. */
export function everyPair(factors: readonly Factor[]): RawAnswers[] {
  const open = new Map(allPairs(factors).map((pair) => [pairKey(pair), pair]));
  const sets: RawAnswers[] = [];
  for (const [key, pair] of open) {
    const chosen = complete(factors, pair, open);
    // Two values whose conditions contradict each other never meet.
    if (chosen === undefined) open.delete(key);
    else {
      sets.push(Object.fromEntries(chosen.map(({ factor, value }) => [factor.id, value])));
      pairsWithin(chosen).forEach((covered) => open.delete(pairKey(covered)));
    }
  }
  return sets;
}

interface Choice {
  readonly factor: Factor;
  readonly value: Value;
}

type Pair = readonly [Choice, Choice];

function allPairs(factors: readonly Factor[]): Pair[] {
  const choices = factors.map((factor) => factor.values.map((value) => ({ factor, value })));
  return choices.flatMap((own, index) =>
    choices.slice(index + 1).flatMap((others) => own.flatMap((a) => others.map((b): Pair => [a, b]))),
  );
}

function pairsWithin(chosen: readonly Choice[]): Pair[] {
  return chosen.flatMap((a, index) => chosen.slice(index + 1).map((b): Pair => [a, b]));
}

function pairKey(pair: Pair): string {
  return JSON.stringify(pair.map(({ factor, value }) => [factor.id, value]));
}

/** A whole set of answers around a pair, with as many open pairs as is easily had; undefined where there is none. */
function complete(factors: readonly Factor[], pair: Pair, open: ReadonlyMap<string, Pair>): Choice[] | undefined {
  const fixed = new Map(pair.map(({ factor, value }) => [factor.id, value]));
  const wanted = requirements(factors, [...fixed.keys()]);
  const chosen: Choice[] = [];
  for (const factor of factors) {
    const answers = Object.fromEntries(chosen.map(({ factor: { id }, value }) => [id, value]));
    if (!holds(factor.when, answers)) {
      if (fixed.has(factor.id)) return undefined;
      continue;
    }
    const own = fixed.get(factor.id);
    const candidates = (own === undefined ? factor.values : [own])
      .filter((value) =>
        wanted.every((condition) => !(factor.id in condition) || holds(condition, { [factor.id]: value })),
      )
      .map((value): Choice => ({ factor, value }));
    const best = mostOpen(candidates, [...chosen, ...pair.filter((other) => other.factor !== factor)], open);
    if (best === undefined) return undefined;
    chosen.push(best);
  }
  return chosen;
}

/** What has to hold, one option a condition, so that these factors can be answered. */
function requirements(factors: readonly Factor[], ids: readonly string[]): Condition[] {
  return ids.flatMap((id) => {
    const condition = factors.find((factor) => factor.id === id)?.when ?? {};
    const single = Object.entries(condition).map(([key, value]): Condition => ({ [key]: value }));
    return [...single, ...requirements(factors, Object.keys(condition))];
  });
}

function mostOpen(candidates: readonly Choice[], others: readonly Choice[], open: ReadonlyMap<string, Pair>) {
  const gains = candidates.map((choice) => ({
    choice,
    gain: others.filter((other) => open.has(pairKey([other, choice])) || open.has(pairKey([choice, other]))).length,
  }));
  return gains.reduce<(typeof gains)[number] | undefined>(
    (best, next) => (best === undefined || next.gain > best.gain ? next : best),
    undefined,
  )?.choice;
}
