import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { execa } from 'execa';
import fs from 'fs-extra';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { BundleContents } from '../../scripts/licences.ts';
import { packed } from '../support/packed.ts';

/** Packages that only some runs need: they wait for dynamic imports. */
const LAZY =
  /^(yeoman-|@yeoman\/|@inquirer\/|inquirer$|@clack\/|execa$|tar$|yaml$|toml-eslint-parser$|@humanwhocodes\/)/;

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-startup-'));
});
afterEach(() => fs.remove(folder));

describe('at start-up', () => {
  test.each([
    ['--version', ['--version']],
    ['new --yes --no-git', ['new', 'orders', '--yes', '--no-git']],
  ])('%s loads none of the lazy packages', async (_title, args) => {
    const loaded = await packagesLoadedBy(args);
    expect(loaded).toContain('commander');
    expect(loaded.filter((name) => LAZY.test(name))).toEqual([]);
  });

  test('new with git loads execa, so the trace does see lazy chunks', async () => {
    expect(await packagesLoadedBy(['new', 'orders', '--yes'])).toContain('execa');
  });

  test('node:child_process is loaded where git runs, and not by Commander', async () => {
    expect(await startsPrograms(['new', 'orders', '--yes', '--no-git'])).toBe(false);
    expect(await startsPrograms(['new', 'invoices', '--yes'])).toBe(true);
  });

  test('a run takes at most one and a half times the memory of bare node', async () => {
    const bare = await peakMemory(['-e', '0']);
    const ours = await peakMemory([packed.cli, path.join(folder, 'orders'), '--yes', '--no-git']);
    expect(ours / bare).toBeLessThanOrEqual(1.5);
  });

  test('the program does not even hold Yeoman', async () => {
    const held = packagesIn(Object.values(await readContents()).flat());
    expect(held).toContain('commander');
    expect(held.filter((name) => /yeoman|inquirer/.test(name))).toEqual([]);
  });
});

/** Of resident memory, in KiB. */
async function peakMemory(args: readonly string[]): Promise<number> {
  return Number(await atExit('process.resourceUsage().maxRSS', args));
}

async function startsPrograms(args: readonly string[]): Promise<boolean> {
  return (
    (await atExit(`process.moduleLoadList.includes('NativeModule child_process')`, [packed.cli, ...args])) === 'true'
  );
}

/** The value of an expression when node, run with these arguments, ends. */
async function atExit(expression: string, args: readonly string[]): Promise<string | undefined> {
  const report = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\n'+${expression}))`;
  const { stderr } = await execa('node', ['--import', report, ...args], { cwd: folder, stdin: 'ignore' });
  return stderr.split('\n').at(-1);
}

/** The packages of which a run loads code: V8 lists the scripts that it saw, the build knows what they hold. */
async function packagesLoadedBy(args: readonly string[]): Promise<string[]> {
  const trace = path.join(folder, 'trace');
  await execa('node', [packed.cli, ...args], { cwd: folder, stdin: 'ignore', env: { NODE_V8_COVERAGE: trace } });
  const [report = ''] = await fs.readdir(trace);
  const { result } = (await fs.readJson(path.join(trace, report))) as { result: { url: string }[] };
  const scripts = result.flatMap(({ url }) => (url.startsWith('file:') ? [fileURLToPath(url)] : []));
  const contents = await readContents();
  const program = path.dirname(await fs.realpath(packed.cli));
  // The build compiles the templates beside the bundle.
  const chunks = scripts.filter((script) => path.basename(path.dirname(script)) !== 'templates');
  const loaded = chunks.map((script) => contents[path.relative(program, script)]);
  expect(loaded).not.toContain(undefined);
  return packagesIn(loaded.flatMap((modules) => modules ?? []));
}

async function readContents(): Promise<BundleContents> {
  const file = path.resolve(import.meta.dirname, '../../.build/contents.json');
  return (await fs.readJson(file)) as BundleContents;
}

function packagesIn(modules: readonly string[]): string[] {
  return [...new Set(modules.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []))];
}
