import { writeWorkspace } from '../disk/target.ts';
import { InputError, quoted } from '../options/errors.ts';
import { isSlip } from '../options/near.ts';
import type { PackedAssets } from './assets.ts';
import { COMMANDS } from './commands.ts';
import { decide, leavesOpen } from './decide.ts';
import { isInstalled } from './executable.ts';
import type { Flags } from './flags.ts';
import { gatherGiven } from './given.ts';
import type { Io } from './io.ts';
import { toJson } from './json.ts';
import { dryRunText, reportText } from './report.ts';
import { describeResult, type Result } from './result.ts';
import { styleOf } from './style.ts';

interface NewRequest {
  readonly path: string | undefined;
  readonly flags: Flags;
  readonly assets: PackedAssets;
  readonly io: Io;
}

/**
 * `new`: a workspace from what was said, asked and left to defaults.
 *
 * @throws InputError, Cancelled; nothing has been written then.
 */
export async function runNew(request: NewRequest): Promise<void> {
  const { flags, assets, io } = request;
  refuseMistyped(request);
  const given = await gatherGiven(request.path, flags, io.cwd);
  const quiet = ['yes', 'json', 'dryRun'].some((flag) => flags[flag] === true);
  const prompter = io.interactive && !quiet && leavesOpen(given) ? await io.prompter() : undefined;
  const [{ create }] = COMMANDS;
  const setting = { create, loadAssets: assets.load, cwd: io.cwd, force: flags['force'] === true };
  const { creation, target, plan } = await decide(given, setting, prompter);

  const git = flags['git'] !== false;
  const outcome = flags['dryRun'] === true ? undefined : await writeWorkspace(plan, creation.tree, { git });
  const hasCargo = isInstalled('cargo', io.env);
  const { version } = assets;
  print(describeResult(creation, { version, cwd: io.cwd, target, plan, git, outcome, hasCargo }), request);
}

/** `lst` is no workspace that somebody wants; short words are too near to everything. */
function refuseMistyped({ path, flags }: NewRequest): void {
  if (path === undefined || Object.keys(flags).some((flag) => flag !== 'git')) return;
  const command = COMMANDS.find(({ id }) => id.length > 3 && isSlip(path, id));
  if (command === undefined) return;
  throw new InputError(
    `${quoted(path)} is no command; did you mean ${command.id}? A workspace of that name is made with ./${path}`,
  );
}

function print(result: Result, { flags, io }: NewRequest): void {
  if (flags['json'] === true) {
    io.out(toJson(result));
    return;
  }
  io.out((result.dryRun ? dryRunText : reportText)(result, styleOf(io)));
  result.warnings.forEach((warning) => {
    io.err(`warning: ${warning}\n`);
  });
}
