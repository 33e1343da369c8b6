import path from 'node:path';

import { execa } from 'execa';

import { TOOLS } from '../../src/gates/tools.ts';
import { cache } from './cache.ts';

/** A release build with little optimisation: the tools run for seconds, and install in half the time. */
const QUICK_BUILD = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
  CARGO_PROFILE_RELEASE_STRIP: 'debuginfo',
};

/** `PATH` with the tools that the tests install first. */
export const toolPath = [path.join(cache.tools, 'bin'), process.env['PATH']].join(path.delimiter);

/** Installs the pinned version of a Cargo tool, unless the machine has just that one. */
export async function ensureTool(crate: string): Promise<void> {
  const tool = TOOLS.find((candidate) => candidate.crate === crate);
  if (tool === undefined) throw new Error(`no gate uses the tool ${crate}`);
  const [program = '', ...args] = tool.versionCommand;
  const installed = await execa(program, args, { env: { PATH: toolPath }, reject: false });
  if (installed.stdout?.includes(tool.version)) return;
  console.log(`installing ${crate} ${tool.version}`);
  await execa('cargo', ['install', '--locked', '--root', cache.tools, `${crate}@${tool.version}`], {
    env: QUICK_BUILD,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
