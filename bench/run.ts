/**
 * `npm run bench`: what a run costs beside bare node and `cargo new`, measured in turns in one go, medians over all
 * rounds. Prints Markdown, and fails beyond a bound. Needs a build (`npm run build`), cargo and git.
 */
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';

import { execa } from 'execa';
import fs from 'fs-extra';

import { inspectTarget, writeWorkspace } from '../src/disk/target.ts';
import type { Tree } from '../src/render/tree.ts';

const ROUNDS = 15;
const root = path.resolve(import.meta.dirname, '..');
const cli = path.join(root, 'dist', 'cli.js');
const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-bench-'));

// Nothing is removed before the end: a file system that is still removing is slow to create.

/** Prints the process's own peak of resident memory, in KiB, as the last line of standard error. */
const REPORT_MEMORY = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\n'+process.resourceUsage().maxRSS))`;

interface Subject {
  readonly title: string;
  readonly command: (folder: string) => readonly string[];
  /** How many times as much as bare node it may take. */
  readonly bounds?: { readonly time?: number; readonly memory?: number };
}

const LARGEST = ['--pillar', 'all', '--editors', 'all', '--db', 'postgres', '--owners', '@acme/platform'];
const SUBJECTS: readonly Subject[] = [
  { title: 'bare node', command: () => ['node', '-e', '0'] },
  { title: '`cargo new`', command: (folder) => ['cargo', 'new', '--quiet', '--vcs', 'none', folder] },
  {
    title: 'cloud, --no-git',
    command: (folder) => ['node', cli, folder, '--name', 'orders', '--yes', '--no-git'],
    bounds: { time: 2.5, memory: 1.5 },
  },
  { title: 'cloud, with git', command: (folder) => ['node', cli, folder, '--name', 'orders', '--yes'] },
  { title: 'cloud, --dry-run', command: (folder) => ['node', cli, folder, '--name', 'orders', '--yes', '--dry-run'] },
  {
    title: 'largest set, --no-git',
    command: (folder) => ['node', cli, folder, '--name', 'orders', '--yes', '--no-git', ...LARGEST],
    bounds: { time: 4 },
  },
];

try {
  await measureCommands();
  await measureGrowth();
  await measurePackage();
} finally {
  await fs.remove(scratch);
}

async function measureCommands(): Promise<void> {
  const times = SUBJECTS.map((): number[] => []);
  const memory = SUBJECTS.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { command }] of SUBJECTS.entries()) {
      const folder = path.join(scratch, `p${round}-${index}`);
      const [program = '', ...args] = command(folder);
      const started = performance.now();
      await execa(program, args, { stdin: 'ignore' });
      times[index]?.push(performance.now() - started);
      if (program === 'node') {
        const again = command(`${folder}-memory`).slice(1);
        const { stderr } = await execa('node', ['--import', REPORT_MEMORY, ...again], { stdin: 'ignore' });
        memory[index]?.push(Number(stderr.split('\n').at(-1)));
      }
    }
  }
  const bareTime = median(times[0] ?? []);
  const bareMemory = median(memory[0] ?? []);
  console.log(`| ${ROUNDS} rounds, medians | ms | to bare node | peak MiB | to bare node |\n|---|--:|--:|--:|--:|`);
  const exceeded: string[] = [];
  for (const [index, { title, bounds = {} }] of SUBJECTS.entries()) {
    const time = median(times[index] ?? []);
    const peak = median(memory[index] ?? []);
    const { time: mostTime = Infinity, memory: mostMemory = Infinity } = bounds;
    if (time / bareTime > mostTime) exceeded.push(`${title}: more than ${mostTime} times bare node`);
    if (peak / bareMemory > mostMemory) exceeded.push(`${title}: more than ${mostMemory} times bare node's memory`);
    const memoryCells = Number.isNaN(peak) ? ['', ''] : [(peak / 1024).toFixed(0), (peak / bareMemory).toFixed(2)];
    console.log(`| ${[title, time.toFixed(0), (time / bareTime).toFixed(2), ...memoryCells].join(' | ')} |`);
  }
  exceeded.forEach((line) => {
    console.error(line);
  });
  if (exceeded.length > 0) process.exitCode = 1;
}

/** Writing trees of one-line files: the time for a file must not grow with their number. */
async function measureGrowth(): Promise<void> {
  console.log('\n| files written | ms | µs a file |\n|--:|--:|--:|');
  for (const count of [100, 200, 400, 800, 1600, 3200]) {
    const tree: Tree = new Map(
      Array.from({ length: count }, (_, index) => [
        `crates/c${index % 20}/src/m${index}.rs`,
        { text: '//! One line.\n', executable: false },
      ]),
    );
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const target = path.join(scratch, `growth-${count}-${round}`);
      const started = performance.now();
      await writeWorkspace(await inspectTarget(target, tree, { force: false }), tree, { git: false });
      times.push(performance.now() - started);
    }
    console.log(`| ${count} | ${median(times).toFixed(1)} | ${((median(times) * 1000) / count).toFixed(0)} |`);
  }
}

async function measurePackage(): Promise<void> {
  const { stdout } = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root });
  const [pack] = JSON.parse(stdout) as { size: number; unpackedSize: number; entryCount: number }[];
  const catalogue = await fs.readFile(path.join(root, 'dist', 'catalogue.json'));
  console.log('\n| size | KiB |\n|---|--:|');
  console.log(`| packed | ${kib(pack?.size)} |\n| unpacked (${pack?.entryCount} files) | ${kib(pack?.unpackedSize)} |`);
  console.log(`| catalogue.json | ${kib(catalogue.length)} |`);
  console.log(`| catalogue.json, gzip | ${kib(gzipSync(catalogue).length)} |`);
}

function kib(bytes = Number.NaN): string {
  return (bytes / 1024).toFixed(0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}
