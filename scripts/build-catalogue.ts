/** Joins what Cargo says of a catalogue with its lock, and drops what no generated workspace can reach. */
import {
  type Catalogue,
  CatalogueError,
  CRATES_IO,
  type LockedDependency,
  type LockedPackage,
  type Member,
  parseFeatureValue,
  type RegistryDependency,
} from '../src/render/catalogue.ts';
import { type Activation, closure } from '../src/render/closure.ts';
import { LOCK_RULES } from '../src/render/lock.ts';
import { readDeclaration, type MetadataPackage } from '../src/render/metadata.ts';
import { comparePackages } from '../src/render/order.ts';
import { satisfies } from '../src/render/version.ts';

/** Everything that describes a catalogue. */
export interface CatalogueSources {
  /** `Cargo.toml`, parsed. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** `Cargo.lock`, parsed. */
  readonly lock: CargoLock;
  /** The output of `cargo metadata --format-version 1`. */
  readonly metadata: CatalogueMetadata;
}

/** The part of `Cargo.lock` that is read here. */
export interface CargoLock {
  readonly version: number;
  readonly package: readonly LockTable[];
}

/** The part of `cargo metadata` that is read here. */
export interface CatalogueMetadata {
  readonly packages: readonly Omit<MetadataPackage, 'id'>[];
}

interface LockTable {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly checksum?: string;
  readonly dependencies?: readonly string[];
}

/**
 * The catalogue as data.
 *
 * @throws {CatalogueError} when it uses what a generated workspace cannot: a patch, or a source other than crates.io.
 */
export function buildCatalogue({ manifest, lock, metadata }: CatalogueSources): Catalogue {
  refusePatches(manifest);
  if (lock.version !== 4) throw new CatalogueError(`Cargo.lock has version ${lock.version}, expected 4`);
  const joined = registryTables(lock).map((table) => join(table, metadata));
  for (const entry of joined) {
    entry.package.dependencies.push(...readDependencies(entry, joined));
  }
  return reduce({ root: readRoot(metadata), packages: joined.map((entry) => entry.package) });
}

/** A locked package under construction: its dependencies are read when there is a package for each of them. */
type Draft = LockedPackage & { readonly dependencies: LockedDependency[] };

/** What the lock and the manifest say of one package. */
interface Joined {
  readonly table: RegistryTable;
  readonly manifest: CatalogueMetadata['packages'][number];
  readonly package: Draft;
}

function refusePatches(manifest: Readonly<Record<string, unknown>>): void {
  for (const table of ['patch', 'replace']) {
    if (table in manifest) throw new CatalogueError(`the catalogue must not have a [${table}] table`);
  }
}

type RegistryTable = LockTable & { readonly checksum: string };

/** The locked packages, a name's lowest version first: the order in which Cargo looks for one that matches. */
function registryTables(lock: CargoLock): RegistryTable[] {
  const local = lock.package.filter(({ source }) => source === undefined);
  if (local.length !== 1) {
    const names = local.map(({ name }) => name).join(', ');
    throw new CatalogueError(`the catalogue must be one package without path dependencies, found ${names}`);
  }
  return lock.package
    .filter(({ source }) => source !== undefined)
    .map(requireCratesIo)
    .sort(comparePackages);
}

function requireCratesIo(table: LockTable): RegistryTable {
  const { name, version, source, checksum } = table;
  if (source !== CRATES_IO || checksum === undefined) {
    throw new CatalogueError(`${name} ${version} comes from ${source}, and only crates.io is supported`);
  }
  return { ...table, checksum };
}

function join(table: RegistryTable, metadata: CatalogueMetadata): Joined {
  const { name, version, source, checksum } = table;
  const manifest = metadata.packages.find(
    (candidate) => candidate.name === name && candidate.version === version && candidate.source === source,
  );
  if (manifest === undefined) throw new CatalogueError(`cargo metadata does not know ${name} ${version}`);
  const { license, features } = manifest;
  return {
    table,
    manifest,
    package: {
      name,
      version,
      checksum,
      license: license ?? undefined,
      features: new Map(Object.entries(features).map(([feature, values]) => [feature, values.map(parseFeatureValue)])),
      defaultIsOff: false,
      dependencies: [],
    },
  };
}

function readRoot(metadata: CatalogueMetadata): Member {
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

function readDependencies({ table, manifest }: Joined, joined: readonly Joined[]): LockedDependency[] {
  const references = (table.dependencies ?? []).map((text) => text.split(' '));
  const edges = joined.filter((candidate) => references.some((reference) => refersTo(reference, candidate.table)));
  return manifest.dependencies
    .filter(({ kind }) => kind !== 'dev')
    .flatMap((dependency) => {
      const target = edges.find(
        ({ table: { name, version } }) => name === dependency.name && satisfies(version, dependency.req),
      );
      if (target !== undefined) return [{ ...readDeclaration(dependency), package: target.package }];
      // The lock leaves out what nothing switches on.
      if (dependency.optional) return [];
      throw new CatalogueError(`Cargo.lock resolves ${dependency.name}, which ${table.name} needs, to nothing`);
    });
}

/** Does an entry of `dependencies`, which is `name`, `name version` or `name version (source)`, mean this package? */
function refersTo([name, version]: readonly string[], table: RegistryTable): boolean {
  return table.name === name && (version === undefined || table.version === version);
}

/** Keeps what the catalogue's own closure switches on: a part of it can switch on no more. */
function reduce(catalogue: Catalogue): Catalogue {
  const { root, packages } = catalogue;
  const reached = closure(catalogue, [root], LOCK_RULES).packages;
  const reduced = new Map<LockedPackage, Draft>(
    packages.map((locked) => [locked, withoutUnreached(locked, reached.get(locked))]),
  );
  for (const [locked, draft] of reduced) {
    for (const dependency of reached.get(locked)?.dependencies ?? []) {
      const target = reduced.get(dependency.package);
      if (target !== undefined) draft.dependencies.push({ ...dependency, package: target });
    }
  }
  return { root, packages: [...reduced.values()] };
}

function withoutUnreached(locked: LockedPackage, activation: Activation | undefined): Draft {
  if (activation === undefined) {
    throw new CatalogueError(`${locked.name} ${locked.version} is locked, but nothing depends on it`);
  }
  return {
    ...locked,
    features: new Map(Array.from(locked.features).filter(([feature]) => activation.features.has(feature))),
    defaultIsOff: locked.features.has('default') && !activation.features.has('default'),
    dependencies: [],
  };
}
