import { describe, expect, test } from 'vitest';

import type { Result } from '../../../src/cli/result.ts';
import { sandbox } from '../../support/disk.ts';
import { runProgram } from '../../support/program.ts';
import { git } from '../../support/worksite.ts';

describe('git takes every file', () => {
  test.each([
    ['a project called as Cargo’s folder', ['target', '--pillar', 'all', '--editors', 'all']],
    ['a service called so', ['orders', '--service', 'target', '--auth', 'session', '--api', 'all', '--ci', 'both']],
  ])('of %s', async (_title, args) => {
    const folder = sandbox();
    const { code, out } = await runProgram(folder, [...args, '--json']);
    expect(code).toBe(0);
    const { path: workspace, files, git: made } = JSON.parse(out) as Result;
    expect(made).toEqual({ state: 'committed' });
    const tracked = (await git(workspace, '-c', 'core.quotePath=false', 'ls-files')).split('\n');
    expect(tracked.sort()).toEqual(files.map((file) => file.path).sort());
    expect(tracked).toContain('crates/target/src/main.rs');
  });
});
