import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import { showPath } from './errors.ts';
import { ancestorsOf } from './folders.ts';
import { Interruption, isInterruption } from './interrupt.ts';

/** What became of the repository; the reason says in a few words why it is less than a commit. */
export interface GitResult {
  readonly state: 'committed' | 'initialised' | 'none';
  readonly reason?: string;
}

/**
 * For every call: no hook, monitor or signer of the user's runs, no maintenance starts, none of his ignore rules leaves a
 * file out, and nobody is guessed to be the author.
 */
export const SETTINGS = [
  'commit.gpgSign=false',
  'core.excludesFile=',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.safecrlf=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'user.useConfigOnly=true',
].flatMap((setting) => ['-c', setting]);

/** Variables that say who commits and where the user's configuration is; all others belong to a repository around us. */
const KEPT_VARIABLES = /^GIT_((AUTHOR|COMMITTER)_(NAME|EMAIL)|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH)$/;

/** The environment for git, without what a git around us (a hook, an alias, `rebase --exec`) has set for itself. */
export function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !/^GIT_/i.test(name) || KEPT_VARIABLES.test(name));
  return { ...Object.fromEntries(own), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

/** The folder of the repository that the target is in or would be in, if any. */
export function enclosingRepository(target: string): string | undefined {
  if (fs.existsSync(path.join(target, '.git'))) return target;
  return ancestorsOf(target).find((folder) => isRepository(path.join(folder, '.git')));
}

/** The branch that a repository is on, where that is easily told. */
export function currentBranch(repository: string): string | undefined {
  const head = path.join(gitFolder(repository), 'HEAD');
  // A reftable's HEAD names a branch that begins with a dot, which none does.
  return fs.existsSync(head) ? /^ref: refs\/heads\/([^.].*)$/m.exec(fs.readFileSync(head, 'utf8'))?.[1] : undefined;
}

/** Where git keeps what it knows of a work tree: a file says so in a linked one, and in a submodule. */
function gitFolder(repository: string): string {
  const git = path.join(repository, '.git');
  if (fs.statSync(git, { throwIfNoEntry: false })?.isFile() !== true) return git;
  return path.resolve(repository, /^gitdir: (.+)$/m.exec(fs.readFileSync(git, 'utf8'))?.[1] ?? git);
}

/** A folder with a HEAD, or the file of a worktree or submodule; an empty folder of that name is no repository. */
function isRepository(git: string): boolean {
  return fs.existsSync(path.join(git, 'HEAD')) || fs.statSync(git, { throwIfNoEntry: false })?.isFile() === true;
}

interface Repository {
  /** Where the files are: what lies there is all committed. */
  readonly folder: string;
  /** Files to be executable for everybody, also where the disk knows no such mode. */
  readonly executables: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Makes a repository with one commit on main. Git's own troubles cost the repository, never the workspace: there is a
 * reason instead.
 *
 * @throws when the signal ends it, git is interrupted, or the disk is full
 */
export async function createRepository({ folder, executables, signal }: Repository): Promise<GitResult> {
  const git = async (...args: string[]) => (await runGit(folder, args, { signal })).failure;
  const init = () => git('init', '--quiet', '--initial-branch=main', '--template=');
  const failure =
    (await init()) ??
    (await git('add', '--all')) ??
    (executables.length === 0 ? undefined : await git('update-index', '--chmod=+x', '--', ...executables)) ??
    (await git('commit', '--quiet', '--message=Generate the workspace'));
  if (failure === undefined) return { state: 'committed' };
  if (DISK_FULL.test(failure.output)) throw Object.assign(new Error(failure.output), { errno: -28, code: 'ENOSPC' });
  fs.rmSync(path.join(folder, '.git'), { recursive: true, force: true });
  if (failure.command !== 'commit') return { state: 'none', reason: reasonFor(failure) };
  const unknown = (await git('var', 'GIT_AUTHOR_IDENT')) ?? (await git('var', 'GIT_COMMITTER_IDENT'));
  const again = unknown === undefined ? failure : await init();
  if (again !== undefined) return { state: 'none', reason: reasonFor(again) };
  return { state: 'initialised', reason: 'git has no user.name and user.email to commit with' };
}

/** What git printed, and how it failed if it did. */
export interface GitAnswer {
  readonly output: string;
  readonly failure?: GitFailure;
}

export interface GitFailure {
  readonly command: string | undefined;
  readonly code: string | undefined;
  readonly output: string;
}

/**
 * Runs git in a folder, with our settings and environment.
 *
 * @throws when the signal ends it or git is interrupted
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  { input, signal }: { readonly input?: string; readonly signal?: AbortSignal } = {},
): Promise<GitAnswer> {
  const { execa, ExecaError } = await import('execa');
  try {
    const { stdout } = await execa('git', [...SETTINGS, ...args], {
      cwd: folder,
      env: gitEnvironment(process.env),
      extendEnv: false,
      stripFinalNewline: false,
      ...(input === undefined ? { stdin: 'ignore' } : { input }),
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
    return { output: stdout };
  } catch (error) {
    if (signal?.aborted === true || !(error instanceof ExecaError)) throw error;
    if (isInterruption(error.signal)) throw new Interruption(error.signal);
    const failure = {
      command: args.find((word) => !word.startsWith('-')),
      code: error.code,
      output: String(error.stderr),
    };
    return { output: String(error.stdout), failure };
  }
}

const DISK_FULL = /No space left on device|Disk quota exceeded/;

/** Why git failed, in a few words. */
export function reasonFor({ command, code, output }: GitFailure): string {
  if (code === 'ENOENT') return 'git is not installed';
  const [line = ''] = output.split('\n').filter((text) => !/^(hint|warning):/.test(text));
  return `git ${command} failed${line === '' ? '' : `: ${showPath(line)}`}`;
}
