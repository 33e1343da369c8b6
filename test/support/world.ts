import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { execa } from 'execa';
import fs from 'fs-extra';

import { filesBelow } from './workspace.ts';

/** An entry of an advisory database. */
export interface Advisory {
  /** `RUSTSEC-2026-9001`. */
  readonly id: string;
  readonly crate: string;
  /** Versions that it does not hold for; without any it holds for all. */
  readonly patched?: string;
  /** `unmaintained`; without it the crate is vulnerable. */
  readonly informational?: string;
}

const DATABASE_URL = 'https://github.com/RustSec/advisory-db';
const CARGO_HOME = process.env['CARGO_HOME'] ?? path.join(os.homedir(), '.cargo');

/** Holds for no graph, as deny.toml is to judge it; a database without an advisory is refused. */
const QUIET: readonly Advisory[] = [
  { id: 'RUSTSEC-2026-9001', crate: 'serde', patched: '>= 1.0.0' },
  // serde_json depends on it, no member does.
  { id: 'RUSTSEC-2026-9002', crate: 'itoa', informational: 'unmaintained' },
];

/**
 * What `cargo deny check advisories` asks about, in copies that a test can change: the advisory database, in whose place
 * git takes one on the disk, and the registry's index, in a Cargo home that shares all crates with the user's.
 */
export class World {
  readonly env: Readonly<Record<string, string>>;
  readonly #database: string;
  readonly #index: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#database = path.join(folder, 'advisory-db');
    this.#index = path.join(folder, 'home/registry/index');
    this.env = {
      CARGO_HOME: path.join(folder, 'home'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.file://${this.#database}.insteadOf`,
      GIT_CONFIG_VALUE_0: DATABASE_URL,
    };
  }

  /** One in which nothing is known against any crate. */
  static async create(): Promise<World> {
    const world = new World(await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), 'create-rust-2026-world-')));
    for (const shared of ['config.toml', 'registry/cache', 'registry/src']) {
      const own = path.join(CARGO_HOME, shared);
      if (await fs.pathExists(own)) await fs.ensureSymlink(own, path.join(world.#folder, 'home', shared));
    }
    await fs.copy(path.join(CARGO_HOME, 'registry/index'), world.#index, {
      filter: (file) => path.basename(file) !== '.git',
    });
    await execa('git', ['init', '--quiet', '--initial-branch=main', world.#database]);
    for (const advisory of QUIET) await world.advise(advisory);
    return world;
  }

  /** Publishes an advisory. */
  async advise(advisory: Advisory): Promise<void> {
    const { id, crate } = advisory;
    await fs.outputFile(path.join(this.#database, 'crates', crate, `${id}.md`), advisoryText(advisory));
    const git = async (...args: string[]) =>
      execa('git', ['-C', this.#database, '-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args]);
    await git('add', '--all');
    await git('commit', '--quiet', '--message', id);
  }

  /** Yanks every version of a crate. */
  async yank(crate: string): Promise<void> {
    const entries = (await filesBelow(this.#index)).filter((file) => path.basename(file) === crate);
    if (entries.length === 0) throw new Error(`the registry's index does not know ${crate}`);
    for (const entry of entries) {
      const file = path.join(this.#index, entry);
      const text = await fs.readFile(file, 'latin1');
      await fs.writeFile(file, text.replaceAll(/("yanked": ?)false/g, '$1true'), 'latin1');
    }
  }

  async remove(): Promise<void> {
    await fs.remove(this.#folder);
  }
}

/** As https://github.com/RustSec/advisory-db lays them out. */
function advisoryText({ id, crate, patched, informational }: Advisory): string {
  return [
    '```toml',
    '[advisory]',
    `id = "${id}"`,
    `package = "${crate}"`,
    'date = "2026-11-22"',
    ...(informational === undefined ? [] : [`informational = "${informational}"`]),
    '',
    '[versions]',
    `patched = [${patched === undefined ? '' : `"${patched}"`}]`,
    '```',
    '',
    `# Something about ${crate}`,
    '',
    'Made up for a test.',
    '',
  ].join('\n');
}
