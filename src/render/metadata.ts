/** What `cargo metadata` says of a workspace, and the catalogue that it amounts to. */
import {
  type Catalogue,
  type LockedDependency,
  type LockedPackage,
  type Member,
  type MemberDependency,
  parseFeatureValue,
} from './catalogue.ts';
import { satisfies } from './version.ts';

/** The part of `cargo metadata --format-version 1` that is read. */
export interface CargoMetadata {
  readonly packages: readonly MetadataPackage[];
  /** Ids of the packages that are members. */
  readonly workspace_members: readonly string[];
  readonly resolve: { readonly nodes: readonly MetadataNode[] };
}

export interface MetadataPackage {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Null for a package on the disk. */
  readonly source: string | null;
  readonly license: string | null;
  readonly features: Readonly<Record<string, readonly string[]>>;
  readonly dependencies: readonly MetadataDependency[];
}

export interface MetadataDependency {
  readonly name: string;
  readonly rename: string | null;
  readonly req: string;
  readonly kind: 'dev' | 'build' | null;
  readonly optional: boolean;
  readonly uses_default_features: boolean;
  readonly features: readonly string[];
  readonly target: string | null;
  /** Absolute; only where the dependency is on the disk. */
  readonly path?: string;
}

/** To which packages the dependencies of one package were resolved. */
export interface MetadataNode {
  readonly id: string;
  readonly deps: readonly { readonly pkg: string }[];
}

/** A workspace as the graph's algorithms take it: what is not a member is a package of its own catalogue. */
export interface ResolvedWorkspace {
  readonly catalogue: Catalogue;
  readonly members: readonly Member[];
}

/** A locked package whose dependencies are still being read. */
type Draft = LockedPackage & { readonly dependencies: LockedDependency[] };

/** Reads a workspace out of Cargo's own answer for all features and all targets. */
export function readWorkspace(metadata: CargoMetadata): ResolvedWorkspace {
  const isMember = new Set(metadata.workspace_members);
  const drafts = new Map<string, Draft>();
  for (const found of metadata.packages) if (!isMember.has(found.id)) drafts.set(found.id, toDraft(found));
  const members = metadata.packages.filter(({ id }) => isMember.has(id));
  const targetsOf = resolution(metadata, drafts, members);
  for (const found of metadata.packages) {
    drafts.get(found.id)?.dependencies.push(...lockedDependencies(found, targetsOf(found)));
  }
  return {
    catalogue: { root: EMPTY, packages: [...drafts.values()] },
    members: members.map((member) => toMember(member, targetsOf(member))),
  };
}

/** Nobody asks the catalogue of an existing workspace for requirements. */
const EMPTY: Member = { name: '', version: '0.0.0', dependencies: [], features: {} };

function toDraft({ name, version, license, features }: MetadataPackage): Draft {
  return {
    name,
    version,
    checksum: '',
    license: license ?? undefined,
    features: new Map(Object.entries(features).map(([feature, values]) => [feature, values.map(parseFeatureValue)])),
    defaultIsOff: false,
    dependencies: [],
  };
}

type Resolved = Draft | MetadataPackage;

/** For each package those that its dependencies were resolved to. */
function resolution(
  { resolve }: CargoMetadata,
  drafts: ReadonlyMap<string, Draft>,
  members: readonly MetadataPackage[],
): (found: MetadataPackage) => readonly Resolved[] {
  const memberOf = new Map(members.map((member) => [member.id, member]));
  const nodes = new Map(resolve.nodes.map(({ id, deps }) => [id, deps]));
  return ({ id }) => (nodes.get(id) ?? []).flatMap(({ pkg }) => drafts.get(pkg) ?? memberOf.get(pkg) ?? []);
}

/** What a declaration was resolved to; undefined where nothing switches it on. */
function resolved(dependency: MetadataDependency, candidates: readonly Resolved[]): Resolved | undefined {
  const named = candidates.filter(({ name }) => name === dependency.name);
  return named.length > 1 ? named.find(({ version }) => satisfies(version, dependency.req)) : named[0];
}

function lockedDependencies(found: MetadataPackage, candidates: readonly Resolved[]): LockedDependency[] {
  return found.dependencies.flatMap((dependency) => {
    const target = dependency.kind === 'dev' ? undefined : resolved(dependency, candidates);
    return target !== undefined && isDraft(target) ? [{ ...readDeclaration(dependency), package: target }] : [];
  });
}

function toMember(found: MetadataPackage, candidates: readonly Resolved[]): Member {
  // A package that a manifest gives two names is one dependency to the graph.
  const keys = new Map<Resolved, string>();
  const dependencies = found.dependencies.flatMap((dependency): MemberDependency[] => {
    const target = resolved(dependency, candidates);
    if (target === undefined) return [];
    const declaration = readDeclaration(dependency);
    const key = keys.get(target) ?? declaration.key;
    keys.set(target, key);
    return isDraft(target)
      ? [{ ...declaration, key, package: target.name, requirement: `=${target.version}` }]
      : [{ ...declaration, key, member: target.name }];
  });
  const { name, version, license, features } = found;
  return { name, version, ...(license !== null && { license }), features, dependencies };
}

function isDraft(candidate: Resolved): candidate is Draft {
  return 'checksum' in candidate;
}

/** What a dependency says wherever it is resolved to. */
export function readDeclaration(dependency: MetadataDependency): Omit<LockedDependency, 'package'> {
  return {
    key: dependency.rename ?? dependency.name,
    features: dependency.features,
    defaultFeatures: dependency.uses_default_features,
    optional: dependency.optional,
    kind: dependency.kind ?? 'normal',
    ...(dependency.target !== null && { target: dependency.target }),
  };
}
