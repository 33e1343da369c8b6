import type { Crate, Project } from './model.ts';

/** The crates of one service. */
type Roles = ReadonlyMap<string, Crate>;

/** Throws when the features of a project contradict each other: a defect of this generator, never of an answer. */
export function checkProject(project: Project): void {
  for (const name of new Set(project.crates.map(({ service }) => service))) {
    checkService(
      project.crates.filter(({ service }) => service === name),
      project,
    );
  }
  refuseBrokenOwnership(project.crates);
  const used = new Set(project.crates.flatMap(dependencyKeys));
  const unused = Object.keys(project.dependencies).filter((key) => !used.has(key));
  if (unused.length > 0) throw new Error(`no crate uses the workspace dependencies ${unused.join(', ')}`);
}

function checkService(crates: readonly Crate[], project: Project): void {
  const roles: Roles = new Map(crates.map((crate) => [crate.role, crate]));
  for (const crate of crates) {
    refuseUnknownDependencies(crate, roles, project);
    refuseUndeclaredFeatures(crate, roles);
    refuseCycle(crate.role, [], (role) =>
      Object.keys(roles.get(role)?.dependencies ?? {}).filter((key) => roles.has(key)),
    );
  }
}

function dependencyKeys({ dependencies, dev, build }: Crate): string[] {
  return [dependencies, dev, build].flatMap((some) => Object.keys(some));
}

function refuseUnknownDependencies(crate: Crate, roles: Roles, project: Project): void {
  const unknown = dependencyKeys(crate).find((key) => !roles.has(key) && !(key in project.dependencies));
  if (unknown !== undefined) {
    throw new Error(`crate ${crate.role} uses ${unknown}, which no feature adds to the workspace's dependencies`);
  }
}

/** A member may only ask another for features that the other declares. */
function refuseUndeclaredFeatures(crate: Crate, roles: Roles): void {
  const { dependencies, dev, build } = crate;
  for (const [key, { features = [] }] of [dependencies, dev, build].flatMap((some) => Object.entries(some))) {
    const declared = roles.get(key)?.features;
    const undeclared = declared === undefined ? [] : features.filter((feature) => !(feature in declared));
    if (undeclared.length > 0) {
      throw new Error(`crate ${crate.role} asks ${key} for ${undeclared.join(', ')}, which it does not declare`);
    }
  }
}

/** What a crate owns it uses, and no crate uses what only others own. */
function refuseBrokenOwnership(crates: readonly Crate[]): void {
  const owned = new Set(crates.flatMap((crate) => crate.owns));
  for (const crate of crates) {
    const used = dependencyKeys(crate);
    const idle = crate.owns.filter((key) => !used.includes(key));
    if (idle.length > 0) throw new Error(`crate ${crate.role} owns ${idle.join(', ')}, which it does not use`);
    const foreign = used.filter((key) => owned.has(key) && !crate.owns.includes(key));
    if (foreign.length > 0) throw new Error(`crate ${crate.role} uses ${foreign.join(', ')}, which another crate owns`);
  }
}

function refuseCycle(role: string, path: readonly string[], next: (role: string) => readonly string[]): void {
  if (path.includes(role)) throw new Error(`crates depend on each other in a circle: ${[...path, role].join(' -> ')}`);
  next(role).forEach((dependency) => {
    refuseCycle(dependency, [...path, role], next);
  });
}
