import { randomBytes } from 'node:crypto';
import path from 'node:path';

import fs from 'fs-extra';

import type { Tree } from '../render/tree.ts';

const STAGING = '.create-rust-2026-';

/**
 * Writes a tree into a new folder in one step: everything goes into a staging folder beside the target, which is then
 * renamed. A kill at any moment leaves nothing or everything at the target.
 *
 * @param finish runs in the staging folder before the rename.
 */
export async function writeNew(target: string, tree: Tree, finish: (staging: string) => Promise<void>): Promise<void> {
  const parent = path.dirname(target);
  const staging = path.join(parent, `${STAGING}${path.basename(target)}-${randomBytes(4).toString('hex')}`);
  try {
    writeTree(staging, tree);
    await finish(staging);
    fs.renameSync(staging, target);
  } catch (error) {
    fs.removeSync(staging);
    throw error;
  }
}

function writeTree(root: string, tree: Tree): void {
  const folders = new Set([...tree.keys()].map((file) => path.dirname(path.join(root, file))));
  folders.forEach((folder) => fs.mkdirSync(folder, { recursive: true }));
  for (const [file, { text, executable }] of tree) {
    fs.writeFileSync(path.join(root, file), text, { mode: executable ? 0o777 : 0o666, flag: 'wx' });
  }
}
