/**
 * The catalogue as data: every package that `catalogue/Cargo.lock` locks, with just enough of its manifest to know which
 * part of the lock a generated workspace needs. Made at build time by `scripts/catalogue.ts`.
 */

/** The one registry a catalogue may use, as `Cargo.lock` writes it. */
export const CRATES_IO = 'registry+https://github.com/rust-lang/crates.io-index';

/** Cargo's three tables of dependencies. */
export type DependencyKind = 'normal' | 'build' | 'dev';

/** What every dependency declaration says, whoever declares it. */
interface Declaration {
  /** The key in the manifest: the name that Rust code and features use. */
  readonly key: string;
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  readonly optional: boolean;
  readonly kind: DependencyKind;
  /** `cfg(…)` or a target triple; absent when the dependency counts everywhere. */
  readonly target?: string;
}

/** A dependency of a workspace member on a package from the registry. */
export interface RegistryDependency extends Declaration {
  /** The package's real name, which a renamed dependency's key is not. */
  readonly package: string;
  /** A version requirement in Cargo's notation, such as `1.2` or `>=0.52, <0.62`. */
  readonly requirement: string;
}

/** A dependency of a workspace member on another member. */
export interface PathDependency extends Declaration {
  /** The package name of the other member. */
  readonly member: string;
}

export type MemberDependency = RegistryDependency | PathDependency;

/** A package of the workspace itself, as its `Cargo.toml` declares it. */
export interface Member {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly license?: string;
  readonly dependencies: readonly MemberDependency[];
  /** Its `[features]` table. */
  readonly features: Readonly<Record<string, readonly string[]>>;
}

/** A dependency of a locked package. */
export interface LockedDependency extends Declaration {
  /** What the lock resolves it to. */
  readonly package: LockedPackage;
}

/** A package as the catalogue locks it, reduced to what the catalogue itself switches on. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the published archive, in hexadecimal. */
  readonly checksum: string;
  /** SPDX expression from the manifest, if there is one. */
  readonly license: string | undefined;
  /** Features the catalogue switches on, with everything each of them switches on. */
  readonly features: ReadonlyMap<string, readonly FeatureValue[]>;
  /** The package has a `default` feature that the catalogue leaves off. */
  readonly defaultIsOff: boolean;
  readonly dependencies: readonly LockedDependency[];
}

export interface Catalogue {
  /** The catalogue's own manifest: the requirement, and the most features, a template may ask for. */
  readonly root: Member;
  /** By name, then by version. */
  readonly packages: readonly LockedPackage[];
}

/** A workspace or a catalogue asks for something that a catalogue does not provide. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
}

/** Tells the packages of the registry from the workspace's own. */
export function isLocked(candidate: LockedPackage | Member): candidate is LockedPackage {
  return 'checksum' in candidate;
}

/** One entry of a feature's list. */
export type FeatureValue =
  /** `"std"` */
  | { readonly type: 'feature'; readonly feature: string }
  /** `"dep:tokio"` */
  | { readonly type: 'dependency'; readonly key: string }
  /** `"tokio/net"`, or when weak `"tokio?/net"` */
  | { readonly type: 'dependency-feature'; readonly key: string; readonly feature: string; readonly weak: boolean };

/** Reads one entry of a feature's list, e.g. `dep:tokio`. */
export function parseFeatureValue(text: string): FeatureValue {
  if (text.startsWith('dep:')) return { type: 'dependency', key: text.slice('dep:'.length) };
  const slash = text.indexOf('/');
  if (slash === -1) return { type: 'feature', feature: text };
  const weak = text[slash - 1] === '?';
  return {
    type: 'dependency-feature',
    key: text.slice(0, weak ? slash - 1 : slash),
    feature: text.slice(slash + 1),
    weak,
  };
}
