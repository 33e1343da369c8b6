import path from 'node:path';

import fs from 'fs-extra';

/** Everything below a folder: type, permissions and bytes of each file, target of each link, by path with `/`. */
export async function readTree(folder: string): Promise<Record<string, string>> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const rows = entries
    .filter((entry) => !entry.isDirectory())
    .map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const { mode } = await fs.lstat(file);
      const content = entry.isSymbolicLink() ? await fs.readlink(file) : await fs.readFile(file, 'latin1');
      return [path.relative(folder, file).split(path.sep).join('/'), `${mode.toString(8)} ${content}`];
    });
  return Object.fromEntries(await Promise.all(rows)) as Record<string, string>;
}
