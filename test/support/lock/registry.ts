/**
 * Random registries: packages that exist only here, with feature graphs as tangled as Cargo lets them be. A directory source
 * takes the place of crates.io, so that Cargo locks them as if they came from there.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'smol-toml';
import { Random } from './random.ts';

const TARGETS = ['cfg(windows)', 'cfg(unix)', 'cfg(any())', 'cfg(not(target_os = "macos"))', 'x86_64-pc-windows-msvc'];
const LICENCES = [
  'MIT',
  'MIT OR Apache-2.0',
  'Apache-2.0 OR ISC',
  'ISC OR Zlib',
  'Zlib AND MIT',
  'MPL-2.0',
  'MPL-2.0 OR 0BSD',
];

interface Package {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly Dependency[];
  readonly features: Readonly<Record<string, readonly string[]>>;
}

interface Dependency {
  readonly key: string;
  readonly on: Package;
  readonly optional: boolean;
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  readonly table: 'dependencies' | 'build-dependencies';
  readonly target?: string;
}

/**
 * Writes a registry, and a catalogue that uses most of it, into a folder. Cargo finds the registry when it runs there or below.
 *
 * @returns the catalogue's folder; it has no lock yet.
 */
export function writeRandomRegistry(folder: string, seed: number): string {
  const random = new Random(seed);
  const packages = randomPackages(random);
  for (const each of packages) {
    const home = join(folder, 'vendor', `${each.name}-${each.version}`);
    write(join(home, 'Cargo.toml'), stringify(manifest(each, { license: random.pick(LICENCES) })));
    write(join(home, 'src/lib.rs'), '');
    write(join(home, '.cargo-checksum.json'), JSON.stringify({ files: {}, package: '0123456789abcdef'.repeat(4) }));
  }
  write(
    join(folder, '.cargo/config.toml'),
    stringify({ source: { 'crates-io': { 'replace-with': 'here' }, here: { directory: 'vendor' } } }),
  );
  const root = {
    name: 'catalogue',
    version: '0.0.0',
    features: {},
    dependencies: randomDependencies(random, packages, 0.8),
  };
  const catalogue = join(folder, 'catalogue');
  write(join(catalogue, 'Cargo.toml'), stringify({ ...manifest(root, {}), workspace: {} }));
  write(join(catalogue, 'src/lib.rs'), '');
  return catalogue;
}

/** Each package depends on some of those before it; half of the names come in two versions. */
function randomPackages(random: Random): Package[] {
  const packages: Package[] = [];
  for (const name of ['alder', 'beech', 'cedar', 'dogwood', 'elm', 'fir', 'ginkgo', 'hazel', 'ilex', 'juniper']) {
    const versions = random.chance(0.5) ? ['1.0.0'] : ['1.0.0', '2.0.0'];
    const earlier = [...packages];
    packages.push(...versions.map((version) => randomPackage(random, name, version, earlier)));
  }
  return packages;
}

function randomPackage(random: Random, name: string, version: string, earlier: readonly Package[]): Package {
  const dependencies = randomDependencies(random, earlier, 0.3);
  // A hidden dependency has no feature of its name; some have one that does more than to switch it on.
  const hidden = new Set(
    random
      .some(
        dependencies.filter(({ optional }) => optional),
        0.5,
      )
      .map(({ key }) => key),
  );
  const values = dependencies.flatMap((dependency) => randomValues(random, dependency, hidden));
  const names = ['default', 'std', 'full', 'extra'].filter(() => random.chance(0.7));
  const plain = Object.fromEntries(
    names.map((feature, index) => [
      feature,
      [...random.some(names.slice(index + 1), 0.3), ...random.some(values, 0.3)],
    ]),
  );
  const namesakes = Object.fromEntries(
    random.some([...hidden], 0.5).map((key) => [key, [`dep:${key}`, ...random.some(values, 0.3)]]),
  );
  const carriers = Object.fromEntries(Array.from(hidden, (key) => [`with-${key}`, [`dep:${key}`]]));
  return { name, version, dependencies, features: { ...plain, ...namesakes, ...carriers } };
}

function randomDependencies(random: Random, packages: readonly Package[], probability: number): Dependency[] {
  return random.some(packages, probability).map((on) => ({
    key: on.version === '1.0.0' && random.chance(0.8) ? on.name : `${on.name}-${on.version.replaceAll('.', '-')}`,
    on,
    optional: random.chance(0.5),
    features: random.some(Object.keys(on.features), 0.3),
    defaultFeatures: random.chance(0.5),
    table: random.chance(0.15) ? 'build-dependencies' : 'dependencies',
    ...(random.chance(0.2) && { target: random.pick(TARGETS) }),
  }));
}

/** Everything that a feature may say of a dependency. */
function randomValues(random: Random, { key, on, optional }: Dependency, hidden: ReadonlySet<string>): string[] {
  const features = random.some(Object.keys(on.features), 0.5);
  return [
    ...(hidden.has(key) ? [`dep:${key}`] : []),
    ...features.map((feature) => `${key}/${feature}`),
    ...(optional ? features.map((feature) => `${key}?/${feature}`) : []),
  ];
}

function manifest({ name, version, dependencies, features }: Package, more: Readonly<Record<string, string>>) {
  const targets = new Set(dependencies.flatMap(({ target }) => target ?? []));
  return {
    package: { name, version, edition: '2021', ...more },
    features,
    ...tables(dependencies.filter(({ target }) => target === undefined)),
    target: Object.fromEntries(
      Array.from(targets, (target) => [
        target,
        tables(dependencies.filter((dependency) => dependency.target === target)),
      ]),
    ),
  };
}

function tables(dependencies: readonly Dependency[]): Record<string, unknown> {
  const table = (name: Dependency['table']) =>
    Object.fromEntries(dependencies.filter((dependency) => dependency.table === name).map(entry));
  return { dependencies: table('dependencies'), 'build-dependencies': table('build-dependencies') };
}

function entry({ key, on: { name, version }, optional, features, defaultFeatures }: Dependency) {
  return [key, { package: name, version, optional, features, 'default-features': defaultFeatures }] as const;
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
