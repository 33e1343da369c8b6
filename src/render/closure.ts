/**
 * Which packages, features and dependencies a workspace switches on, by Cargo's rules or by those of a tool that reads the
 * same graph differently.
 */
import {
  type Catalogue,
  type DependencyKind,
  type LockedDependency,
  type LockedPackage,
  type Member,
  type MemberDependency,
  parseFeatureValue,
  type RegistryDependency,
} from './catalogue.ts';
import { satisfies } from './requirement.ts';

/** Where the readers of a dependency graph differ. */
export interface ClosureRules {
  /** Does `"tokio?/net"` switch on an optional `tokio`? In Cargo's lock it does: rust-lang/cargo#10801. */
  readonly weakIsStrong: boolean;
  /** Does a dependency count that is declared for this target, or for every target when there is none? */
  counts(target: string | undefined): boolean;
}

/** The rules of `Cargo.lock`, which must serve every target, even one that can never hold. */
export const LOCK_RULES: ClosureRules = { weakIsStrong: true, counts: () => true };

/** What a workspace switches on in one locked package. */
export interface Activation {
  readonly features: ReadonlySet<string>;
  /** The dependencies that count, in the order of the manifest. */
  readonly dependencies: readonly LockedDependency[];
}

/** A member's dependency on a locked package, found. */
export interface ResolvedDependency {
  readonly declaration: RegistryDependency;
  /** Index into {@link Catalogue.packages}. */
  readonly package: number;
}

export interface Closure {
  /** By index into {@link Catalogue.packages}; a package that is not reached is absent. */
  readonly packages: ReadonlyMap<number, Activation>;
  /** What the members depend on directly, in the order in which they were given. */
  readonly members: readonly MemberActivation[];
}

export interface MemberActivation {
  readonly member: Member;
  readonly packages: readonly ResolvedDependency[];
  /** The names of the members it depends on, and how. */
  readonly members: readonly { readonly name: string; readonly kind: DependencyKind }[];
}

/** A workspace asks for something that the catalogue does not provide. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
}

/**
 * Everything that a workspace with all features of its members reaches.
 *
 * @throws {CatalogueError} when a member asks for a crate or a feature that the catalogue does not switch on.
 */
export function closure(catalogue: Catalogue, members: readonly Member[], rules: ClosureRules): Closure {
  const versions = indexByName(catalogue.packages);
  const activated = members.map((member) => activateMember(catalogue, versions, member, rules));
  const search = new Search(catalogue.packages, rules);
  for (const { member, packages } of activated) {
    for (const { declaration, package: index } of packages) {
      search.request(index, askedBy(member, declaration), declaration.defaultFeatures);
    }
  }
  return { packages: search.run(), members: activated };
}

function activateMember(
  catalogue: Catalogue,
  versions: ReadonlyMap<string, readonly number[]>,
  member: Member,
  rules: ClosureRules,
): MemberActivation {
  const counting = member.dependencies.filter(({ target }) => rules.counts(target));
  const packages = counting.filter(isRegistryDependency).map((declaration) => {
    const index = locate(catalogue, versions, member, declaration);
    refuseMissingFeatures(catalogue.packages, index, member, declaration);
    return { declaration, package: index };
  });
  refuseTwoNames(catalogue.packages, member, packages);
  const paths = counting.flatMap((dependency) =>
    'member' in dependency ? [{ name: dependency.member, kind: dependency.kind }] : [],
  );
  return { member, packages, members: paths };
}

function isRegistryDependency(dependency: MemberDependency): dependency is RegistryDependency {
  return !('member' in dependency);
}

function indexByName(packages: readonly LockedPackage[]): ReadonlyMap<string, readonly number[]> {
  const versions = new Map<string, number[]>();
  for (const [index, { name }] of packages.entries()) {
    const known = versions.get(name);
    if (known === undefined) versions.set(name, [index]);
    else known.push(index);
  }
  return versions;
}

/** The lowest locked version that matches, which is the one Cargo keeps when it reads an existing lock. */
function locate(
  { packages }: Catalogue,
  versions: ReadonlyMap<string, readonly number[]>,
  member: Member,
  { package: name, requirement }: RegistryDependency,
): number {
  const index = versions.get(name)?.find((candidate) => satisfies(at(packages, candidate).version, requirement));
  if (index === undefined) {
    throw new CatalogueError(`${member.name} needs ${name} ${requirement}, which the catalogue does not lock`);
  }
  return index;
}

/** The features a member asks of a dependency, in its declaration and in its own `[features]`. */
function askedBy(member: Member, { key, features }: RegistryDependency): string[] {
  const through = Object.values(member.features)
    .flat()
    .map(parseFeatureValue)
    .flatMap((value) => (value.type === 'dependency-feature' && value.key === key ? [value.feature] : []));
  return [...features, ...through];
}

