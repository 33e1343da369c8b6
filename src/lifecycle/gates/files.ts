import { parse } from 'smol-toml';
import { parse as parseYaml } from 'yaml';

import type { Addition, Entry, Value } from '../../merge/types.ts';
import type { Tree } from '../../render/tree.ts';
import { line } from './formats.ts';
import { lintEntries } from './lints.ts';
import type { ExistingProject } from './project.ts';

/** What the gates bring to one path. */
export interface Proposal {
  readonly path: string;
  /** All of the file, for a project that has none of that purpose. */
  readonly whole?: string;
  /** What is added to a file of the project's own. */
  readonly additions?: readonly Addition[];
  /** Why the file of the project's own stays as it is, as the end of a sentence. */
  readonly own?: string;
  /** Other names under which the project may have its own. */
  readonly aliases?: readonly string[];
  /** What follows from an addition that could not be made, as the end of a sentence. */
  readonly otherwise?: string;
}

/** Other names under which tools look for their file. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'clippy.toml': ['.clippy.toml'],
  'deny.toml': ['.deny.toml', '.cargo/deny.toml'],
  justfile: ['Justfile', 'JUSTFILE', '.justfile'],
  'rust-toolchain.toml': ['rust-toolchain'],
  'typos.toml': ['_typos.toml', '.typos.toml'],
  '.github/dependabot.yml': ['.github/dependabot.yaml'],
};

/** Files of the project's own that decide what becomes of one of ours: itself, by whatever name, and what goes with it. */
export function lookedAt(path: string): string[] {
  return [path, ...aliasesOf(path), ...ignoreProposals([path]).map((proposal) => proposal.path)];
}

function aliasesOf(path: string): string[] {
  const above = aboveOf(path);
  return (ALIASES[path.slice(above.length)] ?? []).map((alias) => `${above}${alias}`);
}

/** `../` as often as a path begins with it. */
function aboveOf(path: string): string {
  return /^(?:\.\.\/)*/.exec(path)?.[0] ?? '';
}

/** Files of which a project may have a part of its own. */
const MERGED = ['.config/nextest.toml', 'clippy.toml'];

/** A toolchain that is installed by its file alone need not bring these. */
const COMPONENTS = ['clippy', 'rustfmt'].map((element): Addition => ({ path: ['toolchain', 'components'], element }));

/**
 * What the gates bring: the files of the tree, and the lints in the manifests.
 *
 * @param textOf the text of a manifest by its path.
 */
export function proposals(
  tree: Tree,
  project: ExistingProject,
  counted: readonly string[],
  textOf: (manifest: string) => string,
): Proposal[] {
  const files = Array.from(tree, ([path, { text }]): Proposal => {
    const additions = additionsOf(path, text);
    return { path, whole: text, ...(additions === undefined ? {} : { additions }), aliases: aliasesOf(path) };
  });
  const paths = [...tree.keys()];
  return [...files, ...includeProposals(paths), ...ignoreProposals(paths), ...lintProposals(project, counted, textOf)];
}

function additionsOf(path: string, text: string): readonly Addition[] | undefined {
  if (path === 'rust-toolchain.toml') return COMPONENTS;
  if (path.endsWith('.github/dependabot.yml')) return updatesOf(text);
  return MERGED.includes(path) ? entriesOf(parse(text) as Value) : undefined;
}

/** Whatever else the project has updated, these are what the gates lean on. */
const UPDATED = ['cargo', 'github-actions'];

function updatesOf(text: string): Addition[] {
  const { updates } = parseYaml(text) as { updates: { readonly 'package-ecosystem': string }[] };
  return updates
    .filter((update) => UPDATED.includes(update['package-ecosystem']))
    .map((element): Addition => ({ path: ['updates'], element, identity: 'package-ecosystem' }));
}

/** A pipeline of the project's own includes the file with our jobs. */
function includeProposals(paths: readonly string[]): Proposal[] {
  return paths.filter(isIncluded).map((included) => {
    const above = aboveOf(included);
    const local = included.slice(above.length);
    return {
      path: `${above}.gitlab-ci.yml`,
      additions: [{ path: ['include'], element: { local } }],
      otherwise: `GitLab runs no gates until include is a list with the line "- local: ${local}"`,
    };
  });
}

/** Whether a path is that of jobs for a pipeline of the project's own. */
function isIncluded(path: string): boolean {
  return /(?:^|\/)\.gitlab\/ci\//.test(path);
}

/** GitLab keeps nothing that lies outside the checkout, so the caches of its jobs lie in it. */
function ignoreProposals(paths: readonly string[]): Proposal[] {
  const pipelines = paths.filter((path) => path.endsWith('.gitlab-ci.yml'));
  return pipelines.map((pipeline) => {
    return { path: `${aboveOf(pipeline)}.gitignore`, whole: `${CACHE}\n`, additions: [line(CACHE)] };
  });
}

const CACHE = '/.cache/';

function lintProposals(
  { members }: ExistingProject,
  counted: readonly string[],
  textOf: (manifest: string) => string,
): Proposal[] {
  const root = parse(textOf('Cargo.toml'));
  if (!('workspace' in root)) return [{ path: 'Cargo.toml', additions: lintEntries(['lints'], counted) }];
  return [
    { path: 'Cargo.toml', additions: lintEntries(['workspace', 'lints'], counted) },
    ...members.map(({ manifest }) => inheritance(manifest, parse(textOf(manifest)))),
  ];
}

/** A member has lints of its own, or those of the workspace: Cargo allows no mixture. */
function inheritance(path: string, manifest: Readonly<Record<string, unknown>>): Proposal {
  if ('lints' in manifest) return { path, own: 'has lints of its own, and does not get those of the workspace' };
  return { path, additions: [{ path: ['lints', 'workspace'], value: true }] };
}

/** A parsed file as single entries. */
function entriesOf(value: Value, path: readonly string[] = []): Entry[] {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  // Below the profile, tables are values that people write on one line.
  if (!isTable || path.length > 2) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => entriesOf(inner, [...path, key]));
}
