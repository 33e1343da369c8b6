/** Joins what Cargo says of a catalogue with its lock, and drops what no generated workspace can reach. */
import {
  type Catalogue,
  CRATES_IO,
  type DependencyKind,
  type LockedDependency,
  type LockedPackage,
  type Member,
  parseFeatureValue,
  type RegistryDependency,
} from '../src/render/catalogue.ts';
import { type Activation, CatalogueError, closure, LOCK_RULES } from '../src/render/closure.ts';
import { compareVersions, satisfies } from '../src/render/requirement.ts';

/** Everything that describes a catalogue. */
export interface CatalogueSources {
  /** `Cargo.toml`, parsed. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** `Cargo.lock`, parsed. */
  readonly lock: CargoLock;
  /** The output of `cargo metadata --format-version 1`. */
  readonly metadata: CargoMetadata;
}

/** The part of `Cargo.lock` that is read here. */
export interface CargoLock {
  readonly version: number;
  readonly package: readonly LockTable[];
}

interface LockTable {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly checksum?: string;
  readonly dependencies?: readonly string[];
}

/** The part of `cargo metadata` that is read here. */
export interface CargoMetadata {
  readonly packages: readonly MetadataPackage[];
}

interface MetadataPackage {
  readonly name: string;
  readonly version: string;
  /** Null for a package on the disk. */
  readonly source: string | null;
  readonly license: string | null;
  readonly rust_version: string | null;
  readonly links: string | null;
  readonly features: Readonly<Record<string, readonly string[]>>;
  readonly dependencies: readonly MetadataDependency[];
}

interface MetadataDependency {
  readonly name: string;
  readonly rename: string | null;
  readonly req: string;
  readonly kind: 'dev' | 'build' | null;
  readonly optional: boolean;
  readonly uses_default_features: boolean;
  readonly features: readonly string[];
  readonly target: string | null;
}

/**
 * The catalogue as data.
 *
 * @throws {CatalogueError} when it uses what a generated workspace cannot: a patch, or a source other than crates.io.
 */
export function buildCatalogue({ manifest, lock, metadata }: CatalogueSources): Catalogue {
  refusePatches(manifest);
  if (lock.version !== 4) throw new CatalogueError(`Cargo.lock has version ${lock.version}, expected 4`);
  const tables = registryTables(lock);
  const manifests = new Map(metadata.packages.map((entry) => [packageId(entry), entry]));
  const packages = tables.map((table) => {
    const entry = manifests.get(packageId(table));
    if (entry === undefined) throw new CatalogueError(`cargo metadata does not know ${packageId(table)}`);
    return readPackage(table, entry, tables);
  });
  return reduce({ root: readRoot(metadata), packages });
}

function refusePatches(manifest: Readonly<Record<string, unknown>>): void {
  for (const table of ['patch', 'replace']) {
    if (table in manifest) throw new CatalogueError(`the catalogue must not have a [${table}] table`);
  }
}

/** The locked packages, in the order in which Cargo looks for one that matches: by name, then the lowest version first. */
function registryTables(lock: CargoLock): RegistryTable[] {
  const [root, ...others] = lock.package.filter(({ source }) => source === undefined);
  const [other] = others;
  if (root === undefined || other !== undefined) {
    throw new CatalogueError(
      `the catalogue must be one package with no path dependencies, found ${other?.name ?? 'none'}`,
    );
  }
  return lock.package
    .filter((table) => table !== root)
    .map(requireCratesIo)
    .sort((left, right) => compareNames(left.name, right.name) || compareVersions(left.version, right.version));
}

type RegistryTable = LockTable & { readonly checksum: string };

function requireCratesIo(table: LockTable): RegistryTable {
  const { source, checksum } = table;
  if (source !== CRATES_IO || checksum === undefined) {
    throw new CatalogueError(`${table.name} ${table.version} comes from ${source}; only crates.io is supported`);
  }
  return { ...table, checksum };
}

