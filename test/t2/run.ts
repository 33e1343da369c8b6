/**
 * Tier T2, the packed program as its users run it:
 *
 *     tsx test/t2/run.ts
 *
 * It starts programs for minutes, and what comes of it hangs on this repository's files and on the tools alone: where it
 * passed with the very same, it is covered by that proof. A change of any file has it run again.
 */
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { execa } from 'execa';
import fs from 'fs-extra';

import { cache } from '../support/cache.ts';
import { installedVersion } from '../support/tools.ts';

const root = path.resolve(import.meta.dirname, '../..');

const proof = path.join(cache.proofs, await keyOfEverything());
const before = await fs.readFile(proof, 'utf8').catch(() => undefined);
if (before === undefined) await prove();
else console.log(`T2 is covered by an unchanged proof:\n${before}`);

async function prove(): Promise<void> {
  const report = path.join(await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-t2-')), 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { exitCode = 1 } = await execa('vitest', ['run', '--project', 't2', ...reporters], {
    cwd: root,
    preferLocal: true,
    stdio: 'inherit',
    reject: false,
  });
  process.exitCode = exitCode;
  if (exitCode !== 0) return;
  const { numPassedTests } = (await fs.readJson(report)) as { numPassedTests: number };
  await fs.outputFile(proof, `${numPassedTests} passed, 0 failed\n`);
}

/** Of every file that git has or would take, the tools that the tests start, and the machine. */
async function keyOfEverything(): Promise<string> {
  const { stdout } = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  });
  const hash = createHash('sha256').update(`T2\0${os.platform()} ${os.release()}`);
  for (const file of [...new Set(stdout.split('\0'))].sort()) {
    // Git still lists what was deleted since.
    const bytes = await fs.readFile(path.join(root, file)).catch(() => undefined);
    if (bytes !== undefined) hash.update(`\0${file}\0`).update(bytes);
  }
  for (const program of ['node', 'npm', 'git', 'cargo', 'rustc']) {
    hash.update(`\0${await installedVersion([program, '--version'])}`);
  }
  return hash.digest('hex');
}
