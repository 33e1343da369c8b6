import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import type { TestProject } from 'vitest/node';

import type { Packed } from './packed.ts';

const root = path.resolve(import.meta.dirname, '../..');
const GENERATOR = 'generator-rust-2026';

/** Builds, packs and installs both packages, once a test run; the folder is removed with the last test. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-packed-')));
  await execa('npm', ['run', '--silent', 'build'], { cwd: root });
  const main = await pack(folder, []);
  const generator = await pack(folder, ['--workspace', GENERATOR]);
  const modules = path.join(folder, 'node_modules');
  await install(main.tarball, path.join(modules, 'create-rust-2026'));
  await install(generator.tarball, path.join(modules, GENERATOR));
  // What `npm install generator-rust-2026` would fetch.
  for (const dependency of ['yeoman-generator', 'yeoman-environment']) {
    await fs.symlink(path.join(root, 'node_modules', dependency), path.join(modules, dependency), 'junction');
  }
  const { bin } = (await fs.readJson(path.join(modules, 'create-rust-2026', 'package.json'))) as Manifest;
  project.provide('packed', {
    folder,
    main,
    generator,
    cli: path.join(modules, 'create-rust-2026', bin['create-rust-2026']),
  });
  return () => fs.remove(folder);
}

interface Manifest {
  readonly bin: { readonly 'create-rust-2026': string };
}

interface PackReport {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

async function pack(folder: string, which: readonly string[]): Promise<Packed['main']> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...which];
  const { stdout } = await execa('npm', args, { cwd: root });
  const [report] = Object.values(JSON.parse(stdout) as Record<string, PackReport>);
  if (report === undefined) throw new Error('npm packed nothing');
  return {
    tarball: path.join(folder, report.filename),
    size: report.size,
    files: report.files.map((file) => file.path).sort(),
  };
}

/** Unpacks a tarball as npm does; neither package has an install script. */
async function install(tarball: string, folder: string): Promise<void> {
  await fs.ensureDir(folder);
  await execa('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder]);
}
