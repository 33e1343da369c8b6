import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { showPath } from './errors.ts';
import { gitEnvironment } from './git.ts';

/** What git makes of a folder as it is, uncommitted changes included. */
export interface WorkTree {
  /** The id that git's tree of it has. */
  readonly tree: string;
  /** The commit that is checked out; undefined where there is none. */
  readonly commit?: string;
  /** Whether the commit holds the same tree. */
  readonly clean: boolean;
}

/** No hook or monitor of the user's runs. */
const SETTINGS = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.safecrlf=false'];

/** Git could not say what was asked. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/**
 * Asks git for the tree of a folder, whether or not it lies in a repository. Neither index nor objects of the user's are
 * touched: git gets a copy of the index, and a folder of its own for what it has to store.
 *
 * @throws GitError
 */
export async function inspectWorkTree(folder: string): Promise<WorkTree> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'create-rust-2026-tree-'));
  try {
    const repository = await ask(folder, [
      'rev-parse',
      '--git-path',
      'objects',
      '--git-path',
      'index',
      '--show-prefix',
    ]);
    return repository === undefined
      ? await outsideOfAny(folder, scratch)
      : await inRepository(folder, scratch, repository);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function outsideOfAny(folder: string, scratch: string): Promise<WorkTree> {
  const env = { GIT_DIR: path.join(scratch, 'git'), GIT_WORK_TREE: folder };
  await git(scratch, ['init', '--quiet', '--bare', '--template=', env.GIT_DIR]);
  await git(folder, ['add', '--all', '--', '.'], env);
  return { tree: await git(folder, ['write-tree'], env), clean: false };
}

async function inRepository(folder: string, scratch: string, facts: string): Promise<WorkTree> {
  const [objects = '', index = '', prefix = ''] = facts.split('\n');
  const env = { GIT_INDEX_FILE: path.join(scratch, 'index'), GIT_OBJECT_DIRECTORY: path.join(scratch, 'objects') };
  fs.mkdirSync(path.join(env.GIT_OBJECT_DIRECTORY, 'info'), { recursive: true });
  fs.writeFileSync(path.join(env.GIT_OBJECT_DIRECTORY, 'info', 'alternates'), `${path.resolve(folder, objects)}\n`);
  copyIndex(path.resolve(folder, index), env.GIT_INDEX_FILE);
  await git(folder, ['add', '--all', '--', '.'], env);
  const tree = await git(folder, ['write-tree', ...(prefix === '' ? [] : [`--prefix=${prefix}`])], env);
  const [commit, committed] = await Promise.all([
    ask(folder, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
    ask(folder, ['rev-parse', '--verify', '--quiet', 'HEAD:./']),
  ]);
  return { tree, ...(commit === undefined ? {} : { commit }), clean: tree === committed };
}

/** With its time, by which git tells files that may have changed within the same tick. */
function copyIndex(from: string, to: string): void {
  const stat = fs.statSync(from, { throwIfNoEntry: false });
  if (stat === undefined) return;
  fs.copyFileSync(from, to);
  fs.utimesSync(to, stat.atime, new Date(Math.floor(stat.mtimeMs)));
}

/**
 * The files that git tracks or would track, relative to the folder, `/` between segments.
 *
 * @returns undefined where the folder is in no repository, or there is no git.
 */
export async function trackableFiles(folder: string): Promise<readonly string[] | undefined> {
  const listed = await ask(folder, ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '.']);
  return listed?.split('\0').filter((file) => file !== '');
}

/** Whether git leaves a file alone: it is ignored, outside of the work tree, or there is no repository. */
export async function isLeftAlone(folder: string, file: string): Promise<boolean> {
  const top = await ask(folder, ['rev-parse', '--show-toplevel']);
  if (top === undefined) return true;
  const inside = path.relative(fs.realpathSync(top), file);
  if (inside.startsWith('..') || path.isAbsolute(inside)) return true;
  return (await ask(top, ['check-ignore', '--quiet', '--', file])) !== undefined;
}

/** A line of a list of ignored files, and what git leaves out for its sake. */
export interface IgnoredFiles {
  /** The list's path, from the root of the work tree where it lies in it. */
  readonly list: string;
  readonly line: string;
  readonly pattern: string;
  readonly files: readonly string[];
}

/**
 * Which of some files git neither has nor would take, and why; none where there is no repository, or no git.
 *
 * @param files relative to the folder
 */
export async function ignoredFiles(folder: string, files: readonly string[]): Promise<IgnoredFiles[]> {
  const input = files.map((file) => `${file}\0`).join('');
  const fields = (await ask(folder, ['check-ignore', '--stdin', '--verbose', '-z'], input))?.split('\0') ?? [];
  const found = new Map<string, IgnoredFiles & { readonly files: string[] }>();
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [list = '', line = '', pattern = '', file = ''] = fields.slice(at, at + 4);
    if (pattern.startsWith('!')) continue; // It takes the file in again.
    const place = `${list}\0${line}`;
    const rule = found.get(place) ?? { list, line, pattern, files: [] };
    rule.files.push(file);
    found.set(place, rule);
  }
  return [...found.values()];
}

/** What git answers; undefined where it does not. */
async function ask(folder: string, args: readonly string[], input?: string): Promise<string | undefined> {
  try {
    return await git(folder, args, {}, input);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

async function git(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input?: string,
): Promise<string> {
  const { execa, ExecaError } = await import('execa');
  try {
    const { stdout } = await execa('git', [...SETTINGS, ...args], {
      cwd: folder,
      env: { ...gitEnvironment(process.env), ...env },
      extendEnv: false,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
    });
    return stdout;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    if (error.code === 'ENOENT') throw new GitError('git is not installed');
    const [line = ''] = String(error.stderr)
      .split('\n')
      .filter((text) => !/^(hint|warning):/.test(text));
    throw new GitError(`git ${args[0] ?? ''} failed${line === '' ? '' : `: ${showPath(line)}`}`);
  }
}
