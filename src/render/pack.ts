/** The catalogue's form in the npm bundle: small JSON, where what repeats or can be told from its place is left out. */
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
  /** Licences and targets, which many packages share. Where a number stands for one, 0 means none. */
  readonly shared: readonly string[];
  /** The packages' checksums, 32 bytes each, in base64: they are most of what compression cannot shrink. */
  readonly checksums: string;
  readonly packages: readonly PackedPackage[];
}

type PackedPackage = readonly [
  name: string,
  version: string,
  license: number,
  rustVersion: string | 0,
  links: string | 0,
  defaultIsOff: 0 | 1,
  features: readonly (readonly [feature: string, ...values: string[]])[],
  dependencies: readonly PackedDependency[],
];

type PackedDependency = readonly [
  /** 0 when it is the package's own name. */
  key: string | 0,
  index: number,
  flags: number,
  target: number,
  ...features: string[],
];

const DEFAULT_FEATURES = 1;
const OPTIONAL = 2;
const BUILD = 4;

/** Of equal catalogues the result is equal, in order too. */
export function packCatalogue({ root, packages }: Catalogue): PackedCatalogue {
  const indices = new Map(packages.map((locked, index) => [locked, index]));
  const numbers = new Map<string, number>();
  const packed = packages.map((locked) => packPackage(locked, indices, (text) => share(numbers, text)));
  return {
    root,
    shared: [...numbers.keys()],
    checksums: hexToBase64(packages.map(({ checksum }) => checksum).join('')),
    packages: packed,
  };
}

/** The inverse of {@link packCatalogue}. */
export function unpackCatalogue({ root, shared, checksums, packages }: PackedCatalogue): Catalogue {
  const digits = base64ToHex(checksums);
  const unpacked = packages.map((packed, index) =>
    unpackPackage(packed, digits.slice(64 * index, 64 * (index + 1)), shared),
  );
  // Dependencies come second, when what they point to is there.
  for (const [index, [, , , , , , , dependencies]] of packages.entries()) {
    unpacked[index]?.dependencies.push(...dependencies.map((packed) => unpackDependency(packed, unpacked, shared)));
  }
  return { root, packages: unpacked };
}

function share(numbers: Map<string, number>, text: string | undefined): number {
  if (text === undefined) return 0;
  const number = numbers.get(text) ?? numbers.size + 1;
  numbers.set(text, number);
  return number;
}

function packPackage(
  { name, version, license, rustVersion, links, defaultIsOff, features, dependencies }: LockedPackage,
  indices: ReadonlyMap<LockedPackage, number>,
  number: (text: string | undefined) => number,
): PackedPackage {
  return [
    name,
    version,
    number(license),
    rustVersion ?? 0,
    links ?? 0,
    defaultIsOff ? 1 : 0,
    Array.from(features, ([feature, values]) => [feature, ...values.map(formatFeatureValue)] as const),
    dependencies.map((dependency) => packDependency(dependency, indices, number)),
  ];
}

function unpackPackage(
  [name, version, license, rustVersion, links, defaultIsOff, features]: PackedPackage,
  checksum: string,
  shared: readonly string[],
): LockedPackage & { readonly dependencies: LockedDependency[] } {
  return {
    name,
    version,
    checksum,
    ...optional('license', shared[license - 1]),
    ...optional('rustVersion', rustVersion || undefined),
    ...optional('links', links || undefined),
    features: new Map(features.map(([feature, ...values]) => [feature, values.map(parseFeatureValue)])),
    defaultIsOff: defaultIsOff === 1,
    dependencies: [],
  };
}

function packDependency(
  { key, package: locked, features, defaultFeatures, optional, kind, target }: LockedDependency,
  indices: ReadonlyMap<LockedPackage, number>,
  number: (text: string | undefined) => number,
): PackedDependency {
  const index = indices.get(locked);
  if (index === undefined) throw new RangeError(`${locked.name} ${locked.version} is not in the catalogue`);
  const flags = (defaultFeatures ? DEFAULT_FEATURES : 0) | (optional ? OPTIONAL : 0) | (kind === 'build' ? BUILD : 0);
  return [key === locked.name ? 0 : key, index, flags, number(target), ...features];
}

function unpackDependency(
  [key, index, flags, target, ...features]: PackedDependency,
  packages: readonly LockedPackage[],
  shared: readonly string[],
): LockedDependency {
  const locked = packages[index];
  if (locked === undefined) throw new RangeError(`the catalogue has no package ${index}`);
  return {
    key: key || locked.name,
    package: locked,
    features,
    defaultFeatures: (flags & DEFAULT_FEATURES) !== 0,
    optional: (flags & OPTIONAL) !== 0,
    kind: (flags & BUILD) !== 0 ? 'build' : 'normal',
    ...optional('target', shared[target - 1]),
  };
}

/** A property that is absent rather than undefined. */
function optional<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
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

function hexToBase64(digits: string): string {
  return btoa(digits.replace(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16))));
}

function base64ToHex(text: string): string {
  return Array.from(atob(text), (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
