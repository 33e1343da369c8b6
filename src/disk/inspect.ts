import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../options/errors.ts';
import { missingIgnores } from '../render/ignores.ts';
import type { Tree } from '../render/tree.ts';
import { diskError, errorCode, showNames, showPath } from './errors.ts';
import { foldersOf } from './folders.ts';
import { currentBranch, enclosingRepository } from './git.ts';
import { refuseWithinWorkspace } from './parent.ts';
import { stagingOwner } from './staging.ts';

interface Repository {
  readonly folder: string;
  /** Undefined where that is not easily told. */
  readonly branch: string | undefined;
}

/** How a tree goes into a target. */
export interface TargetPlan {
  /** `new`: the target is absent or empty; `beside`: what it holds stays as it is. */
  readonly kind: 'new' | 'beside';
  /** Absolute, symbolic links resolved. */
  readonly target: string;
  /** The target as the user wrote it, for messages. */
  readonly shown: string;
  /** The git repository that the target is in or would be in. */
  readonly repository?: Repository;
  /** Files of the user's in whose place, or beside which, we would have our own: they stay as they are. */
  readonly kept: readonly string[];
  /** Files of ours that are left out for them. */
  readonly omitted: readonly string[];
  /** Files of ours that are there already. */
  readonly identical: readonly string[];
  /** What is put behind the lines of a file of the user's: the lines of ours that he does not have. */
  readonly appended: ReadonlyMap<string, string>;
}

/** On which terms a target that holds something is taken. */
export interface TargetTerms {
  /** Whether to write beside what it holds. */
  readonly force: boolean;
  /** Of a workspace that was made before, the rest of the sentence that refuses it; undefined for any other folder. */
  readonly madeBefore?: () => Promise<string | undefined>;
}

/** Of the tree what the target does not hold yet, and is to hold. */
export function newFiles({ omitted, identical, appended }: TargetPlan, tree: Tree): Tree {
  const others = new Set([...omitted, ...identical, ...appended.keys()]);
  return new Map([...tree].filter(([file]) => !others.has(file)));
}

const README = /^readme/i;

const LICENCE = /^(licen[cs]e|copying)/i;

/** Whether a file of this name in the root states the terms of what is there. */
export function isLicence(name: string): boolean {
  return LICENCE.test(name);
}

/** A list of lines, in which his and ours can stand together. */
const IGNORES = '.gitignore';

/** What a fresh clone may hold besides `.git` and its list of ignored files. */
function isUsersOwn(entry: fs.Dirent): boolean {
  return !entry.isDirectory() && (README.test(entry.name) || isLicence(entry.name));
}

/**
 * Finds out whether and how the tree can go into the target. Writes nothing.
 *
 * @param target path of the workspace, relative to the working folder or absolute
 * @throws InputError where the target cannot take the tree
 */
export async function inspectTarget(
  target: string,
  tree: Tree,
  { force, madeBefore }: TargetTerms,
): Promise<TargetPlan> {
  const shown = showPath(target);
  try {
    const real = resolveTarget(path.resolve(target));
    await refuseWithinWorkspace(real, tree);
    const place = { target: real, shown, ...repositoryAround(real) };
    const all = entriesOf(real);
    const entries = all.filter(({ name }) => stagingOwner(real, name) === undefined);
    if (entries.length === 0)
      return { kind: 'new', ...place, kept: [], omitted: [], identical: [], appended: new Map() };
    const found = compare(real, tree);
    const kept = entries.filter(isUsersOwn).flatMap(({ name }) => (found.identical.has(name) ? [] : [name]));
    const omitted = omittedFor(kept, found, tree);
    const appended = appendedTo(real, found, tree);
    const conflicts = found.differing.filter((file) => !omitted.includes(file) && !appended.has(file));
    const interrupted = entries.length < all.length || !found.identical.has('Cargo.toml');
    const known = interrupted ? found.identical : new Set<string>();
    const problem =
      conflictProblem([...found.obstacles, ...conflicts]) ??
      (force ? undefined : foreignProblem(foreignNames(real, entries, known, tree)));
    if (problem !== undefined) throw new InputError(`${shown} ${(await madeBefore?.()) ?? problem}`);
    return { kind: 'beside', ...place, kept, omitted, identical: [...found.identical], appended };
  } catch (error) {
    throw diskError(error, shown);
  }
}

function repositoryAround(target: string): { readonly repository?: Repository } {
  const folder = enclosingRepository(target);
  return folder === undefined ? {} : { repository: { folder, branch: currentBranch(folder) } };
}

