import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import type { TestProject } from 'vitest/node';

import type { Packed } from './packed.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Builds, packs and unpacks the package, once a test run; the folder is removed with the last test. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-packed-')));
  await execa('npm', ['run', '--silent', 'build'], { cwd: root });
  await execa('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const [tarball = ''] = await fs.readdir(folder);
  await execa('tar', ['-xzf', tarball], { cwd: folder });
  const { bin } = (await fs.readJson(path.join(folder, 'package/package.json'))) as { bin: Record<string, string> };
  const packed: Packed = { cli: path.join(folder, 'package', bin['create-rust-2026'] ?? '') };
  project.provide('packed', packed);
  return () => fs.remove(folder);
}
