import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { interruptible } from './interrupt.ts';

/** Where work that was lent folders may put them, and what tells it to stop. */
export interface Lent {
  /** Makes an empty folder below the system's folder for such. */
  readonly newFolder: () => string;
  readonly signal: AbortSignal;
}

/** Lends folders to work, and removes them, also where the work fails or is interrupted. */
export async function withTemporaryFolders<T>(work: (lent: Lent) => Promise<T>): Promise<T> {
  return interruptible(async (signal) => {
    const folders: string[] = [];
    const newFolder = (): string => {
      const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'create-rust-2026-'));
      folders.push(folder);
      return folder;
    };
    try {
      return await work({ newFolder, signal });
    } finally {
      for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    }
  });
}
