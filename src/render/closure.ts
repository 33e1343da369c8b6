/**
 * Which packages, features and dependencies a workspace switches on, by Cargo's rules or by those of a tool that reads the
 * same manifests differently.
 */
import {
  type Catalogue,
  CatalogueError,
  isLocked,
  type LockedDependency,
  type LockedPackage,
  type Member,
  type MemberDependency,
  parseFeatureValue,
} from './catalogue.ts';
import { satisfies } from './version.ts';

/** Where the readers of a dependency graph differ. */
export interface ClosureRules {
  /** Does `"tokio?/net"` switch on an optional `tokio`? */
  readonly weakIsStrong: boolean;
  /** Does `"tokio/net"` also switch on the package's own feature `tokio`, if an optional dependency has given it one? */
  readonly strongEnablesNamesake: boolean;
  /** Does a dependency count that is declared for this target, or for every target when there is none? */
  counts(target: string | undefined): boolean;
}

export interface Closure {
  readonly packages: ReadonlyMap<LockedPackage, Activation>;
  /** In the order in which they were given. */
  readonly members: readonly ResolvedMember[];
}

/** What a workspace switches on in one locked package. */
export interface Activation {
  readonly features: ReadonlySet<string>;
  /** The dependencies that count, in the order of the manifest. */
  readonly dependencies: readonly LockedDependency[];
}

export interface ResolvedMember {
  readonly member: Member;
  /** The dependencies that count, optional ones too: all features of a member are on. */
  readonly dependencies: readonly ResolvedDependency[];
}

export interface ResolvedDependency {
  readonly declaration: MemberDependency;
  readonly to: LockedPackage | Member;
}

/**
 * Everything that a workspace reaches with all features of its members.
 *
 * @throws {CatalogueError} when a member asks for a crate or a feature that the catalogue does not switch on.
 */
export function closure(catalogue: Catalogue, members: readonly Member[], rules: ClosureRules): Closure {
  const resolved = members.map((member) => resolveMember(member, catalogue, members, rules));
  const search = new Search(rules);
  for (const { member, dependencies } of resolved) {
    for (const { declaration, to } of dependencies) {
      if (isLocked(to)) search.request(to, askedFeatures(member, declaration), declaration.defaultFeatures);
    }
  }
  return { packages: search.run(), members: resolved };
}

function resolveMember(
  member: Member,
  catalogue: Catalogue,
  members: readonly Member[],
  rules: ClosureRules,
): ResolvedMember {
  const dependencies = member.dependencies
    .filter(({ target }) => rules.counts(target))
    .map((declaration) => ({ declaration, to: resolve(member, declaration, catalogue, members) }));
  refuseMissingFeatures(member, dependencies);
  refuseSecondNames(member, dependencies);
  return { member, dependencies };
}

function resolve(
  member: Member,
  declaration: MemberDependency,
  { packages }: Catalogue,
  members: readonly Member[],
): LockedPackage | Member {
  if ('member' in declaration) {
    const other = members.find(({ name }) => name === declaration.member);
    if (other === undefined) throw new Error(`${member.name} depends on ${declaration.member}, which is no member`);
    return other;
  }
  const { package: name, requirement } = declaration;
  // The lowest of several versions, since that is the one that Cargo keeps when it reads an existing lock.
  const locked = packages.find((candidate) => candidate.name === name && satisfies(candidate.version, requirement));
  if (locked === undefined) {
    throw new CatalogueError(`${member.name} needs ${name} ${requirement}, which the catalogue does not lock`);
  }
  return locked;
}

/** The features that a member asks of a dependency, in its declaration and in its own `[features]`. */
function askedFeatures(member: Member, { key, features }: MemberDependency): string[] {
  const through = Object.values(member.features)
    .flat()
    .map(parseFeatureValue)
    .flatMap((value) => (value.type === 'dependency-feature' && value.key === key ? [value.feature] : []));
  return [...features, ...through];
}

