/** Builders for small catalogues and workspaces, in which a test only writes what it is about. */
import {
  type Catalogue,
  type LockedDependency,
  type LockedPackage,
  type Member,
  type PathDependency,
  parseFeatureValue,
  type RegistryDependency,
} from '../../../src/render/catalogue.ts';
import { comparePackages } from '../../../src/render/order.ts';

type Features = Readonly<Record<string, readonly string[]>>;

/** A locked package, given as `name version`; its checksum is its name. */
export function locked(
  id: string,
  {
    features = {},
    ...rest
  }: Partial<Pick<LockedPackage, 'dependencies' | 'defaultIsOff' | 'license'>> & { features?: Features } = {},
): LockedPackage {
  const [name = '', version = ''] = id.split(' ');
  return {
    name,
    version,
    checksum: `sum-of-${name}`,
    license: undefined,
    features: new Map(Object.entries(features).map(([feature, values]) => [feature, values.map(parseFeatureValue)])),
    defaultIsOff: false,
    dependencies: [],
    ...rest,
  };
}

/** A dependency of a locked package on another. */
export function on(target: LockedPackage, overrides: Partial<LockedDependency> = {}): LockedDependency {
  return {
    key: target.name,
    package: target,
    features: [],
    defaultFeatures: true,
    optional: false,
    kind: 'normal',
    ...overrides,
  };
}

/** A catalogue that locks these packages. */
export function catalogueOf(...packages: LockedPackage[]): Catalogue {
  return { root: member('catalogue', []), packages: packages.toSorted(comparePackages) };
}

/** A member, version 0.1.0. */
export function member(name: string, dependencies: Member['dependencies'], features: Features = {}): Member {
  return { name, version: '0.1.0', dependencies, features };
}

/** A member's dependency on a package, of any version unless one is asked for. */
export function needs(name: string, overrides: Partial<RegistryDependency> = {}): RegistryDependency {
  return {
    key: name,
    package: name,
    requirement: '*',
    features: [],
    defaultFeatures: true,
    optional: false,
    kind: 'normal',
    ...overrides,
  };
}

/** A member's dependency on another member. */
export function needsMember(name: string, overrides: Partial<PathDependency> = {}): PathDependency {
  return {
    key: name,
    member: name,
    features: [],
    defaultFeatures: true,
    optional: false,
    kind: 'normal',
    ...overrides,
  };
}
