import { createHash } from 'node:crypto';
import path from 'node:path';

import fs from 'fs-extra';

import { findTool } from '../../src/gates/tools.ts';
import { cache } from './cache.ts';
import { filesBelow } from './workspace.ts';
import { installedVersion, TOOLS } from './tools.ts';

const testFolder = path.resolve(import.meta.dirname, '..');

/** What of a file counts for a proof; undefined where nothing does. */
export type View = (file: string, bytes: Buffer) => Buffer | string | undefined;

const WHOLE: View = (_file, bytes) => bytes;

/**
 * The key of a proof: the workspace's bytes, as far as they count for it, the versions of all tools and the harness itself.
 * Anything else being equal, a proof that was made once holds.
 */
export async function proofKey(what: string, workspace: string, view = WHOLE): Promise<string> {
  const hash = createHash('sha256').update(what);
  const folders = [
    [workspace, view],
    [path.join(testFolder, 't3'), WHOLE],
    [path.join(testFolder, 'support'), WHOLE],
  ] as const;
  for (const [folder, viewOf] of folders) {
    for (const file of await filesBelow(folder)) {
      const seen = viewOf(file, await fs.readFile(path.join(folder, file)));
      if (seen !== undefined) hash.update(`\0${file}\0`).update(seen);
    }
  }
  return hash.update(await toolVersions()).digest('hex');
}

export async function isProven(key: string): Promise<boolean> {
  return fs.pathExists(path.join(cache.proofs, key));
}

export async function recordProof(key: string, what: string): Promise<void> {
  await fs.outputFile(path.join(cache.proofs, key), `${what}\n`);
}

let versions: Promise<string> | undefined;

function toolVersions(): Promise<string> {
  const commands = [
    ['rustc', '-Vv'] as const,
    ['cargo', '-V'] as const,
    ['qemu-system-x86_64', '--version'] as const,
    // The server's, for the client may be another's.
    ['psql', '--host=127.0.0.1', '--username=postgres', '--tuples-only', '--command=SHOW server_version'] as const,
    ...TOOLS.map((crate) => findTool(crate).versionCommand),
  ];
  versions ??= Promise.all(commands.map(installedVersion)).then((outputs) => outputs.join('\n'));
  return versions;
}