function refuseMissingFeatures(member: Member, dependencies: readonly ResolvedDependency[]): void {
  for (const { declaration, to } of dependencies) {
    if (!isLocked(to)) continue;
    const missing = askedFeatures(member, declaration).filter((feature) => !to.features.has(feature));
    if (declaration.defaultFeatures && to.defaultIsOff) missing.push('default');
    if (missing.length > 0) {
      throw new CatalogueError(
        `${member.name} asks ${to.name} ${to.version} for ${missing.join(', ')}, which the catalogue does not switch on`,
      );
    }
  }
}

/** Cargo locks a package that one manifest gives two names, but does not build it. */
function refuseSecondNames(member: Member, dependencies: readonly ResolvedDependency[]): void {
  const keys = new Map<ResolvedDependency['to'], string>();
  for (const { declaration, to } of dependencies) {
    const first = keys.get(to) ?? declaration.key;
    if (first !== declaration.key) {
      throw new Error(
        `${member.name} depends on ${to.name} ${to.version} twice, as ${first} and as ${declaration.key}`,
      );
    }
    keys.set(to, first);
  }
}

/** What is known of one package while the search runs. */
interface State {
  readonly features: Set<string>;
  /** Keys of the optional dependencies that are switched on. */
  readonly enabled: Set<string>;
  /** Features that the package's own features ask of its dependencies, by their keys. */
  readonly asked: Map<string, Set<string>>;
}

/** Spreads requests from package to package until nothing changes. */
class Search {
  readonly #rules: ClosureRules;
  readonly #states = new Map<LockedPackage, State>();
  /** Packages whose dependencies have yet to hear of a change. */
  readonly #changed = new Set<LockedPackage>();

  constructor(rules: ClosureRules) {
    this.#rules = rules;
  }

  /** Switches on a package with some features. */
  request(locked: LockedPackage, features: Iterable<string>, withDefault: boolean): void {
    let state = this.#states.get(locked);
    if (state === undefined) {
      state = { features: new Set(), enabled: new Set(), asked: new Map() };
      this.#states.set(locked, state);
      this.#changed.add(locked);
    }
    for (const feature of features) this.#enable(locked, state, feature);
    if (withDefault && locked.features.has('default')) this.#enable(locked, state, 'default');
  }

  run(): Closure['packages'] {
    // What is added to a set while it is iterated is visited as well.
    for (const locked of this.#changed) {
      this.#changed.delete(locked);
      const state = this.#states.get(locked);
      if (state !== undefined) this.#spread(locked, state);
    }
    return new Map(
      Array.from(this.#states, ([locked, state]) => [
        locked,
        { features: state.features, dependencies: this.#dependencies(locked, state) },
      ]),
    );
  }

  #spread(locked: LockedPackage, state: State): void {
    for (const { key, package: dependency, features, defaultFeatures } of this.#dependencies(locked, state)) {
      this.request(dependency, features, defaultFeatures);
      this.request(dependency, state.asked.get(key) ?? [], false);
    }
  }

  #dependencies({ dependencies }: LockedPackage, { enabled }: State): LockedDependency[] {
    return dependencies.filter(
      ({ key, optional, target }) => (!optional || enabled.has(key)) && this.#rules.counts(target),
    );
  }

  #enable(locked: LockedPackage, state: State, feature: string): void {
    if (state.features.has(feature)) return;
    state.features.add(feature);
    this.#changed.add(locked);
    for (const value of locked.features.get(feature) ?? []) {
      switch (value.type) {
        case 'feature':
          this.#enable(locked, state, value.feature);
          break;
        case 'dependency':
          state.enabled.add(value.key);
          break;
        case 'dependency-feature':
          addTo(state.asked, value.key, value.feature);
          if (!value.weak || this.#rules.weakIsStrong) state.enabled.add(value.key);
          if (!value.weak && this.#rules.strongEnablesNamesake && hasNamesake(locked, value.key)) {
            this.#enable(locked, state, value.key);
          }
          break;
      }
    }
  }
}

/** An optional dependency has a feature of its name, unless the manifest hides it behind `dep:`. */
function hasNamesake({ features, dependencies }: LockedPackage, key: string): boolean {
  return features.has(key) && dependencies.some((dependency) => dependency.key === key && dependency.optional);
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}
