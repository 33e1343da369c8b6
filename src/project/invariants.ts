import type { Project } from './model.ts';

/** Throws when the features of a project contradict each other: a defect of this generator, never of an answer. */
export function checkProject(project: Project): void {
  const roles = new Map(project.crates.map((crate) => [crate.role, crate]));
  for (const crate of project.crates) {
    for (const key of [...Object.keys(crate.dependencies), ...Object.keys(crate.dev)]) {
      if (!roles.has(key) && !(key in project.dependencies)) {
        throw new Error(`crate ${crate.role} uses ${key}, which no feature adds to the workspace's dependencies`);
      }
    }
    const foreign = crate.owns.filter((key) => !(key in crate.dependencies) && !(key in crate.dev));
    if (foreign.length > 0) throw new Error(`crate ${crate.role} owns ${foreign.join(', ')}, which it does not use`);
    refuseCycle(crate.role, [], (role) =>
      Object.keys(roles.get(role)?.dependencies ?? {}).filter((key) => roles.has(key)),
    );
  }
  const used = new Set(
    project.crates.flatMap((crate) => [...Object.keys(crate.dependencies), ...Object.keys(crate.dev)]),
  );
  const unused = Object.keys(project.dependencies).filter((key) => !used.has(key));
  if (unused.length > 0) throw new Error(`no crate uses the workspace dependencies ${unused.join(', ')}`);
}

function refuseCycle(role: string, path: readonly string[], next: (role: string) => readonly string[]): void {
  if (path.includes(role)) throw new Error(`crates depend on each other in a circle: ${[...path, role].join(' -> ')}`);
  next(role).forEach((dependency) => {
    refuseCycle(dependency, [...path, role], next);
  });
}
