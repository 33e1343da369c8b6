import fs from 'node:fs';
import path from 'node:path';

import { InputError } from '../options/errors.ts';
import { diskError, showPath } from './errors.ts';
import { isLeftAlone } from './work-tree.ts';

/** Where receipts go when nobody says it, below the workspace; every workspace has git ignore it. */
const DEFAULT = ['target', 'gates'];

/** What a receipt is made of: file name to text. */
export type ReceiptFiles = Readonly<Record<'receipt.md' | 'receipt.json', string>>;

/**
 * Makes the folder that a receipt goes into.
 *
 * @param given as the user wrote it, relative to `cwd`; undefined for the usual place.
 * @returns its path, absolute.
 * @throws InputError where the receipt would become a part of what it speaks of, or the disk refuses.
 */
export async function openReceiptFolder(workspace: string, given: string | undefined, cwd: string): Promise<string> {
  const folder = given === undefined ? path.join(workspace, ...DEFAULT) : path.resolve(cwd, given);
  const shown = showPath(given ?? path.join(...DEFAULT));
  if (given === undefined) refuseLinks(workspace);
  try {
    if (!(await isLeftAlone(workspace, path.join(nearest(folder), 'receipt.md')))) {
      throw new InputError(
        `git would see a receipt in ${shown}; give a folder that git ignores, or one outside, with --receipt`,
      );
    }
    fs.mkdirSync(folder, { recursive: true });
    return fs.realpathSync(folder);
  } catch (error) {
    throw diskError(error, shown);
  }
}

/** Writes a receipt in the place of an earlier one, each file as a whole. */
export function writeReceipt(folder: string, files: ReceiptFiles): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    const written = `${file}.${process.pid}`;
    try {
      fs.writeFileSync(written, text, { flag: 'wx' });
      fs.renameSync(written, file); // Replaces a link, and follows none.
    } catch (error) {
      fs.rmSync(written, { force: true });
      throw diskError(error, showPath(file));
    }
  }
}

function refuseLinks(workspace: string): void {
  for (const depth of DEFAULT.keys()) {
    const parts = DEFAULT.slice(0, depth + 1);
    if (fs.lstatSync(path.join(workspace, ...parts), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      throw new InputError(`${parts.join('/')} is a symbolic link; say where the receipt goes with --receipt`);
    }
  }
}

/** The folder, links resolved as far as it exists. */
function nearest(folder: string): string {
  if (fs.existsSync(folder)) return fs.realpathSync(folder);
  return path.join(nearest(path.dirname(folder)), path.basename(folder));
}