function compareNames(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

function packageId({ name, version, source }: LockTable | MetadataPackage): string {
  return `${name} ${version} (${source})`;
}

function readRoot(metadata: CargoMetadata): Member {
  const root = metadata.packages.find(({ source }) => source === null);
  if (root === undefined) throw new CatalogueError('cargo metadata knows no package on the disk');
  return {
    name: root.name,
    version: root.version,
    dependencies: root.dependencies.map((dependency): RegistryDependency => ({
      ...readDeclaration(dependency),
      package: dependency.name,
      requirement: dependency.req,
    })),
    features: root.features,
  };
}

function readPackage(table: RegistryTable, manifest: MetadataPackage, tables: readonly RegistryTable[]): LockedPackage {
  const edges = (table.dependencies ?? []).map((text) => findReferenced(text, tables));
  const { name, version, checksum } = table;
  return {
    name,
    version,
    checksum,
    ...(manifest.license !== null && { license: manifest.license }),
    ...(manifest.rust_version !== null && { rustVersion: manifest.rust_version }),
    ...(manifest.links !== null && { links: manifest.links }),
    features: new Map(
      Object.entries(manifest.features).map(([feature, values]) => [feature, values.map(parseFeatureValue)]),
    ),
    defaultIsOff: false,
    dependencies: manifest.dependencies
      .filter(({ kind }) => kind !== 'dev')
      .flatMap((dependency) => readDependency(table, dependency, edges, tables)),
  };
}

/** The package that an entry of `dependencies` means: `name`, `name version` or `name version (source)`. */
function findReferenced(text: string, tables: readonly RegistryTable[]): number {
  const [name, version] = text.split(' ');
  const index = tables.findIndex(
    (table) => table.name === name && (version === undefined || table.version === version),
  );
  if (index === -1) throw new CatalogueError(`Cargo.lock has no package for the dependency "${text}"`);
  return index;
}

/** A dependency that the lock leaves out is one that nothing switches on. */
function readDependency(
  dependent: RegistryTable,
  dependency: MetadataDependency,
  edges: readonly number[],
  tables: readonly RegistryTable[],
): LockedDependency[] {
  const target = edges
    .toSorted((left, right) => left - right)
    .find((edge) => {
      const candidate = tables[edge];
      return candidate?.name === dependency.name && satisfies(candidate.version, dependency.req);
    });
  if (target !== undefined) return [{ ...readDeclaration(dependency), package: target }];
  if (dependency.optional) return [];
  throw new CatalogueError(`Cargo.lock resolves ${dependent.name}'s dependency ${dependency.name} to nothing`);
}

function readDeclaration(dependency: MetadataDependency): Omit<LockedDependency, 'package'> {
  return {
    key: dependency.rename ?? dependency.name,
    features: dependency.features,
    defaultFeatures: dependency.uses_default_features,
    optional: dependency.optional,
    kind: readKind(dependency.kind),
    ...(dependency.target !== null && { target: dependency.target }),
  };
}

function readKind(kind: MetadataDependency['kind']): DependencyKind {
  return kind ?? 'normal';
}

/** Keeps what the catalogue's own closure switches on: no part of it can switch on more. */
function reduce({ root, packages }: Catalogue): Catalogue {
  const reached = closure({ root, packages }, [root], LOCK_RULES).packages;
  return {
    root,
    packages: packages.map((entry, index) => {
      const activation = reached.get(index);
      if (activation === undefined) {
        throw new CatalogueError(`${entry.name} ${entry.version} is locked, but nothing depends on it`);
      }
      return reducePackage(entry, activation);
    }),
  };
}

function reducePackage(entry: LockedPackage, { features, dependencies }: Activation): LockedPackage {
  return {
    ...entry,
    features: new Map(Array.from(entry.features).filter(([feature]) => features.has(feature))),
    defaultIsOff: entry.features.has('default') && !features.has('default'),
    dependencies,
  };
}
