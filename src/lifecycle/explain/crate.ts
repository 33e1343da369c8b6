import { isLocked, type LockedPackage, type Member } from '../../render/catalogue.ts';
import { closure, type Closure } from '../../render/closure.ts';
import { denyPolicy } from '../../render/deny.ts';
import { skipSpec } from '../../render/graph.ts';
import { LOCK_RULES } from '../../render/lock.ts';
import { reasonsBehind, type Ask, type CrateMeaning, type Explained, type Reason } from './meaning.ts';

type Package = LockedPackage | Member;

/** What Cargo.lock holds of a workspace. */
export function lockedClosure({ catalogue, members }: Explained): Closure {
  return closure(catalogue, members, LOCK_RULES);
}

/** The packages of that name: a member by its package or its role, those of the registry in every version. */
export function explainCrates(name: string, explained: Explained): CrateMeaning[] {
  const closed = lockedClosure(explained);
  const { crates } = explained.project;
  const ofMembers = crates
    .filter((crate) => crate.package === name || crate.role === name)
    .flatMap((crate) => closed.members.filter(({ member }) => member.name === crate.package))
    .map(({ member }) => memberMeaning(member, closed, explained));
  const ofRegistry = Array.from(closed.packages.keys())
    .filter((locked) => locked.name === name)
    .map((locked) => packageMeaning(locked, closed, explained));
  return [...ofMembers, ...ofRegistry];
}

function memberMeaning(member: Member, closed: Closure, { project }: Explained): CrateMeaning {
  const crate = project.crates.find((candidate) => candidate.package === member.name);
  return {
    kind: 'crate',
    name: member.name,
    version: member.version,
    ...(crate === undefined ? {} : { description: crate.description }),
    member: true,
    enabled: Object.keys(member.features).sort(),
    askedBy: asksFor(member, closed),
    path: [],
    deny: [],
    features: reasonsBehind([crate ?? {}], project, ({ crates = [] }) =>
      crates.some(({ role }) => role === crate?.role),
    ),
  };
}

function packageMeaning(locked: LockedPackage, closed: Closure, explained: Explained): CrateMeaning {
  const { name, version, license } = locked;
  const askedBy = asksFor(locked, closed);
  return {
    kind: 'crate',
    name,
    version,
    member: false,
    ...(license === undefined ? {} : { licence: license }),
    enabled: [...(closed.packages.get(locked)?.features ?? [])].sort(),
    askedBy,
    path: shortestPath(locked, closed).map(shown),
    deny: denyRemarks(locked, explained),
    features: askedBy.length === 0 ? [] : featuresFor(name, askedBy, explained),
  };
}

function asksFor(wanted: Package, { members }: Closure): Ask[] {
  return members.flatMap(({ member, dependencies }) =>
    dependencies
      .filter(({ to }) => to === wanted)
      .map(({ declaration: { kind, features } }) => ({ member: member.name, kind, features })),
  );
}

/** The features that are on and have some crate depend on it. */
function featuresFor(name: string, askedBy: readonly Ask[], { project, catalogue }: Explained): Reason[] {
  const keys = catalogue.root.dependencies
    .filter((dependency) => 'package' in dependency && dependency.package === name)
    .map(({ key }) => key);
  const asking = project.crates.filter((crate) => askedBy.some(({ member }) => member === crate.package));
  return reasonsBehind(asking, project, ({ crates = [] }) =>
    crates.some(({ dependencies, dev, build }) =>
      [dependencies, dev, build].some((uses = {}) => keys.some((key) => key in uses)),
    ),
  );
}

/** From the nearest member to the package, both included. */
function shortestPath(wanted: LockedPackage, { members, packages }: Closure): Package[] {
  const from = new Map<Package, Package | undefined>(members.map(({ member }) => [member, undefined]));
  const edges = new Map<Package, readonly Package[]>(
    members.map(({ member, dependencies }) => [member, dependencies.map(({ to }) => to)]),
  );
  // What is added to a map while it is iterated is visited as well: nearest first.
  for (const [dependent] of from) {
    const locked = isLocked(dependent) ? packages.get(dependent)?.dependencies.map((each) => each.package) : undefined;
    for (const to of locked ?? edges.get(dependent) ?? []) {
      if (!from.has(to)) from.set(to, dependent);
    }
    if (from.has(wanted)) break;
  }
  const path: Package[] = [];
  for (let step: Package | undefined = wanted; step !== undefined; step = from.get(step)) path.unshift(step);
  return path;
}

function shown(candidate: Package): string {
  return isLocked(candidate) ? `${candidate.name} ${candidate.version}` : candidate.name;
}

function denyRemarks(locked: LockedPackage, { project, members, catalogue }: Explained): string[] {
  const { skips, owned, licences } = denyPolicy(project, members, catalogue);
  const spec = skipSpec(locked);
  return [
    ...skips
      .filter(({ crate }) => crate === spec)
      .map(({ reason }) => `an older version beside a newer one: ${reason}`),
    ...owned
      .filter(({ crate }) => crate === locked.name)
      .map(({ wrappers, reason }) => `only ${wrappers.join(' and ')} may depend on it: ${reason}`),
    ...licences.exceptions
      .filter(({ crate }) => crate === locked.name)
      .map(({ allow }) => `it alone may be licensed as ${allow.join(' and ')}`),
  ];
}
