/** Where Cargo is to begin when it resolves the dependencies of a workspace that two sides changed. */
import { parse, TomlError } from 'smol-toml';

import { InputError } from '../options/errors.ts';
import { LOCK_HEADER } from '../render/lock.ts';
import { compareText } from '../project/order.ts';

/** One `[[package]]` of a Cargo.lock. */
interface LockPackage {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly checksum?: string;
  readonly dependencies?: readonly string[];
}

/**
 * A Cargo.lock that holds what both have locked, for Cargo to prune: of two compatible versions the user's alone. Cargo
 * takes a version that is locked before any newer one.
 *
 * @param ours the user's
 * @param theirs with what comes in
 * @throws InputError where the user's is no Cargo.lock
 */
export function seedLock(ours: string, theirs: string): string {
  const locks = [readLock(ours), readLock(theirs)] as const;
  const [mine, other] = locks;
  const kept = new Map(mine.packages.map((each) => [slotOf(each), each]));
  const packages = [...mine.packages, ...other.packages.filter((each) => !kept.has(slotOf(each)))];
  const entries = packages.map((each) => {
    const named = locks.flatMap((lock) => lock.dependenciesOf(each));
    const dependencies = named.map((target) => idOf(kept.get(slotOf(target)) ?? target));
    return render({ ...each, dependencies: [...new Set(dependencies)].sort(compareText) });
  });
  return [LOCK_HEADER, `version = ${mine.version}`, '', ...entries.sort(compareText)].join('\n');
}

interface Lock {
  readonly version: number;
  readonly packages: readonly LockPackage[];
  /** What this lock says that a package depends on; nothing where it does not hold the package. */
  readonly dependenciesOf: (each: LockPackage) => readonly LockPackage[];
}

function readLock(text: string): Lock {
  const { version = 3, package: packages = [] } = parseLock(text);
  const byId = new Map(packages.map((each) => [idOf(each), each]));
  // A dependency is named by as much of the id as sets it apart.
  const named = new Map([
    ...packages.map((each) => [each.name, each] as const),
    ...packages.map((each) => [`${each.name} ${each.version}`, each] as const),
    ...byId,
  ]);
  return {
    version,
    packages,
    dependenciesOf: (each) => (byId.get(idOf(each))?.dependencies ?? []).flatMap((name) => named.get(name) ?? []),
  };
}

function parseLock(text: string): { version?: number; package?: readonly LockPackage[] } {
  try {
    const { package: packages = [], ...rest } = parse(text);
    if (!Array.isArray(packages)) throw new InputError('Cargo.lock has no list of packages; make it again with cargo');
    return { ...rest, package: packages as readonly unknown[] as readonly LockPackage[] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new InputError(`Cargo.lock, line ${error.line}: not valid TOML; resolve it with cargo first`);
  }
}

/** As a dependency names a package in full. */
function idOf({ name, version, source }: LockPackage): string {
  return source === undefined ? `${name} ${version}` : `${name} ${version} (${source})`;
}

/** Of the packages with one slot Cargo takes one alone: those of a name and a source that are compatible. */
function slotOf({ name, version, source = '' }: LockPackage): string {
  const compatible = /^(?:0\.0\.\d+|0\.\d+|[1-9]\d*)/.exec(version)?.[0] ?? version;
  return `${name} ${compatible} ${source}`;
}

function render({ name, version, source, checksum, dependencies = [] }: LockPackage): string {
  const entries = Object.entries({ name, version, source, checksum }).filter(([, value]) => value !== undefined);
  const list = dependencies.map((each) => ` ${JSON.stringify(each)},`);
  return [
    '[[package]]',
    ...entries.map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
    ...(list.length === 0 ? [] : ['dependencies = [', ...list, ']']),
    '',
  ].join('\n');
}
