/** The dependency graph of a workspace as cargo-deny sees it, and what it says of a crate. */
import { type Catalogue, type DependencyKind, isLocked, type LockedPackage, type Member } from './catalogue.ts';
import { closure } from './closure.ts';
import { compareText } from '../project/order.ts';
import { comparePackages } from './order.ts';
import { type Target, targetMatcher } from './targets.ts';

export type GraphPackage = LockedPackage | Member;

export interface GraphEdge {
  readonly to: GraphPackage;
  readonly kind: DependencyKind;
}

/** What each package depends on: the members in the order in which they were given, then the others by name and version. */
export type DependencyGraph = ReadonlyMap<GraphPackage, readonly GraphEdge[]>;

/**
 * The graph that cargo-deny checks when `deny.toml` says `all-features = true` and names these targets. It is smaller than
 * the lock, which serves all targets and takes weak features for strong ones.
 *
 * @param targets at least two: when there is one cargo-deny has Cargo filter as well, which knows more of a target.
 */
export function denyGraph(
  catalogue: Catalogue,
  members: readonly Member[],
  targets: readonly Target[],
): DependencyGraph {
  const reached = closure(catalogue, members, {
    weakIsStrong: false,
    strongEnablesNamesake: false,
    counts: targetMatcher(targets),
  });
  const memberEdges = reached.members.map(
    ({ member, dependencies }) =>
      [member, dependencies.map(({ declaration, to }) => ({ to, kind: declaration.kind }))] as const,
  );
  const packageEdges = Array.from(
    reached.packages,
    ([locked, { dependencies }]) => [locked, dependencies.map(({ package: to, kind }) => ({ to, kind }))] as const,
  );
  packageEdges.sort(([left], [right]) => comparePackages(left, right));
  return new Map<GraphPackage, readonly GraphEdge[]>([...memberEdges, ...packageEdges]);
}

/**
 * The part that is built without dev-dependencies: of the rest cargo-deny by default checks neither licences nor versions.
 *
 * cargo-deny keeps a little more in one rare case: when a feature that is on names a dependency for another target, and the
 * very package it names is in the graph, but only for tests.
 */
export function withoutDev(graph: DependencyGraph): DependencyGraph {
  const kept = new Set<GraphPackage>(membersOf(graph));
  // What is added to a set while it is iterated is visited as well.
  for (const dependent of kept) {
    for (const { to } of builtEdges(graph, dependent)) kept.add(to);
  }
  return new Map(
    Array.from(graph.keys())
      .filter((candidate) => kept.has(candidate))
      .map((candidate) => [candidate, builtEdges(graph, candidate)]),
  );
}

function membersOf(graph: DependencyGraph): GraphPackage[] {
  return Array.from(graph.keys()).filter((candidate) => !isLocked(candidate));
}

function builtEdges(graph: DependencyGraph, dependent: GraphPackage): GraphEdge[] {
  return (graph.get(dependent) ?? []).filter(({ kind }) => kind !== 'dev');
}

/** An entry of `skip` in `[bans]`. */
export interface Skip {
  /** `syn@^2`: the version and the updates that Cargo would put in its place. */
  readonly crate: string;
  readonly reason: string;
}

/**
 * The versions that `multiple-versions = "deny"` must skip: of each crate all but the newest. cargo-deny complains of one
 * entry too many as it does of one too few.
 */
export function duplicates(graph: DependencyGraph): Skip[] {
  const built = withoutDev(graph);
  const allDependents = invert(graph);
  const builtDependents = invert(built);
  const counted = Array.from(built.keys())
    .filter((candidate) => !servesOnlyItself(candidate, allDependents))
    .sort(comparePackages);
  return counted
    .filter(({ name }, index) => counted[index + 1]?.name === name)
    .map((older) => ({ crate: skipSpec(older), reason: reason(builtDependents.get(older) ?? []) }));
}

/** cargo-deny does not count a version that only another version of the crate depends on: the semver trick. */
function servesOnlyItself(
  candidate: GraphPackage,
  dependents: ReadonlyMap<GraphPackage, readonly GraphPackage[]>,
): boolean {
  return (dependents.get(candidate) ?? []).every(({ name }) => name === candidate.name);
}

function invert(graph: DependencyGraph): ReadonlyMap<GraphPackage, readonly GraphPackage[]> {
  const dependents = new Map<GraphPackage, GraphPackage[]>(Array.from(graph.keys(), (target) => [target, []]));
  for (const [dependent, edges] of graph) {
    for (const { to } of edges) dependents.get(to)?.push(dependent);
  }
  return dependents;
}

/** The packages of the registry that depend on a crate of this name, by name. */
export function dependentsOf(graph: DependencyGraph, crate: string): string[] {
  const dependents = Array.from(graph).filter(
    ([dependent, edges]) => isLocked(dependent) && edges.some(({ to }) => to.name === crate),
  );
  return [...new Set(dependents.map(([{ name }]) => name))].sort(compareText);
}

/** How `deny.toml` names one version: `name@version`, without build metadata, which cargo-deny does not compare. */
export function packageSpec({ name, version }: GraphPackage): string {
  return `${name}@${version.replace(/\+.*/, '')}`;
}

/** A version with all that are compatible, of which a lock holds one: `syn@^2`, `base64@^0.22`, `libm@^0.0.3`. */
export function skipSpec({ name, version }: GraphPackage): string {
  const [, compatible = version] = /^([1-9]\d*|0\.[1-9]\d*|0\.0\.\d+)/.exec(version) ?? [];
  return `${name}@^${compatible}`;
}

/** Says who keeps a version in the graph, in names only: with their versions the text would soon be out of date. */
function reason(dependents: readonly GraphPackage[]): string {
  const names = [...new Set(dependents.map(({ name }) => name))].sort(compareText);
  const named = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
  const last = named.at(-1) ?? 'nothing';
  return `needed by ${named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${last}` : last}`;
}
