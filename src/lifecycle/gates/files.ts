import { parse } from 'smol-toml';

import type { Entry, Value } from '../../merge/types.ts';
import type { Tree } from '../../render/tree.ts';
import { lintEntries } from './lints.ts';
import type { ExistingProject } from './project.ts';

/** A file that the gates bring. */
export type Proposal =
  /** All of it, where the project has no file of that purpose. */
  | { readonly path: string; readonly whole: string; readonly executable: boolean; readonly aliases: readonly string[] }
  /** Entries of a TOML file, which is made of them where there is none. */
  | { readonly path: string; readonly entries: readonly Entry[] };

/** Other names under which tools look for their file. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'clippy.toml': ['.clippy.toml'],
  'deny.toml': ['.deny.toml', '.cargo/deny.toml'],
  justfile: ['Justfile', 'JUSTFILE', '.justfile'],
  'rust-toolchain.toml': ['rust-toolchain'],
  'typos.toml': ['_typos.toml', '.typos.toml'],
  '.github/dependabot.yml': ['.github/dependabot.yaml'],
  '.gitlab-ci.yml': [],
};

/** Every file, beside the manifests, that decides what the gates bring or is touched by them. */
export const LOOKED_AT: readonly string[] = Object.entries(ALIASES).flatMap(([name, aliases]) => [name, ...aliases]);

/** Files of which a project may have a part of its own. */
const MERGED = ['.config/nextest.toml', 'clippy.toml'];

/** What the gates bring: the files of the tree, and the lints in the manifests. */
export function proposals(tree: Tree, project: ExistingProject, counted: readonly string[], root: string): Proposal[] {
  const files = Array.from(tree, ([path, { text, executable }]): Proposal => {
    if (MERGED.includes(path)) return { path, entries: entriesOf(parse(text) as Value) };
    return { path, whole: text, executable, aliases: ALIASES[path] ?? [] };
  });
  return [...files, ...lintProposals(project, counted, root)];
}

/** @param root the text of the root's Cargo.toml. */
function lintProposals({ members }: ExistingProject, counted: readonly string[], root: string): Proposal[] {
  const manifest = parse(root);
  if (!('workspace' in manifest)) return [{ path: 'Cargo.toml', entries: lintEntries(['lints'], counted) }];
  const inherited: Entry = { path: ['lints', 'workspace'], value: true };
  const own = lintEntries(['workspace', 'lints'], counted);
  return [
    { path: 'Cargo.toml', entries: 'package' in manifest ? [...own, inherited] : own },
    ...members
      .filter(({ manifest: path }) => path !== 'Cargo.toml')
      .map(({ manifest: path }) => ({ path, entries: [inherited] })),
  ];
}

/** A parsed file as single entries. */
function entriesOf(value: Value, path: readonly string[] = []): Entry[] {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
  // Below the profile, tables are values that people write on one line.
  if (!isTable || path.length > 2) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => entriesOf(inner as Value, [...path, key]));
}
