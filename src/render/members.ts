import type { Crate, Project } from '../project/model.ts';
import type { Catalogue, DependencyKind, Member, MemberDependency, RegistryDependency } from './catalogue.ts';

/** Version of every package in a new workspace. */
export const MEMBER_VERSION = '0.1.0';

/** The packages of a project as their manifests declare them. */
export function toMembers(project: Project, catalogue: Catalogue): Member[] {
  return project.crates.map((crate) => ({
    name: crate.package,
    version: MEMBER_VERSION,
    dependencies: [
      ...toDependencies(crate, project, catalogue, 'normal'),
      ...toDependencies(crate, project, catalogue, 'dev'),
      ...toDependencies(crate, project, catalogue, 'build'),
    ],
    features: Object.fromEntries(Object.entries(crate.features).map(([name, { enables }]) => [name, enables])),
  }));
}

/**
 * What the catalogue's own manifest says of a crate: the requirement, and whether its default features are on.
 *
 * @throws Error when the catalogue does not name it: a defect of a feature.
 */
export function catalogueDependency(catalogue: Catalogue, name: string): RegistryDependency {
  const found = catalogue.root.dependencies.find((dependency) => dependency.key === name);
  if (found === undefined || !('package' in found)) throw new Error(`catalogue/Cargo.toml does not name ${name}`);
  return found;
}

function toDependencies(
  crate: Crate,
  project: Project,
  catalogue: Catalogue,
  kind: DependencyKind,
): MemberDependency[] {
  const dependencies = { normal: crate.dependencies, dev: crate.dev, build: crate.build };
  return Object.entries(dependencies[kind]).map(([key, { features = [], target }]): MemberDependency => {
    const declared = { optional: false, kind, ...(target === undefined ? {} : { target }) };
    const member = siblingOf(crate, key, project);
    if (member !== undefined) {
      return { key, member: member.package, features, defaultFeatures: true, ...declared };
    }
    const inherited = project.dependencies[key]?.features ?? [];
    return { ...catalogueDependency(catalogue, key), features: [...inherited, ...features], ...declared };
  });
}

/** The crate of the same service that has this role. */
export function siblingOf({ service }: Crate, role: string, { crates }: Project): Crate | undefined {
  return crates.find((crate) => crate.role === role && crate.service === service);
}
