/** A Cargo project that somebody else made, as far as its quality gates depend on it. */
import { existingPolicy, type DenyPolicy } from '../../render/deny.ts';
import { readWorkspace, type CargoMetadata, type MetadataPackage } from '../../render/metadata.ts';
import { compareVersions } from '../../render/version.ts';

/** What is read of a package besides what the dependency graph needs. */
interface ProjectPackage extends MetadataPackage {
  /** Absolute. */
  readonly manifest_path: string;
  readonly rust_version: string | null;
  /** Registries to which it may be published; null for any. */
  readonly publish: readonly string[] | null;
  readonly targets: readonly { readonly kind: readonly string[] }[];
}

/** The part of `cargo metadata --all-features --format-version 1` that is read. */
export interface ProjectMetadata extends CargoMetadata {
  readonly packages: readonly ProjectPackage[];
  /** Absolute. */
  readonly workspace_root: string;
  /** Absolute. */
  readonly target_directory: string;
}

/** One package of the project. */
export interface ProjectMember {
  readonly name: string;
  /** Path of its manifest from the workspace's root, with `/`. */
  readonly manifest: string;
  /** What it says of the oldest Rust that it builds with. */
  readonly rustVersion: string | undefined;
  /** Whether it has a library, whose documentation may hold examples. */
  readonly hasLibrary: boolean;
}

/** A locked package, and what it says of the oldest Rust that it builds with. */
export interface RustDemand {
  /** `regex 1.11.1` */
  readonly crate: string;
  readonly rustVersion: string;
}

export interface ExistingProject {
  /** Those inside the workspace's root, sorted by manifest. */
  readonly members: readonly ProjectMember[];
  /** Manifests of members outside the root, which are not ours to change. */
  readonly outside: readonly string[];
  readonly policy: DenyPolicy;
  /** Packages that declare no licence, as `name@version`. */
  readonly unclear: readonly string[];
  /** What the locked packages demand of Rust, the most first. */
  readonly demands: readonly RustDemand[];
}

/** Reads a project out of Cargo's own answer. */
export function readProject(metadata: ProjectMetadata): ExistingProject {
  const isMember = new Set(metadata.workspace_members);
  const members = metadata.packages.filter(({ id }) => isMember.has(id)).map((found) => toMember(found, metadata));
  const others = metadata.packages.filter(({ id }) => !isMember.has(id));
  const inside = members.filter(({ manifest }) => !manifest.startsWith('../'));
  return {
    members: inside.sort((a, b) => (a.manifest < b.manifest ? -1 : 1)),
    outside: members.filter((member) => !inside.includes(member)).map(({ manifest }) => manifest),
    ...existingPolicy(readWorkspace(metadata), {
      published: metadata.packages.some(({ id, publish }) => isMember.has(id) && publish?.length !== 0),
      wildcards: hasWildcards(metadata),
      sources: sourcesOf(others),
    }),
    demands: others.flatMap(toDemand).sort((a, b) => compareVersions(full(b.rustVersion), full(a.rustVersion))),
  };
}

function toMember(
  { name, manifest_path, rust_version, targets }: ProjectPackage,
  root: ProjectMetadata,
): ProjectMember {
  return {
    name,
    manifest: relative(root.workspace_root, manifest_path),
    rustVersion: rust_version ?? undefined,
    hasLibrary: targets.some(({ kind }) => kind.some((each) => /lib$|^proc-macro$/.test(each))),
  };
}

/** A path from a folder, both absolute and as Cargo writes them. */
function relative(folder: string, file: string): string {
  const [from, to] = [folder, file].map((each) => each.split(/[\\/]/)) as [string[], string[]];
  const shared = from.findIndex((part, index) => part !== to[index]);
  const common = shared === -1 ? from.length : shared;
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/');
}

/** A version of the registry's for which any would do; path dependencies say so by nature. */
function hasWildcards({ packages, workspace_members }: ProjectMetadata): boolean {
  return packages
    .filter(({ id }) => workspace_members.includes(id))
    .some(({ dependencies }) => dependencies.some(({ req, path }) => req === '*' && path === undefined));
}

const CRATES_IO =
  /^(registry\+https:\/\/github\.com\/rust-lang\/crates\.io-index|sparse\+https:\/\/index\.crates\.io\/)$/;

function sourcesOf(packages: readonly ProjectPackage[]): DenyPolicy['sources'] {
  const foreign = new Set(
    packages.flatMap(({ source }) => (source === null || CRATES_IO.test(source) ? [] : [source])),
  );
  const of = (kind: RegExp): string[] => {
    const urls = [...foreign].filter((source) => kind.test(source)).map((source) => source.replace(kind, ''));
    return [...new Set(urls.map((url) => url.replace(/[?#].*/, '')))].sort();
  };
  return { git: of(/^git\+/), registries: of(/^(registry|sparse)\+/) };
}

function toDemand({ name, version, rust_version }: ProjectPackage): RustDemand[] {
  return rust_version === null ? [] : [{ crate: `${name} ${version}`, rustVersion: rust_version }];
}

/** `1.70` and `1.70.0` are one version to Cargo, and semver knows the second only. */
export function full(rustVersion: string): string {
  return [...rustVersion.split('.'), '0', '0'].slice(0, 3).join('.');
}
