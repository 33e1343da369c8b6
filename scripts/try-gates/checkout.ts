import { createHash } from 'node:crypto';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { cache } from '../../test/support/cache.ts';
import { toolPath } from '../../test/support/tools.ts';
import type { Package, TriedProject } from './projects.ts';

/** Who commits, and where cargo builds: one folder for all projects, which are tried one after the other. */
const ENVIRONMENT = {
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) => [
      [`GIT_${role}_NAME`, 'Ada'],
      [`GIT_${role}_EMAIL`, 'ada@example.com'],
    ]),
  ),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  CARGO_TARGET_DIR: path.join(cache.triedGates, 'target'),
  PATH: toolPath,
};

/** What a command left. */
export interface Done {
  readonly exitCode: number | undefined;
  /** Of both streams, as they came. */
  readonly all: string;
  readonly stdout: string;
}

/** A project in a git repository of its own, with everything committed. */
export class Checkout {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Runs a command, whatever comes of it. */
  async run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Done> {
    const [program = '', ...args] = words;
    const { exitCode, all, stdout } = await execa(program, args, {
      cwd: this.folder,
      env: { ...ENVIRONMENT, ...env },
      all: true,
      reject: false,
      stdin: 'ignore',
      stripFinalNewline: false,
    });
    return { exitCode, all, stdout };
  }

  /** @returns what git prints. */
  async git(...args: readonly string[]): Promise<string> {
    const { exitCode, all, stdout } = await this.run(['git', ...args]);
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${all}`);
    return stdout;
  }

  async commit(message: string): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', message);
  }

  /** The hash of all that is there and not ignored. */
  async tree(): Promise<string> {
    await this.git('add', '--all');
    return (await this.git('write-tree')).trim();
  }

  /** Puts everything back as it was committed; a clone has nothing else. */
  async restore(): Promise<void> {
    await this.git('reset', '--quiet', '--hard');
    await this.git('clean', '--quiet', '-d', '--force', '-x');
  }
}

/** Makes a project anew from its packages. */
export async function checkOut(project: TriedProject): Promise<Checkout> {
  const folder = path.join(cache.triedGates, 'projects', project.name);
  await fs.emptyDir(folder);
  for (const packaged of project.packages) {
    const place = project.root === undefined ? folder : path.join(folder, packaged.name);
    await unpack(packaged, place);
    if (project.manifest === 'original') await fs.move(`${place}/Cargo.toml.orig`, `${place}/Cargo.toml`, OVER);
    else await fs.remove(path.join(place, 'Cargo.toml.orig'));
    await fs.remove(path.join(place, '.cargo_vcs_info.json'));
    // A member's is the root's.
    if (project.root !== undefined) await fs.remove(path.join(place, 'Cargo.lock'));
  }
  if (project.root !== undefined) await fs.writeFile(path.join(folder, 'Cargo.toml'), project.root);
  const checkout = new Checkout(folder);
  await checkout.git('init', '--quiet', '--initial-branch=main');
  await checkout.commit('As published');
  // A Cargo.lock that is published and ignored is not there in a clone.
  await checkout.restore();
  return checkout;
}

const OVER = { overwrite: true };

async function unpack(packaged: Package, place: string): Promise<void> {
  await fs.ensureDir(place);
  await execa('tar', ['-xzf', await download(packaged), '--strip-components=1', '-C', place]);
}

/** @returns the path of the archive, which is as its hash says. */
async function download({ name, version, sha256 }: Package): Promise<string> {
  const file = path.join(cache.triedGates, 'packages', `${name}-${version}.crate`);
  if (!(await fs.pathExists(file))) {
    const answer = await fetch(`https://static.crates.io/crates/${name}/${name}-${version}.crate`);
    if (!answer.ok) throw new Error(`${name} ${version} cannot be downloaded: ${answer.status}`);
    await fs.outputFile(file, Buffer.from(await answer.arrayBuffer()));
  }
  const actual = createHash('sha256')
    .update(await fs.readFile(file))
    .digest('hex');
  if (actual !== sha256) throw new Error(`${file} has the SHA-256 ${actual}, not ${sha256}`);
  return file;
}
