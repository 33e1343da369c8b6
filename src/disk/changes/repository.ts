import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../../options/errors.ts';
import { reasonFor, runGit } from '../git.ts';

/** Where git keeps the files of a folder, and what it knows of them. */
export interface Repository {
  /** The work tree's root, which may lie above the folder. */
  readonly top: string;
  /** Git's own folder for this work tree; a linked one has its own. */
  readonly gitFolder: string;
}

/** @throws InputError where there is no git, or no work tree */
export async function findRepository(folder: string, shown: string): Promise<Repository> {
  const { output, failure } = await runGit(folder, ['rev-parse', '--absolute-git-dir', '--show-toplevel']);
  if (failure !== undefined) throw new InputError(refusal(shown, reasonFor(failure)));
  const [gitFolder = '', top = '', ...rest] = output.split('\n');
  if (rest.length !== 1) throw new InputError(`the path of ${shown} has a line break in it; rename that folder`);
  return { top: path.resolve(top), gitFolder: path.resolve(gitFolder) };
}

function refusal(shown: string, reason: string): string {
  if (reason.includes('not a git repository')) {
    return `${shown} is in no git repository, and git is what takes changes back; run git init and commit there first`;
  }
  if (reason.includes('must be run in a work tree')) {
    return `${shown} has no work tree, it belongs to git itself; choose a folder of a clone`;
  }
  return `${shown} cannot be changed without git: ${reason}`;
}

/** What git is in the middle of, by what it then has in its folder. */
const UNDER_WAY: Readonly<Record<string, string>> = {
  MERGE_HEAD: 'merge',
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
  'rebase-merge': 'rebase',
  'rebase-apply': 'rebase',
};

/** The command of git that was begun and not finished, if any. */
export function operationUnderWay({ gitFolder }: Repository): string | undefined {
  return Object.entries(UNDER_WAY).find(([name]) => fs.existsSync(path.join(gitFolder, name)))?.[1];
}

/** What git's index holds: by path from the work tree's root, each entry as `mode object stage`. */
export type Index = ReadonlyMap<string, readonly string[]>;

export async function readIndex({ top }: Repository): Promise<Index> {
  const index = new Map<string, string[]>();
  for (const line of await records(top, ['ls-files', '--stage', '-z'])) {
    const tab = line.indexOf('\t');
    const [file, entry] = [line.slice(tab + 1), line.slice(0, tab)];
    const entries = index.get(file);
    if (entries === undefined) index.set(file, [entry]);
    else entries.push(entry);
  }
  return index;
}

/**
 * Files that git keeps and that differ from the last commit: by path from the work tree's root, two letters as
 * git-status(1) has them. Work inside a submodule is no change of ours to lose.
 */
export async function readStatus({ top }: Repository): Promise<ReadonlyMap<string, string>> {
  const options = ['--porcelain=v1', '-z', '--untracked-files=no', '--no-renames', '--ignore-submodules=dirty'];
  const lines = await records(top, ['--no-optional-locks', 'status', ...options]);
  return new Map(lines.map((line) => [line.slice(3), line.slice(0, 2)]));
}

/** Whether the disk keeps the executable bit, as git found out when it made the repository. */
export async function keepsModes({ top }: Repository): Promise<boolean> {
  return (await ask(top, ['config', '--type=bool', '--default=true', '--get', 'core.fileMode'])) === 'true\n';
}

async function records(folder: string, args: readonly string[]): Promise<string[]> {
  return (await ask(folder, args)).split('\0').slice(0, -1);
}

/** @throws InputError where git refuses */
export async function ask(
  folder: string,
  args: readonly string[],
  options: { readonly input?: string; readonly signal?: AbortSignal } = {},
): Promise<string> {
  const { output, failure } = await runGit(folder, args, options);
  if (failure !== undefined) throw new InputError(`${reasonFor(failure)}; mend that and try again`);
  return output;
}
