import path from 'node:path';

import { execa } from 'execa';

import { GATES, JOBS } from '../../src/gates/list.ts';
import { installCommands } from '../../src/gates/preparation.ts';
import { toolsOf } from '../../src/gates/select.ts';
import { findTool, isCargoTool } from '../../src/gates/tools.ts';
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

/** The tools that the gates of a pull request need. */
export const TOOLS: readonly string[] = toolsOf(
  GATES.filter(
    (gate) => JOBS.some((job) => job.id === gate.job && job.tier === 'pull-request') && gate.when === undefined,
  ),
);

/** Those of them that every workspace needs; they are installed with Cargo. */
export const CARGO_TOOLS: readonly string[] = TOOLS.filter((id) => id !== 'wasmtime-cli' && isCargoTool(findTool(id)));

/** Installs the pinned version of a tool, unless the machine has just that one. */
export async function ensureTool(id: string): Promise<void> {
  const tool = findTool(id);
  const { version, versionCommand } = tool;
  if ((await installedVersion(versionCommand)).includes(version)) return;
  console.log(`installing ${id} ${version}`);
  for (const command of installCommands([tool], cache.tools)) {
    await execa('bash', ['-c', command], { env: QUICK_BUILD, stdio: ['ignore', 'inherit', 'inherit'] });
  }
}

/** What a tool says of its version; empty when it is not there. */
export async function installedVersion([program, ...args]: readonly [string, ...string[]]): Promise<string> {
  const { failed, stdout } = await execa(program, args, { env: { PATH: toolPath }, reject: false });
  return failed ? '' : stdout;
}
