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

/** Options that add files which no gate of Cargo's reads, or crates that are the first service's once more. */
const LEFT_TO_T1 = ['service', 'owners', 'editors', 'dev-container'];

/** Options that change what gates read, but nothing of what is built. */
const BESIDE_CODE = ['license', 'ci', 'repository'];

/**
 * The sets for real Cargo, which takes minutes for each: every two choices that code is built from, and every two of what
 * gates read besides, in workspaces of one pillar. Options of two pillars meet where a feature hangs on both.
 */
export function buildSets(): RawAnswers[] {
  const pillars = optionOf('pillar').choices.map(({ id }) => [id]);
  const factorOf =
    (isTried: (id: string) => boolean) =>
    (option: Option): Factor => ({
      ...toFactor(option),
      ...(option.id === 'pillar' ? { values: pillars } : !isTried(option.id) && { values: [option.default] }),
    });
  return [
    ...coveringSets(
      [],
      factorOf((id) => ![...LEFT_TO_T1, ...BESIDE_CODE].includes(id)),
    ),
    ...everyPair(OPTIONS.map(factorOf((id) => BESIDE_CODE.includes(id)))),
  ];
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
 * Sets of answers in which every two choices meet that are to be tried: those of different options, and those of one any-of
 * option that has no condition; and in which every feature is on, for some hang on more than two. `others` are factors that
 * are no options.
 */
export function coveringSets(others: readonly Factor[] = [], factorOf = toFactor): RawAnswers[] {
  const twos = (OPTIONS as readonly Option[]).flatMap((option) =>
    option.kind === 'any-of' && option.when === undefined && factorOf(option).values.length > 1
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
  const conditions = FEATURES.flatMap(({ when = {} }) => [when]);
  // What hangs on more may turn on what hangs on less.
  for (const when of conditions.sort((a, b) => Object.keys(b).length - Object.keys(a).length)) {
    if (known.some((answers) => holds(when, answers))) continue;
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
    // What hangs on several choices of one option asks for no more than these.
    const together = typeof wanted === 'object' && 'all' in wanted ? [wanted.all] : [];
    return [id, [...values, ...together].find((value) => holds({ [id]: wanted }, { [id]: value }))] as const;
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

/** So many open pairs are tried as the start of a set: more find hardly better ones. */
const STARTS = 60;

/**
 * Sets of answers in which every two values of different factors that can occur together do so at least once: one set after
 * the other, each the best of several, by how many pairs it is the first to hold.
 */
export function everyPair(factors: readonly Factor[]): RawAnswers[] {
  const choices = factors
    .flatMap((factor) => factor.values.map((value) => ({ factor, value })))
    .map((choice, number): Choice => ({ ...choice, number }));
  const open = new Map(pairsWithin(choices).map((pair) => [pairKey(pair), pair]));
  const isOpen = (pair: Pair) => open.has(pairKey(pair));
  const sets: RawAnswers[] = [];
  while (open.size > 0) {
    const left = occurrences(open.values());
    const tried = [...open.values()].slice(0, STARTS).flatMap((pair) => {
      // Of values with as many open pairs the one that has more to come.
      const chosen = complete(
        factors,
        choices,
        pair,
        (choice, others) =>
          others.filter((other) => isOpen([other, choice])).length + (left.get(choice) ?? 0) / (open.size + 1),
      );
      // Two values whose conditions contradict each other never meet.
      if (chosen === undefined) open.delete(pairKey(pair));
      return chosen === undefined ? [] : [chosen];
    });
    const best = mostOf(tried, (chosen) => pairsWithin(chosen).filter(isOpen).length);
    if (best === undefined) continue;
    sets.push(Object.fromEntries(best.map(({ factor, value }) => [factor.id, value])));
    for (const pair of pairsWithin(best)) open.delete(pairKey(pair));
  }
  return sets;
}

interface Choice {
  readonly factor: Factor;
  readonly value: Value;
  /** Its place among all. */
  readonly number: number;
}

type Pair = readonly [Choice, Choice];

function pairsWithin(choices: readonly Choice[]): Pair[] {
  return choices.flatMap((a, index) =>
    choices.slice(index + 1).flatMap((b): Pair[] => (a.factor === b.factor ? [] : [[a, b]])),
  );
}

function pairKey([a, b]: Pair): string {
  return `${Math.min(a.number, b.number)} ${Math.max(a.number, b.number)}`;
}

function occurrences(pairs: Iterable<Pair>): Map<Choice, number> {
  const counts = new Map<Choice, number>();
  for (const pair of pairs) for (const choice of pair) counts.set(choice, (counts.get(choice) ?? 0) + 1);
  return counts;
}

/** A whole set of answers around a pair, each of the most worth beside those chosen before; undefined where there is none. */
function complete(
  factors: readonly Factor[],
  choices: readonly Choice[],
  pair: Pair,
  worth: (choice: Choice, others: readonly Choice[]) => number,
): Choice[] | undefined {
  const fixed = new Map(pair.map((choice) => [choice.factor, choice]));
  const wanted = requirements(
    factors,
    [...fixed.keys()].map(({ id }) => id),
  );
  const chosen: Choice[] = [];
  for (const factor of factors) {
    const answers = Object.fromEntries(chosen.map(({ factor: { id }, value }) => [id, value]));
    const own = fixed.get(factor);
    if (!holds(factor.when, answers)) {
      if (own !== undefined) return undefined;
      continue;
    }
    const candidates = (own === undefined ? choices.filter((choice) => choice.factor === factor) : [own]).filter(
      ({ value }) => wanted.every((condition) => !(factor.id in condition) || holds(condition, { [factor.id]: value })),
    );
    const others = [...chosen, ...pair.filter((other) => other.factor !== factor)];
    const best = mostOf(candidates, (choice) => worth(choice, others));
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

/** The first of those with the most; undefined of none. */
function mostOf<T>(candidates: readonly T[], worth: (candidate: T) => number): T | undefined {
  const worths = candidates.map((candidate) => worth(candidate));
  return candidates[worths.indexOf(Math.max(...worths))];
}
