/**
 * `npm run bench:existing`: what `add` and `gates` cost in a workspace of many crates, besides what Cargo takes that they
 * ask. Medians over all rounds, in turns. Prints Markdown, and fails beyond a bound. Needs a build, cargo and git, and does
 * not try the gates: what a trial found is remembered.
 */
import os from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

import { execa } from 'execa';
import fs from 'fs-extra';

const ROUNDS = 5;
/** Milliseconds besides Cargo's own, in a workspace of 100 crates. */
const BOUND = 2000;
const SIZES = [100, 300, 1000];

const cli = path.resolve(import.meta.dirname, '..', 'dist', 'cli.js');
const scratch = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), 'create-rust-2026-bench-'));
const person = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' };

interface Subject {
  readonly title: string;
  /** Makes a workspace of so many crates below a folder. */
  readonly lay: (folder: string, crates: number) => Promise<void>;
  readonly args: readonly string[];
}

const SUBJECTS: readonly Subject[] = [
  { title: '`add pillar memory`', lay: layGenerated, args: ['add', 'pillar', 'memory', '--yes'] },
  { title: '`gates`', lay: layOlder, args: ['gates'] },
];

try {
  const { bin, spent } = await watchCargo();
  console.log(
    `| ${ROUNDS} rounds, medians | crates | ms | Cargo's own ms | besides ms | µs a crate |\n|---|--:|--:|--:|--:|--:|`,
  );
  for (const { title, lay, args } of SUBJECTS) {
    for (const crates of SIZES) {
      const folder = path.join(scratch, `${args[0]}-${crates}`);
      await lay(folder, crates);
      await run('cargo', ['metadata', '--format-version', '1'], folder);
      await commit(folder);
      const rounds: { total: number; cargo: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        await fs.remove(spent);
        const started = performance.now();
        await execa('node', [cli, ...args], {
          cwd: folder,
          stdin: 'ignore',
          env: { ...person, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` },
        });
        const total = performance.now() - started;
        rounds.push({ total, cargo: await millisecondsIn(spent) });
        await run('git', ['reset', '--quiet', '--hard'], folder);
        await run('git', ['clean', '--quiet', '-d', '--force'], folder);
      }
      const besides = median(rounds.map(({ total, cargo }) => total - cargo));
      const cells = [median(rounds.map(({ total }) => total)), median(rounds.map(({ cargo }) => cargo)), besides];
      const each = ((besides * 1000) / crates).toFixed(0);
      console.log(`| ${[title, crates, ...cells.map((cell) => cell.toFixed(0)), each].join(' | ')} |`);
      if (crates === 100 && besides > BOUND) {
        console.error(`${title}: more than ${BOUND} ms besides Cargo's own`);
        process.exitCode = 1;
      }
    }
  }
} finally {
  await fs.remove(scratch);
}

async function layGenerated(folder: string, crates: number): Promise<void> {
  await run('node', [cli, folder, '--name', 'orders', '--pillar', 'async', '--yes'], scratch);
  await layCrates(folder, crates);
}

async function layOlder(folder: string, crates: number): Promise<void> {
  const terms = { locked: true, allFeatures: true, benches: true, hasLibrary: true, counted: [], off: {} };
  await fs.outputFile(path.join(folder, 'Cargo.toml'), '[workspace]\nmembers = ["crates/*"]\nresolver = "3"\n');
  await fs.outputFile(path.join(folder, '.gitignore'), '/target\n');
  await fs.outputJson(path.join(folder, '.create-rust-2026.json'), {
    generator: {
      name: 'create-rust-2026',
      version: ((await fs.readJson(path.join(path.dirname(cli), 'facts.json'))) as { version: string }).version,
    },
    gates: { ci: 'github', branch: 'main', terms, files: {}, added: {} },
  });
  await layCrates(folder, crates);
  await run('git', ['init', '--quiet', '--initial-branch=main'], folder);
}

/** Each depends on the one before. */
async function layCrates(folder: string, crates: number): Promise<void> {
  for (let index = 0; index < crates; index += 1) {
    const place = path.join(folder, 'crates', `mine-${index}`);
    const before = index === 0 ? '' : `\n[dependencies]\nmine-${index - 1} = { path = "../mine-${index - 1}" }\n`;
    const manifest = `[package]\nname = "mine-${index}"\nversion = "0.1.0"\nedition = "2024"\nlicense = "MIT"\npublish = false\n${before}`;
    await fs.outputFile(path.join(place, 'Cargo.toml'), manifest);
    await fs.outputFile(path.join(place, 'src', 'lib.rs'), '//! Mine.\n');
  }
}

/** A cargo that writes down how long it took, in nanoseconds, a line each. */
async function watchCargo(): Promise<{ bin: string; spent: string }> {
  const [bin, spent] = [path.join(scratch, 'bin'), path.join(scratch, 'spent')];
  const { stdout: cargo } = await execa('sh', ['-c', 'command -v cargo']);
  const script = `#!/bin/sh\nbegan=$(date +%s%N)\n'${cargo}' "$@"\ncode=$?\necho $(($(date +%s%N) - began)) >> '${spent}'\nexit $code\n`;
  await fs.outputFile(path.join(bin, 'cargo'), script, { mode: 0o755 });
  return { bin, spent };
}

async function millisecondsIn(spent: string): Promise<number> {
  if (!(await fs.pathExists(spent))) return 0;
  const lines = (await fs.readFile(spent, 'utf8')).trim().split('\n');
  return lines.reduce((sum, line) => sum + Number(line), 0) / 1e6;
}

async function commit(folder: string): Promise<void> {
  await run('git', ['add', '--all'], folder);
  await run('git', ['commit', '--quiet', '--message=Mine'], folder);
}

async function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  await execa(program, args, { cwd, stdin: 'ignore', env: person });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
