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

/** The inverse of {@link packCatalogue}. What a workspace does not reach is never unpacked. */
export function unpackCatalogue({ root, shared, checksums, packages }: PackedCatalogue): Catalogue {
  const unpacked: LockedPackage[] = packages.map((packed, index) =>
    unpackPackage(packed, { checksum: () => checksumAt(checksums, index), packages: () => unpacked, shared }),
  );
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

/** What a package is unpacked from besides its own entry. */
interface Surroundings {
  readonly checksum: () => string;
  readonly packages: () => readonly LockedPackage[];
  readonly shared: readonly string[];
}

function unpackPackage(
  [name, version, license, rustVersion, links, defaultIsOff, features, dependencies]: PackedPackage,
  { checksum, packages, shared }: Surroundings,
): LockedPackage {
  let unpackedFeatures: LockedPackage['features'] | undefined;
  let unpackedDependencies: LockedPackage['dependencies'] | undefined;
  return {
    name,
    version,
    get checksum() {
      return checksum();
    },
    ...optional('license', shared[license - 1]),
    ...optional('rustVersion', rustVersion || undefined),
    ...optional('links', links || undefined),
    get features() {
      return (unpackedFeatures ??= new Map(
        features.map(([feature, ...values]) => [feature, values.map(parseFeatureValue)]),
      ));
    },
    defaultIsOff: defaultIsOff === 1,
    get dependencies() {
      return (unpackedDependencies ??= dependencies.map((packed) => unpackDependency(packed, packages(), shared)));
    },
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

/** 64 hexadecimal digits of the 32 bytes at this place. */
function checksumAt(checksums: string, index: number): string {
  // Three bytes are four characters: read from the group in which the checksum begins to the one in which it ends.
  const [start, end] = [32 * index, 32 * (index + 1)];
  const group = Math.floor(start / 3);
  const bytes = atob(checksums.slice(4 * group, 4 * Math.ceil(end / 3)));
  const own = bytes.slice(start - 3 * group, end - 3 * group);
  return Array.from(own, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
