import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { diskError, showPath } from './errors.ts';
import { removeEmptyFolder } from './files.ts';
import { foldersOf } from './folders.ts';
import { gitEnvironment } from './git.ts';
import { interruptible } from './interrupt.ts';
import { removeStale, stagingName } from './staging.ts';

/** A copy of a project in which commands may be tried; nothing that is done to it reaches the project. */
export interface Copy {
  /** Absolute. */
  readonly folder: string;
  /** Writes texts by path; undefined takes the file away. */
  readonly put: (files: ReadonlyMap<string, string | undefined>) => void;
}

/**
 * Copies what a fresh clone would hold, and what git does not ignore yet, gives it to some work, and removes it. The copy
 * lies beside the project, where paths that lead out of it still lead somewhere.
 *
 * @param root absolute, inside a git repository
 * @param work is given a signal that aborts when the run is interrupted
 */
export async function inCopy<T>(root: string, work: (copy: Copy, signal: AbortSignal) => Promise<T>): Promise<T> {
  return interruptible(async (signal) => {
    removeStale(root);
    const folder = openFolder(root);
    try {
      const names = await git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], signal);
      for (const file of split(names)) copyFile(root, folder, file);
      // Only in a repository do tools heed .gitignore.
      await git(folder, ['init', '--quiet', '--template='], signal);
      return await work(
        {
          folder,
          put: (files) => {
            files.forEach((text, file) => {
              putFile(folder, file, text);
            });
          },
        },
        signal,
      );
    } catch (error) {
      throw diskError(error, showPath(folder));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    }
  });
}

function openFolder(root: string): string {
  const beside = path.join(path.dirname(root), stagingName(root));
  try {
    fs.mkdirSync(beside);
    return beside;
  } catch {
    return fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'create-rust-2026-'));
  }
}

async function git(cwd: string, args: readonly string[], signal: AbortSignal): Promise<Buffer> {
  const { execa } = await import('execa');
  const { stdout } = await execa('git', args, {
    cwd,
    env: gitEnvironment(process.env),
    extendEnv: false,
    encoding: 'buffer',
    stdin: 'ignore',
    cancelSignal: signal,
  });
  return Buffer.from(stdout);
}

/** Names that end with a zero byte, as bytes: a name need not be UTF-8. */
function split(bytes: Buffer): Buffer[] {
  const names: Buffer[] = [];
  for (let start = 0, end = bytes.indexOf(0); end !== -1; start = end + 1, end = bytes.indexOf(0, start)) {
    names.push(bytes.subarray(start, end));
  }
  return names;
}

/** A link is copied as a link; of a submodule, which is a folder to git, nothing is there in a fresh clone either. */
function copyFile(root: string, folder: string, file: Buffer): void {
  const [from, to] = [root, folder].map((each) => Buffer.concat([Buffer.from(`${each}/`), file])) as [Buffer, Buffer];
  const stat = fs.lstatSync(from, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory()) return;
  const slash = to.lastIndexOf('/');
  fs.mkdirSync(to.subarray(0, slash), { recursive: true });
  if (stat.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(from, 'buffer'), to);
  else fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE);
}

function putFile(folder: string, file: string, text: string | undefined): void {
  const place = path.join(folder, file);
  if (text === undefined) {
    fs.rmSync(place, { force: true });
    // To Cargo a folder without a manifest may be a broken member.
    for (const above of foldersOf([file]).reverse()) removeEmptyFolder(path.join(folder, above));
    return;
  }
  fs.mkdirSync(path.dirname(place), { recursive: true });
  fs.writeFileSync(place, text);
}
