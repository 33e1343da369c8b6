import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../options/errors.ts';
import type { Tree } from '../render/tree.ts';
import { showPath } from './errors.ts';
import { ancestorsOf, foldersOf } from './folders.ts';

/**
 * Refuses a target that a workspace above it would take for a member. The new workspace itself would build (it has a
 * [workspace] of its own); the one above would not any more, in any of its packages.
 *
 * @throws InputError with the line to add.
 */
export async function refuseWithinWorkspace(target: string, tree: Tree): Promise<void> {
  for (const folder of ancestorsOf(target)) {
    const manifest = readManifest(folder);
    if (manifest === undefined) continue;
    const { remedyFor } = await import('./members.ts');
    const remedy = remedyFor(manifest, folder, target, foldersOf(tree.keys()));
    if (remedy === undefined) continue;
    const file = showPath(path.join(folder, 'Cargo.toml'));
    throw new InputError(`the workspace ${file} would take ${showPath(target)} for a member; ${remedy} first`);
  }
}

/** The text of a manifest that may have a [workspace]. */
function readManifest(folder: string): string | undefined {
  try {
    const text = fs.readFileSync(path.join(folder, 'Cargo.toml'), 'utf8');
    return text.includes('workspace') ? text : undefined;
  } catch {
    return undefined; // Absent, or nothing that Cargo could read either.
  }
}
