import process from 'node:process';

import { SETTINGS } from '../../disk/git.ts';
import { InputError, onOneLine } from '../../options/errors.ts';
import { sourceText, type GitSource } from './source.ts';
import { listFlat, refuseTooMuch, type Fetched, type FetchPlace, type Store, type StoreEntry } from './store.ts';

/** Says where a repository around us is; everything else in the environment says how to reach another. */
const LOCAL_VARIABLES =
  /^GIT_(ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|DIR|GRAFT_FILE|INDEX_FILE|NAMESPACE|OBJECT_DIRECTORY|PREFIX|SHALLOW_FILE|TEMPLATE_DIR|WORK_TREE)$/;

/**
 * Lets git fetch one commit, as the user's settings say, and reads its blobs. Nothing is checked out: there is no hook, no
 * filter and no submodule.
 *
 * @throws InputError where git is missing or cannot get it.
 */
export async function fetchCommit(source: GitSource, place: FetchPlace): Promise<Fetched> {
  const shown = sourceText({ ...source, folder: '' }, source.wanted);
  const git = (args: readonly string[], input?: string) => runGit(args, input, shown, place);
  await git(['init', '--quiet', '--bare', '--template=', '.']);
  await git(['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--', source.url, source.wanted]);
  const exact = (await git(['rev-parse', '--verify', 'FETCH_HEAD^{commit}'])).toString().trim();
  const listing = (await git(['ls-tree', '-r', '-z', '--long', exact])).toString();
  return { exact, store: toStore(parseListing(listing), sourceText({ ...source, folder: '' }, exact), git) };
}

interface Blob extends Omit<StoreEntry, 'name'> {
  /** Its object's id. */
  readonly id: string;
}

const KINDS: Readonly<Record<string, StoreEntry['kind']>> = { '100644': 'file', '100755': 'file', '120000': 'link' };

/** `<mode> <type> <id> <size>\t<path>\0` for each. */
function parseListing(listing: string): Map<string, Blob> {
  const rows = listing.split('\0').map((row) => /^(\d+) \w+ ([0-9a-f]+) +(-|\d+)\t([^]*)$/.exec(row));
  return new Map(
    rows.flatMap((row): [string, Blob][] => {
      if (row === null) return [];
      const [, mode = '', id = '', size = '', path = ''] = row;
      return [[path, { kind: KINDS[mode] ?? 'other', id, size: Number(size) || 0 }]];
    }),
  );
}

type Git = (args: readonly string[], input?: string) => Promise<Buffer>;

function toStore(blobs: ReadonlyMap<string, Blob>, source: string, git: Git): Store {
  return {
    list: (folder) => Promise.resolve(listFlat(blobs, folder)),
    label: (file) => `${source}:${file}`,
    read: async (files) => {
      const wanted = files.flatMap((file) => blobs.get(file) ?? []);
      refuseTooMuch(source, { files: wanted.length, bytes: wanted.reduce((sum, { size }) => sum + size, 0) });
      const output = await git(['cat-file', '--batch'], wanted.map(({ id }) => `${id}\n`).join(''));
      return splitBatch(output, wanted);
    },
  };
}

/** `<id> blob <size>\n<bytes>\n` for each. */
function splitBatch(output: Buffer, blobs: readonly Blob[]): Uint8Array[] {
  let place = 0;
  return blobs.map(({ size }) => {
    const start = output.indexOf('\n', place) + 1;
    place = start + size + 1;
    return output.subarray(start, start + size);
  });
}

async function runGit(
  args: readonly string[],
  input: string | undefined,
  shown: string,
  { folder, signal }: FetchPlace,
): Promise<Buffer> {
  const { execa } = await import('execa');
  const result = await execa('git', [...SETTINGS, ...args], {
    cwd: folder,
    env: gitEnvironment(process.env),
    extendEnv: false,
    encoding: 'buffer',
    reject: false,
    cancelSignal: signal,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  });
  if (result.exitCode === 0) return Buffer.from(result.stdout);
  signal.throwIfAborted();
  if (result.code === 'ENOENT') throw new InputError(`--preset: ${shown} needs git, and git was not found`);
  throw new InputError(`--preset: git cannot fetch ${shown}: ${gitProblem(Buffer.from(result.stderr).toString())}`);
}

function gitProblem(err: string): string {
  const [fatal, ...rest] = err.split('\n').flatMap((line) => /^(?:fatal|error): (.+)$/.exec(line)?.[1] ?? []);
  return onOneLine(fatal ?? rest[0] ?? 'it does not say why');
}

/** Commits are reached over these alone, never by a program that a URL names; nobody is asked for a password. */
function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !LOCAL_VARIABLES.test(name));
  return { ...Object.fromEntries(own), GIT_ALLOW_PROTOCOL: 'file:https:ssh', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}
