/** Random workspaces out of a catalogue: the same seed always gives the same one. */
import type {
  Catalogue,
  LockedPackage,
  Member,
  PathDependency,
  RegistryDependency,
} from '../../../src/render/catalogue.ts';
import { satisfies } from '../../../src/render/version.ts';

/** A source of random choices, repeatable by its seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(elements: readonly T[]): T {
    const element = elements[this.integer(0, elements.length - 1)];
    if (element === undefined) throw new RangeError('nothing to pick from');
    return element;
  }

  /** Each element with the given probability. */
  some<T>(elements: readonly T[], probability: number): T[] {
    return elements.filter(() => this.chance(probability));
  }
}

const TARGETS = ['cfg(windows)', 'cfg(any())', 'cfg(target_os = "macos")', 'wasm32-unknown-unknown'];

/** One to five members that use what the catalogue offers in every way a manifest can. */
export function randomWorkspace(catalogue: Catalogue, seed: number): Member[] {
  const random = new Random(seed);
  const members: Member[] = [];
  for (let count = random.integer(1, 5); count > 0; count--) {
    members.push(randomMember(catalogue, random, members));
  }
  return members;
}

function randomMember({ root, packages }: Catalogue, random: Random, others: readonly Member[]): Member {
  const direct = new Set(
    root.dependencies.flatMap((dependency) => ('package' in dependency ? dependency.package : [])),
  );
  const likely = packages.filter(({ name }) => direct.has(name));
  const wanted = Array.from({ length: random.integer(0, 9) }, () => {
    const { name, version } = random.pick(random.chance(0.8) ? likely : packages);
    return { name, requirement: randomRequirement(random, version) };
  });
  const found = new Map(wanted.map(({ name, requirement }) => [lowest(packages, name, requirement), requirement]));
  const declared = Array.from(found, ([locked, requirement], index) => {
    const dependency = randomDependency(random, locked, requirement, `key_${index}`);
    return { dependency, features: randomMemberFeatures(random, dependency, locked) };
  });
  const repeated = random
    .some(declared, 0.15)
    .filter(({ dependency }) => dependency.kind === 'normal')
    .map(({ dependency }) => ({ ...dependency, kind: 'dev' as const, optional: false, features: [] }));
  return {
    ...randomIdentity(packages, random, others),
    dependencies: [
      ...declared.map(({ dependency }) => dependency),
      ...repeated,
      ...random.some(others, 0.5).map((other, index) => randomPath(random, other, `path_${index}`)),
    ],
    features: Object.fromEntries(
      declared.flatMap(({ dependency, features }) =>
        Object.entries(features).map(([name, values]) => [`${dependency.key}_${name}`, values]),
      ),
    ),
  };
}

function randomRequirement(random: Random, version: string): string {
  const [exact = ''] = version.split('+');
  const [major = '0'] = exact.split('.');
  return random.pick([`=${exact}`, exact, `^${exact}`, `>=${exact}`, `>=${major}.0.0, <=${exact}`]);
}

/** What Cargo makes of a requirement: asserted by the tests that ask Cargo itself. */
function lowest(packages: readonly LockedPackage[], name: string, requirement: string): LockedPackage {
  const found = packages.find((candidate) => candidate.name === name && satisfies(candidate.version, requirement));
  if (found === undefined) throw new RangeError(`no ${name} ${requirement}`);
  return found;
}

function randomDependency(random: Random, locked: LockedPackage, requirement: string, key: string): RegistryDependency {
  const kind = random.pick(['normal', 'normal', 'normal', 'build', 'dev'] as const);
  return {
    key,
    package: locked.name,
    requirement,
    features: random.some([...locked.features.keys()], 0.2),
    defaultFeatures: !locked.defaultIsOff && random.chance(0.5),
    optional: kind !== 'dev' && random.chance(0.3),
    kind,
    ...(random.chance(0.15) && { target: random.pick(TARGETS) }),
  };
}

/** Features of the member that name the dependency in one of the ways there are. */
function randomMemberFeatures(
  random: Random,
  { key, optional, kind }: RegistryDependency,
  { features }: LockedPackage,
): Record<string, string[]> {
  const forms = [
    ...(optional ? [`dep:${key}`] : []),
    ...(features.size > 0 && kind !== 'dev' ? [throughFeature()] : []),
  ];
  return Object.fromEntries(random.some(forms, 0.6).map((form, index) => [`feature_${index}`, [form]]));

  function throughFeature(): string {
    return `${key}${optional && random.chance(0.5) ? '?' : ''}/${random.pick([...features.keys()])}`;
  }
}

/** A name of its own, or now and then that of a locked package, which the lock must then tell apart. */
function randomIdentity(
  packages: readonly LockedPackage[],
  random: Random,
  others: readonly Member[],
): { readonly name: string; readonly version: string } {
  const namesake = random.pick(packages);
  const isTaken = others.some(({ name }) => name === namesake.name);
  if (isTaken || random.chance(0.85)) return { name: `member-${others.length}`, version: '0.1.0' };
  return { name: namesake.name, version: random.chance(0.5) ? namesake.version : '0.1.0' };
}

function randomPath(random: Random, member: Member, key: string): PathDependency {
  const kind = random.pick(['normal', 'build', 'dev'] as const);
  return {
    key,
    member: member.name,
    features: [],
    defaultFeatures: true,
    optional: kind !== 'dev' && random.chance(0.3),
    kind,
  };
}
