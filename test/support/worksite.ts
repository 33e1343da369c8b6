import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { deskEnvironment } from './program.ts';

/** Asks git about a folder, as a person at a desk would. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  return (await execa('git', args, { cwd: folder, env: deskEnvironment(), extendEnv: false })).stdout;
}

/** Makes a repository of a folder, with one commit of all that it holds. */
export async function commitAll(folder: string): Promise<void> {
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--allow-empty', '--message=First');
}

/**
 * Everything in a folder, links not followed, names byte by byte: kind, mode and content.
 *
 * @param options.git whether what is in `.git` counts too
 */
export function snapshot(folder: string, options: { readonly git: boolean }): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (place: Buffer): void => {
    for (const name of fs.readdirSync(place, { encoding: 'buffer' })) {
      const full = Buffer.concat([place, Buffer.from('/'), name]);
      const stat = fs.lstatSync(full);
      const key = path.posix.relative(folder, full.toString('latin1'));
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) found[key] = `-> ${fs.readlinkSync(full)}`;
      else if (stat.isFile()) found[key] = `${mode} ${fs.readFileSync(full, 'latin1')}`;
      else if (stat.isDirectory()) {
        found[key] = `${mode} /`;
        if (options.git || key !== '.git') visit(full);
      } else found[key] = 'special';
    }
  };
  visit(Buffer.from(folder));
  return found;
}
