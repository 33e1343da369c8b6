import type { Project } from '../project/model.ts';
import type { Catalogue, Member } from './catalogue.ts';
import { denyGraph, dependentsOf, duplicates } from './graph.ts';
import { licences } from './licences.ts';
import type { ResolvedWorkspace } from './metadata.ts';
import { isTarget, type Target } from './targets.ts';
import { tomlEntry, tomlValue, type TomlValue } from './toml.ts';

/** Where programs are mostly developed and run; cargo-deny judges the dependencies of these. */
const TARGETS: readonly Target[] = [
  'aarch64-apple-darwin',
  'aarch64-unknown-linux-gnu',
  'x86_64-pc-windows-msvc',
  'x86_64-unknown-linux-gnu',
];

/** As Cargo.lock names it. */
const CRATES_IO = 'https://github.com/rust-lang/crates.io-index';

/** What deny.toml allows and forbids beyond what holds for every workspace. */
export interface DenyPolicy {
  /** Target triples whose dependencies are judged. */
  readonly targets: readonly string[];
  readonly licences: {
    /** SPDX identifiers that any crate may have. */
    readonly allow: readonly string[];
    /** Identifiers that one crate may have besides. */
    readonly exceptions: readonly { readonly crate: string; readonly allow: readonly string[] }[];
  };
  /** Versions beside a newer one of the same crate: `syn@2.0.119`, and who pulls it in. */
  readonly skips: readonly { readonly crate: string; readonly reason: string }[];
  readonly owned: readonly OwnedCrate[];
  /** Whether some member may be published, and has to declare its licence. */
  readonly published: boolean;
  /** Whether some dependency takes any version at all. */
  readonly wildcards: boolean;
  /** Where packages may come from besides crates.io. */
  readonly sources: Sources;
}

/** URLs, sorted. */
export interface Sources {
  readonly git: readonly string[];
  readonly registries: readonly string[];
}

/** A crate that only some members may depend on. */
export interface OwnedCrate {
  readonly crate: string;
  /** Packages of the workspace, then those of the registry that cannot do without it. */
  readonly wrappers: readonly string[];
  readonly reason: string;
}

/**
 * The least policy that the project's own dependencies pass.
 *
 * @throws Error when a crate of the catalogue declares no licence: someone has to read its files.
 */
export function denyPolicy(project: Project, members: readonly Member[], catalogue: Catalogue): DenyPolicy {
  const targets = [...TARGETS, ...crossTargets(project)];
  const graph = denyGraph(catalogue, members, targets);
  const { allow, exceptions, unclear } = licences(graph);
  if (unclear.length > 0) throw new Error(`deny.toml must clarify the licences of ${unclear.join(', ')}`);
  return {
    targets,
    licences: { allow, exceptions },
    skips: duplicates(graph),
    owned: ownedCrates(project).map(({ wrappers, ...owned }) => ({
      ...owned,
      wrappers: [...wrappers, ...dependentsOf(graph, owned.crate)],
    })),
    published: false,
    wildcards: false,
    sources: { git: [], registries: project.additions.registries.map(({ index }) => index) },
  };
}

/**
 * The least policy that an existing workspace's dependencies pass, and the packages whose licences somebody has to clarify
 * because they declare none, as `name@version`.
 */
export function existingPolicy(
  { catalogue, members }: ResolvedWorkspace,
  found: Pick<DenyPolicy, 'published' | 'wildcards' | 'sources'>,
): { readonly policy: DenyPolicy; readonly unclear: readonly string[] } {
  const graph = denyGraph(catalogue, members, TARGETS);
  const { allow, exceptions, unclear } = licences(graph);
  const policy = { targets: TARGETS, licences: { allow, exceptions }, skips: duplicates(graph), owned: [], ...found };
  return { policy, unclear };
}

function crossTargets({ targets }: Project): Target[] {
  return Object.keys(targets).map((triple) => {
    if (!isTarget(triple)) throw new Error(`src/render/targets.ts does not describe ${triple}`);
    return triple;
  });
}

/** The crates that members keep to themselves, sorted. */
export function ownedCrates(project: Pick<Project, 'crates'>): OwnedCrate[] {
  return [...new Set(project.crates.flatMap((member) => member.owns))].sort().map((crate) => {
    const wrappers = project.crates.filter((member) => member.owns.includes(crate)).map((member) => member.package);
    return { crate, wrappers, reason: `the rest of the workspace goes through ${wrappers.join(' and ')}` };
  });
}

/** `deny.toml` for cargo-deny 0.20. */
export function renderDeny({ targets, licences, skips, owned, published, wildcards, sources }: DenyPolicy): string {
  return [
    ['# The gate makes errors of warnings: an entry that matches nothing any more has to go.'],
    ['[graph]', tomlEntry('all-features', true), ...list('targets', targets)],
    [
      '[advisories]',
      '# Of a crate that another one pulls in, only that other one can let go.',
      tomlEntry('unmaintained', 'workspace'),
      tomlEntry('yanked', 'deny'),
    ],
    [
      '[licenses]',
      ...list('allow', licences.allow),
      ...list(
        'exceptions',
        licences.exceptions.map(({ crate, allow }) => ({ crate, allow })),
      ),
      published ? '# Members that are never published need not declare one.' : '# Members are not published.',
      tomlEntry('private', { ignore: true }),
    ],
    [
      '[bans]',
      tomlEntry('multiple-versions', 'deny'),
      tomlEntry('wildcards', wildcards ? 'allow' : 'deny'),
      '# Members name each other by path alone.',
      tomlEntry('allow-wildcard-paths', true),
      ...list(
        'deny',
        owned.map(({ crate, wrappers, reason }) => ({ crate, wrappers, reason })),
      ),
      ...list(
        'skip',
        skips.map(({ crate, reason }) => ({ crate, reason })),
      ),
    ],
    [
      '[sources]',
      tomlEntry('unknown-git', 'deny'),
      tomlEntry('unknown-registry', 'deny'),
      ...list('allow-git', sources.git),
      ...registryLines(sources.registries),
    ],
  ]
    .map((section) => section.map((line) => `${line}\n`).join(''))
    .join('\n');
}

/** Which registries crates may come from, where it is not crates.io alone. */
function registryLines(registries: readonly string[]): string[] {
  if (registries.length === 0) return [];
  return [
    ...list('allow-registry', [CRATES_IO, ...registries]),
    '# They may be used, and need not be.',
    tomlEntry('unused-allowed-source', 'allow'),
  ];
}

/** An array with one line an element, so that a change shows as one; nothing when there is none. */
function list(key: string, elements: readonly TomlValue[]): string[] {
  return elements.length === 0 ? [] : [`${key} = [`, ...elements.map((element) => `  ${tomlValue(element)},`), ']'];
}