/** Resolves the links of a path whose end may be missing. */
function resolveTarget(target: string): string {
  const real = realPath(target);
  if (real !== undefined) {
    if (!fs.statSync(real).isDirectory()) {
      throw new InputError(`${showPath(target)} is a file, not a folder; choose another path`);
    }
    return real;
  }
  if (isLink(target)) {
    throw new InputError(`${showPath(target)} is a symbolic link that leads nowhere; remove it or choose another path`);
  }
  return path.join(resolveTarget(path.dirname(target)), path.basename(target));
}

function realPath(target: string): string | undefined {
  try {
    return fs.realpathSync(target);
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
    if (missing && target !== path.dirname(target)) return undefined;
    throw error;
  }
}

function isLink(file: string): boolean {
  try {
    fs.readlinkSync(file);
    return true;
  } catch {
    return false;
  }
}

function entriesOf(folder: string): fs.Dirent[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : [];
}

interface Comparison {
  /** Files of ours whose bytes are there. */
  readonly identical: ReadonlySet<string>;
  /** Files of ours where something else is. */
  readonly differing: readonly string[];
  /** Folders of ours where there is a file, or a link, which might lead out of the target. */
  readonly obstacles: readonly string[];
}

function compare(target: string, tree: Tree): Comparison {
  const identical = new Set<string>();
  const differing: string[] = [];
  const obstacles: string[] = [];
  const enterable = new Set(['']);
  for (const folder of foldersOf(tree.keys())) {
    if (!enterable.has(parentOf(folder))) continue;
    const stat = fs.lstatSync(path.join(target, folder), { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) enterable.add(folder);
    else if (stat !== undefined) obstacles.push(folder);
  }
  for (const [file, { text }] of tree) {
    if (!enterable.has(parentOf(file))) continue;
    const state = compareFile(path.join(target, file), text);
    if (state === 'identical') identical.add(file);
    if (state === 'differs') differing.push(file);
  }
  return { identical, differing, obstacles };
}

/** Compares without following a link. */
export function compareFile(file: string, text: string): 'absent' | 'identical' | 'differs' {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return 'absent';
  return stat.isFile() && fs.readFileSync(file).equals(Buffer.from(text)) ? 'identical' : 'differs';
}

function parentOf(file: string): string {
  const end = file.lastIndexOf('/');
  return end === -1 ? '' : file.slice(0, end);
}

/** Our README gives way to any README of the user's, a licence to his of the same name. */
function omittedFor(kept: readonly string[], { differing }: Comparison, tree: Tree): string[] {
  const hasReadme = kept.some((name) => README.test(name));
  return [...tree.keys()].filter((file) =>
    README.test(file) ? hasReadme : isLicence(file) && differing.includes(file),
  );
}

/** The lines of ours that the user's list of ignored files lacks; nothing where his is no file to be written to. */
function appendedTo(target: string, { differing }: Comparison, tree: Tree): Map<string, string> {
  const file = path.join(target, IGNORES);
  if (!differing.includes(IGNORES) || !fs.lstatSync(file).isFile()) return new Map();
  const theirs = fs.readFileSync(file, 'utf8');
  const missing = missingIgnores(theirs, (tree.get(IGNORES)?.text ?? '').split('\n'));
  const separator = theirs === '' || theirs.endsWith('\n') ? '' : '\n';
  return new Map([[IGNORES, missing.length === 0 ? '' : `${separator}${missing.join('\n')}\n`]]);
}

function conflictProblem(conflicts: readonly string[]): string | undefined {
  if (conflicts.length === 0) return undefined;
  const them = conflicts.length === 1 ? 'it' : 'them';
  const list = showNames([...conflicts].sort());
  return `holds other content where these would go: ${list}; move ${them} away or choose another folder`;
}

/** Names in the target that neither a fresh clone nor an interrupted run of ours, with these files, would have left. */
function foreignNames(
  target: string,
  entries: readonly fs.Dirent[],
  identical: ReadonlySet<string>,
  tree: Tree,
): string[] {
  const folders = new Set(foldersOf(tree.keys()));
  const isForeign = (place: string, entry: fs.Dirent): boolean => {
    if (!entry.isDirectory()) return !identical.has(place);
    if (!folders.has(place)) return true;
    return entriesOf(path.join(target, place)).some((inner) => isForeign(`${place}/${inner.name}`, inner));
  };
  const ofClone = (entry: fs.Dirent) => ['.git', IGNORES].includes(entry.name) || isUsersOwn(entry);
  return entries.filter((entry) => !ofClone(entry) && isForeign(entry.name, entry)).map(({ name }) => name);
}

function foreignProblem(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return `is not empty, it holds ${showNames(names)}; choose another folder, or write beside what is there with --force`;
}
