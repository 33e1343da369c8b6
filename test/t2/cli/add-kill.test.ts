/** `add` is killed at every step: files come, change, conflict and go. */
import { test, vi } from 'vitest';

import { useChild } from '../../support/child.ts';
import { put } from '../../support/disk.ts';
import { killEverywhere } from '../../support/killed.ts';
import { workspace } from '../../support/stand-ins.ts';
import { git } from '../../support/worksite.ts';

useChild('faulty-program.ts');

/** It starts hundreds of processes. */
vi.setConfig({ testTimeout: 900_000 });

test('killed at any step, a run is finished or put back by the next, and nothing is lost', async () => {
  const model = await workspace(['--pillar', 'dx', '--editors', 'vscode']);
  put(model, { 'README.md': '# Mine\n' });
  await git(model, 'commit', '--quiet', '--all', '--message=Mine');
  put(model, { 'notes.txt': 'mine\n' });
  await killEverywhere({
    model,
    command: ['add', 'editors', 'neovim,zed'],
    done: /^editors: vscode -> vscode, neovim, zed\n/,
    shown: 'add --editors neovim,zed',
    changed: ['.create-rust-2026.json', '.nvim.lua', '.zed/settings.json', 'CONTRIBUTING.md'],
    stride: 1,
  });
});
