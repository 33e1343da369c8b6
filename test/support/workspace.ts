import path from 'node:path';

import { execa, type Result } from 'execa';
import fs from 'fs-extra';

import { cache, sharedBuild } from './cache.ts';
import { prepareToolchain } from './toolchain.ts';
import { toolPath } from './tools.ts';

/** The program as it was built last. */
export const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** What a shell command did. */
export type Outcome = Result<{ all: true; reject: false; shell: 'bash' }>;

/** A generated workspace that commands run in, with the shared target folder and the installed tools. */
export class Workspace {
  readonly folder: string;
  /** What was generated, untouched. */
  readonly #pristine: string;

  private constructor(folder: string, pristine: string) {
    this.folder = folder;
    this.#pristine = pristine;
  }

  /**
   * Generates one below the cache, in the place of an earlier one. Every file is newer than all builds: workspaces that
   * share a target folder may have packages of the same name, and Cargo tells theirs apart by time alone.
   */
  static async generate(label: string, name: string, args: readonly string[]): Promise<Workspace> {
    const place = path.join(cache.workspaces, label);
    const workspace = new Workspace(path.join(place, name), path.join(place, 'pristine', name));
    await fs.remove(workspace.#pristine);
    await execa('node', [cli, 'new', workspace.#pristine, '--yes', '--no-git', ...args], { stdin: 'ignore' });
    await workspace.reset();
    const now = new Date();
    for (const file of await filesBelow(workspace.folder)) await fs.utimes(path.join(workspace.folder, file), now, now);
    return workspace;
  }

  /** Runs a line of a CI workflow or a justfile the way GitHub does: bash, failing on the first error. */
  async run(command: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    // A build that is kept apart outlives the workspace too.
    const shared = command.replaceAll('--target-dir target/', `--target-dir ${cache.target}/`);
    const toolchain = await prepareToolchain(this.folder, shared);
    return execa('bash', ['-eo', 'pipefail', '-c', toolchain.command], {
      cwd: this.folder,
      env: {
        ...sharedBuild,
        CARGO_TERM_COLOR: 'never',
        PATH: toolPath,
        // Whoever runs the tests, the gates run at a desk unless told otherwise.
        CI: undefined,
        ...toolchain.env,
        ...env,
      },
      all: true,
      reject: false,
      stdin: 'ignore',
    }) as Promise<Outcome>;
  }

  async read(file: string): Promise<string> {
    return fs.readFile(path.join(this.folder, file), 'utf8');
  }

  async write(file: string, text: string): Promise<void> {
    await fs.outputFile(path.join(this.folder, file), text);
  }

  /** Replaces a text that must be there. */
  async edit(file: string, from: string | RegExp, to: string): Promise<void> {
    const before = await this.read(file);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${file} does not hold ${String(from)}`);
    await this.write(file, after);
  }

  /** Back to what was generated. */
  async reset(): Promise<void> {
    const wanted = new Set(await filesBelow(this.#pristine));
    for (const file of await filesBelow(this.folder)) {
      if (!wanted.has(file)) await fs.remove(path.join(this.folder, file));
    }
    for (const file of wanted) {
      const [from, to] = [path.join(this.#pristine, file), path.join(this.folder, file)];
      const bytes = await fs.readFile(from);
      const same = (await fs.pathExists(to)) && bytes.equals(await fs.readFile(to));
      if (!same) await fs.outputFile(to, bytes);
    }
  }
}

/** Paths relative to the folder, sorted; none when it is not there. */
export async function filesBelow(folder: string): Promise<string[]> {
  if (!(await fs.pathExists(folder))) return [];
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}
