import path from 'node:path';

import { execa, type Result } from 'execa';
import fs from 'fs-extra';

import { cache } from './cache.ts';
import { toolPath } from './tools.ts';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** What a shell command did. */
export type Outcome = Result<{ all: true; reject: false; shell: 'bash' }>;

/** A generated workspace that commands run in, with the shared target folder and the installed tools. */
export class Workspace {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Generates one below the cache, in the place of an earlier one of the same label. */
  static async generate(label: string, args: readonly string[]): Promise<Workspace> {
    const folder = path.join(cache.workspaces, label, 'orders');
    await fs.remove(folder);
    await execa('node', [cli, folder, '--yes', ...args], { stdin: 'ignore' });
    return new Workspace(folder);
  }

  /** Runs a line of a CI workflow or a justfile the way GitHub does: bash, failing on the first error. */
  async run(command: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return execa('bash', ['-eo', 'pipefail', '-c', command], {
      cwd: this.folder,
      env: { CARGO_TARGET_DIR: cache.target, CARGO_TERM_COLOR: 'never', PATH: toolPath, ...env },
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

  /** Back to the first commit. */
  async reset(): Promise<void> {
    await this.run('git reset --quiet --hard && git clean --quiet -d --force');
  }
}
