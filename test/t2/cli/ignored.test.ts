/** Files that git would leave out of a clone: none of ours by our own lines, and what the user's lines hide is told. */
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import type { Result } from '../../../src/cli/result.ts';
import { put, sandbox, sandboxWith } from '../../support/disk.ts';
import { GATED } from '../../support/gated-project.ts';
import { cargoEnvironment, runProgram } from '../../support/program.ts';
import { commitAll, git } from '../../support/worksite.ts';

async function tracked(folder: string): Promise<string[]> {
  return (await git(folder, '-c', 'core.quotePath=false', 'ls-files')).split('\n').sort();
}

/** The warnings that speak of ignored files. */
function told(warnings: readonly string[]): string[] {
  return warnings.filter((warning) => warning.includes('git ignores'));
}

describe('git takes every file', () => {
  test.each([
    ['a project called as Cargo’s folder', ['target', '--pillar', 'all', '--editors', 'all']],
    ['a service called so', ['orders', '--service', 'target', '--auth', 'session', '--api', 'all', '--ci', 'both']],
  ])('of %s', async (_title, args) => {
    const { code, out } = await runProgram(sandbox(), [...args, '--json']);
    expect(code).toBe(0);
    const { path: workspace, files, git: made, warnings } = JSON.parse(out) as Result;
    expect({ made, warnings }).toEqual({ made: { state: 'committed' }, warnings: [] });
    expect(await tracked(workspace)).toEqual(files.map((file) => file.path).sort());
    expect(await tracked(workspace)).toContain('crates/target/src/main.rs');
  });

  test('that our own commit holds, whatever list was there', async () => {
    const folder = sandboxWith({ 'orders/.gitignore': 'Cargo.lock\n' });
    const { out } = await runProgram(folder, ['orders', '--json']);
    const { git: made, warnings } = JSON.parse(out) as Result;
    expect({ made, told: told(warnings) }).toEqual({ made: { state: 'committed' }, told: [] });
    expect(await tracked(path.join(folder, 'orders'))).toContain('Cargo.lock');
  });
});

describe('what git ignores is told, a sentence for each line that says so', () => {
  test('in a clone', async () => {
    const folder = sandboxWith({
      '.gitignore': '*.lock\n\n.vscode/\n!rust-toolchain.toml\n',
      'sub/.gitignore': 'target/\n',
    });
    await commitAll(folder);
    const { code, err } = await runProgram(folder, ['.', '--name', 'orders', '--force', '--editors', 'vscode']);
    expect(code).toBe(0);
    expect(told(err.split('\n'))).toEqual([
      'warning: git ignores .vscode/extensions.json, .vscode/launch.json, .vscode/settings.json, which clones would lack:' +
        ' ".vscode/" (.gitignore, line 3); change that line, or git add --force what it hides',
      'warning: git ignores Cargo.lock, which clones would lack: "*.lock" (.gitignore, line 1);' +
        ' change that line, or git add --force what it hides',
    ]);
  });

  test('in a folder of a repository, by a list of its own', async () => {
    const folder = sandboxWith({ 'readme.md': '', 'rust/.gitignore': 'target\n' });
    await commitAll(folder);
    const { out } = await runProgram(folder, ['rust', '--name', 'target', '--json']);
    const { warnings } = JSON.parse(out) as Result;
    expect(told(warnings)).toEqual([
      expect.stringMatching(
        /^git ignores crates\/target\/[^,]+(, crates\/target\/[^,]+){3}, \d+ more, which .*: "target" \(rust\/\.gitignore, line 1\);/,
      ),
    ]);
  });

  test('by a list that a preset’s file meets in the first commit', async () => {
    const folder = sandboxWith({ 'acme/preset.toml': '', 'acme/files/.env': 'A=1\n' });
    const { out } = await runProgram(folder, ['orders', '--preset', 'acme', '--json']);
    const { git: made, warnings } = JSON.parse(out) as Result;
    expect(made).toEqual({ state: 'committed' });
    expect(warnings).toEqual([
      expect.stringMatching(/^git ignores \.env, which clones would lack: "\.env" \(\.gitignore, line \d+\);/),
    ]);
  });

  test.each([
    [[], 'warning: '],
    [['--json'], ''],
  ])('by add %j', async (flags, start) => {
    const folder = sandbox();
    const workspace = path.join(folder, 'orders');
    expect((await runProgram(folder, ['orders'])).code).toBe(0);
    put(workspace, { '.git/info/exclude': '.gitlab-ci.yml\n' });
    const { code, out, err } = await runProgram(workspace, ['add', '--ci', 'both', '--yes', ...flags]);
    expect(code).toBe(0);
    const warnings = start === '' ? (JSON.parse(out) as { warnings: string[] }).warnings : err.trimEnd().split('\n');
    expect(warnings).toEqual([
      `${start}git ignores .gitlab-ci.yml, which clones would lack: ".gitlab-ci.yml" (.git/info/exclude, line 1);` +
        ' change that line, or git add --force what it hides',
    ]);
  });

  test('by gates', async () => {
    const folder = sandboxWith({ ...GATED, '.gitignore': `${GATED['.gitignore']}justfile\n` });
    await commitAll(folder);
    const { code, err } = await runProgram(folder, ['gates'], cargoEnvironment());
    expect(code).toBe(0);
    expect(told(err.split('\n'))).toEqual([
      'warning: git ignores justfile, which clones would lack: "justfile" (.gitignore, line 3);' +
        ' change that line, or git add --force what it hides',
    ]);
  });
});
