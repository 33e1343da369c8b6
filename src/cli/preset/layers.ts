import { holds } from '../../options/condition.ts';
import { InputError, quoted } from '../../options/errors.ts';
import { asFlag, checkGiven, type CheckedAnswers, type Naming, type RawAnswers } from '../../options/resolve.ts';
import { OPTIONS } from '../../options/table.ts';
import type { Option } from '../../options/types.ts';
import type { Additions, PresetRecord } from '../../project/additions.ts';
import type { Said } from '../said.ts';
import { loadPresets, type Layer } from './load.ts';
import type { Located } from '../../lifecycle/reader.ts';
import { unpinned } from './source.ts';

/**
 * What presets and the command line say together.
 *
 * @param presets as the user wrote them, paths relative to `cwd`.
 * @param answers the command line's.
 * @throws InputError that names the source, or file, line and key.
 */
export async function sayWithPresets(presets: readonly string[], answers: RawAnswers, cwd: string): Promise<Said> {
  return combineLayers(await loadPresets(presets, cwd), answers);
}

/** Whoever answers: a preset, or the command line. */
interface Voice {
  readonly raw: RawAnswers;
  readonly naming: Naming;
}

/**
 * Puts layers and command line together: the later wins, unless an answer is locked.
 *
 * @throws InputError for the first answer that is wrong by itself or overrides a locked one, and where two layers say
 * different things of one gate or registry.
 */
export function combineLayers(layers: readonly Layer[], said: RawAnswers): Said {
  const voices: Voice[] = [...layers.map(({ preset }) => preset), { raw: said, naming: asFlag }];
  const checked = voices.map(({ raw, naming }) => checkGiven(raw, naming));
  refuseOverrides(layers, voices, checked);
  const naming: Naming = (id) => (voices.findLast(({ raw }) => Object.hasOwn(raw, id))?.naming ?? asFlag)(id);
  return {
    raw: withoutOverruled(checked),
    naming,
    ofPresets: new Set(
      checked
        .slice(0, -1)
        .flatMap(Object.keys)
        .filter((id) => !Object.hasOwn(said, id)),
    ),
    additions: additionsOf(layers),
    presetArguments: layers.flatMap(({ record, argument }) => (record === undefined ? [] : [argument])),
    warnings: forgotten(layers),
  };
}

function refuseOverrides(layers: readonly Layer[], voices: readonly Voice[], checked: readonly CheckedAnswers[]): void {
  layers.forEach(({ preset: { locks } }, index) => {
    for (const [id, { value: reason, label }] of locks) {
      const locked = checked[index]?.[id];
      const other = checked.findIndex((answers, place) => {
        return place > index && answers[id] !== undefined && String(answers[id]) !== String(locked);
      });
      if (other === -1) continue;
      throw new InputError(
        `${voices[other]?.naming(id) ?? id} overrides ${quoted(String(locked))}, which ${label} locks: ${reason}`,
      );
    }
  });
}

/**
 * The answers without what applied where it was said and does not in the end: `db`, where a flag chooses another pillar.
 * What never applied stays, to be refused, and so does what the command line says.
 */
function withoutOverruled(checked: readonly CheckedAnswers[]): CheckedAnswers {
  const sums = checked.map((_, index) => Object.assign({}, ...checked.slice(0, index + 1)) as CheckedAnswers);
  const all = sums.at(-1) ?? {};
  const overruled = (OPTIONS as readonly Option[]).filter(({ id, when }) => {
    const last = checked.findLastIndex((answers) => Object.hasOwn(answers, id));
    const then = last === checked.length - 1 ? undefined : sums[last];
    return then !== undefined && holds(when, withDefaults(then)) && !holds(when, withDefaults(all));
  });
  return Object.fromEntries(Object.entries(all).filter(([id]) => !overruled.some((option) => option.id === id)));
}

/** With what is taken where nothing is said, as far as it is always there to be taken. */
function withDefaults(answers: RawAnswers): RawAnswers {
  const always = (OPTIONS as readonly Option[]).filter(({ when }) => when === undefined);
  return { ...Object.fromEntries(always.map((option) => [option.id, option.default])), ...answers };
}

/**
 * What layers bring beside answers.
 *
 * @throws InputError where two of them say different things of one gate or registry.
 */
export function additionsOf(layers: readonly Layer[]): Additions {
  const gates = unique(
    layers.flatMap(({ preset }) => preset.gates.map((gate) => [gate.value.id, gate] as const)),
    'gate',
  );
  const bringer = (brings: (preset: Layer['preset']) => boolean): string =>
    layers.find(({ preset }) => brings(preset))?.record?.source ?? '';
  const presetOf = (id: string): string => bringer((preset) => preset.gates.some(({ value }) => value.id === id));
  const registries = unique(
    layers.flatMap(({ preset }) => [...preset.registries]),
    'registry',
  );
  return {
    presets: layers.flatMap(({ record }) => record ?? []),
    overlays: layers.flatMap(({ overlays, record }) =>
      overlays.map((overlay) => ({ ...overlay, preset: record?.source ?? '' })),
    ),
    gates: Array.from(gates.values(), ({ value }) => ({ ...value, preset: presetOf(value.id) })),
    registries: Array.from(registries, ([name, { value: index }]) => ({
      name,
      index,
      preset: bringer((preset) => preset.registries.has(name)),
    })),
    locks: layers.flatMap(({ preset: { locks }, record }) =>
      Array.from(locks, ([option, { value: reason }]) => ({ option, reason, preset: record?.source ?? '' })),
    ),
  };
}

function unique<T>(entries: readonly (readonly [string, Located<T>])[], what: string): Map<string, Located<T>> {
  const found = new Map<string, Located<T>>();
  for (const [name, located] of entries) {
    const other = found.get(name) ?? located;
    if (JSON.stringify(other.value) !== JSON.stringify(located.value)) {
      throw new InputError(`${located.label} says something else of the ${what} ${name} than ${other.label}`);
    }
    found.set(name, other);
  }
  return found;
}

/** Presets that an answers file remembers, and that are not given beside it in any version. */
function forgotten(layers: readonly Layer[]): string[] {
  const records = layers.flatMap(({ record }) => record ?? []);
  const isThere = (missed: PresetRecord): boolean =>
    records.some(({ source, digest }) => digest === missed.digest || unpinned(source) === unpinned(missed.source));
  const missing = layers
    .flatMap(({ preset }) => preset.madeWith ?? [])
    .filter((missed) => !isThere(missed))
    .map(({ source }) => quoted(source));
  if (missing.length === 0) return [];
  return [`an answers file gives answers alone; for files and gates give ${missing.join(', ')} with --preset too`];
}
