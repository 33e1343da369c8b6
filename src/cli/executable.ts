import { accessSync, constants, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Whether a program can be found on PATH, without starting it. */
export function isInstalled(program: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const file = process.platform === 'win32' ? `${program}.exe` : program;
  return (env['PATH'] ?? '').split(path.delimiter).some((folder) => isExecutable(path.join(folder, file)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether there is a folder of this path, or a link to one. */
export function isFolder(folder: string): boolean {
  return statusOf(folder)?.isDirectory() === true;
}

/** Whether there is a file of this path, or a link to one. */
export function isFile(file: string): boolean {
  return statusOf(file)?.isFile() === true;
}

function statusOf(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch (error) {
    // A file is where a folder on the way should be.
    if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
