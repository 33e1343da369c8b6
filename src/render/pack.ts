/** The catalogue's form in the npm bundle: JSON of which no more is read than a workspace reaches. */
import {
  type Catalogue,
  type FeatureValue,
  type LockedDependency,
  type LockedPackage,
  type Member,
  parseFeatureValue,
} from './catalogue.ts';

export interface PackedCatalogue {
  readonly root: Member;
  readonly packages: readonly PackedPackage[];
}

type PackedPackage = readonly [name: string, version: string, contents: string];

type Contents = Omit<LockedPackage, 'name' | 'version'>;

/** `contents`, in JSON. */
interface PackedContents extends Omit<Contents, 'features' | 'dependencies'> {
  readonly features: readonly (readonly [feature: string, values: readonly string[]])[];
  readonly dependencies: readonly PackedDependency[];
}

interface PackedDependency extends Omit<LockedDependency, 'package'> {
  /** Its place among the packages. */
  readonly package: number;
}

/** Of equal catalogues the result is equal, in order too. */
export function packCatalogue({ root, packages }: Catalogue): PackedCatalogue {
  const places = new Map(packages.map((locked, place) => [locked, place]));
  return {
    root,
    packages: packages.map(({ name, version, ...contents }) => [name, version, packContents(contents, places)]),
  };
}

/** The inverse of {@link packCatalogue}. */
export function unpackCatalogue({ root, packages }: PackedCatalogue): Catalogue {
  const unpacked: LockedPackage[] = packages.map(([name, version, packed]) => {
    let read: Contents | undefined;
    const contents = (): Contents => (read ??= unpackContents(packed, unpacked));
    return {
      name,
      version,
      get checksum() {
        return contents().checksum;
      },
      get license() {
        return contents().license;
      },
      get features() {
        return contents().features;
      },
      get defaultIsOff() {
        return contents().defaultIsOff;
      },
      get dependencies() {
        return contents().dependencies;
      },
    };
  });
  return { root, packages: unpacked };
}

function packContents(contents: Contents, places: ReadonlyMap<LockedPackage, number>): string {
  return JSON.stringify({
    ...contents,
    features: Array.from(contents.features, ([feature, values]) => [feature, values.map(formatFeatureValue)] as const),
    dependencies: contents.dependencies.map((dependency): PackedDependency => {
      const place = places.get(dependency.package);
      if (place === undefined) throw new RangeError(`${dependency.package.name} is not in the catalogue`);
      return { ...dependency, package: place };
    }),
  } satisfies PackedContents);
}

function unpackContents(packed: string, packages: readonly LockedPackage[]): Contents {
  const contents = JSON.parse(packed) as PackedContents;
  return {
    ...contents,
    features: new Map(contents.features.map(([feature, values]) => [feature, values.map(parseFeatureValue)])),
    dependencies: contents.dependencies.map((dependency): LockedDependency => {
      const locked = packages[dependency.package];
      if (locked === undefined) throw new RangeError(`the catalogue has no package ${dependency.package}`);
      return { ...dependency, package: locked };
    }),
  };
}

function formatFeatureValue(value: FeatureValue): string {
  switch (value.type) {
    case 'feature':
      return value.feature;
    case 'dependency':
      return `dep:${value.key}`;
    case 'dependency-feature':
      return `${value.key}${value.weak ? '?' : ''}/${value.feature}`;
  }
}