function refuseMissingFeatures(
  packages: readonly LockedPackage[],
  index: number,
  member: Member,
  declaration: RegistryDependency,
): void {
  const { name, version, features, defaultIsOff } = at(packages, index);
  const missing = askedBy(member, declaration).filter((feature) => !features.has(feature));
  if (declaration.defaultFeatures && defaultIsOff) missing.push('default');
  if (missing.length > 0) {
    throw new CatalogueError(
      `${member.name} asks ${name} ${version} for the feature ${missing.join(', ')}, which the catalogue does not switch on`,
    );
  }
}

/** Cargo resolves such a manifest but cannot build it. */
function refuseTwoNames(
  packages: readonly LockedPackage[],
  member: Member,
  resolved: readonly ResolvedDependency[],
): void {
  const keys = new Map<number, string>();
  for (const { declaration, package: index } of resolved) {
    const known = keys.get(index) ?? declaration.key;
    if (known !== declaration.key) {
      const { name, version } = at(packages, index);
      throw new CatalogueError(`${member.name} names ${name} ${version} twice, as ${known} and as ${declaration.key}`);
    }
    keys.set(index, known);
  }
}

/** What is known of one package while the search runs. */
interface State {
  readonly features: Set<string>;
  /** Features asked of a dependency through this package's own features, by the dependency's key. */
  readonly asked: Map<string, Set<string>>;
  /** Keys of the optional dependencies that are switched on. */
  readonly optional: Set<string>;
}

/** Requests spread from package to package until nothing changes. */
class Search {
  readonly #packages: readonly LockedPackage[];
  readonly #rules: ClosureRules;
  readonly #states = new Map<number, State>();
  /** Packages whose dependencies must be looked at (again). */
  readonly #pending = new Set<number>();

  constructor(packages: readonly LockedPackage[], rules: ClosureRules) {
    this.#packages = packages;
    this.#rules = rules;
  }

  /** Switches on a package with the given features. */
  request(index: number, features: Iterable<string>, withDefault: boolean): void {
    let state = this.#states.get(index);
    if (state === undefined) {
      state = { features: new Set(), asked: new Map(), optional: new Set() };
      this.#states.set(index, state);
      this.#pending.add(index);
    }
    for (const feature of features) this.#enable(index, state, feature);
    if (withDefault && at(this.#packages, index).features.has('default')) this.#enable(index, state, 'default');
  }

  /** Spreads every request to its end. */
  run(): ReadonlyMap<number, Activation> {
    // A set's iteration also visits what is added to it on the way.
    for (const index of this.#pending) {
      this.#pending.delete(index);
      const state = at(this.#states, index);
      for (const dependency of this.#dependencies(index, state)) {
        const asked = state.asked.get(dependency.key) ?? [];
        this.request(dependency.package, [...dependency.features, ...asked], dependency.defaultFeatures);
      }
    }
    return new Map(
      Array.from(this.#states, ([index, state]) => [
        index,
        { features: state.features, dependencies: this.#dependencies(index, state) },
      ]),
    );
  }

  #dependencies(index: number, { optional }: State): LockedDependency[] {
    return at(this.#packages, index).dependencies.filter(
      (dependency) => this.#rules.counts(dependency.target) && (!dependency.optional || optional.has(dependency.key)),
    );
  }

  #enable(index: number, state: State, feature: string): void {
    if (state.features.has(feature)) return;
    state.features.add(feature);
    this.#pending.add(index);
    const { features, dependencies } = at(this.#packages, index);
    for (const value of features.get(feature) ?? []) {
      switch (value.type) {
        case 'feature':
          this.#enable(index, state, value.feature);
          break;
        case 'dependency':
          state.optional.add(value.key);
          break;
        case 'dependency-feature': {
          const { key, weak } = value;
          addTo(state.asked, key, value.feature);
          if (!weak || this.#rules.weakIsStrong) state.optional.add(key);
          // An optional dependency has a feature of its own name, unless the manifest hides it behind `dep:`.
          if (
            !weak &&
            features.has(key) &&
            dependencies.some((dependency) => dependency.key === key && dependency.optional)
          ) {
            this.#enable(index, state, key);
          }
          break;
        }
      }
    }
  }
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
}

/** An element that is known to exist. */
function at<T>(elements: readonly T[] | ReadonlyMap<number, T>, index: number): T {
  const element = elements instanceof Map ? elements.get(index) : (elements as readonly T[])[index];
  if (element === undefined) throw new RangeError(`no element ${index}`);
  return element;
}
