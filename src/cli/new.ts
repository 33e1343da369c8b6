import type { Command } from 'commander';

import { writeWorkspace } from '../disk/target.ts';
import { InputError, quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { isSlip } from '../options/near.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { COMMANDS } from './commands.ts';
import { decide, leavesOpen } from './decide.ts';
import { isInstalled } from './executable.ts';
import { addAnswerFlags, PRESET_FLAG, repeatable, type Flags } from './flags.ts';
import { gatherGiven } from './given.ts';
import { ignoredOfWorkspace } from './ignored.ts';
import type { Io } from './io.ts';
import { toJson } from './json.ts';
import { dryRunText, reportText } from './report.ts';
import { describeResult, type Result } from './result.ts';
import { styleOf } from './style.ts';

/** Shown by --help. */
const EXAMPLES = ['orders --pillar cloud', '../billing --db postgres --auth none', '--preset acme.toml --yes'];

/** `new`: a workspace from what was said, asked and left to defaults. */
export const newCommand: CommandModule = { describe, run };

function describe(command: Command): void {
  command
    .description('Makes a Rust workspace that builds, passes its own strict gates and is locked to tested versions.')
    .argument('[path]', 'the folder to make; its last part is the name (default: a free one in this folder)')
    .addHelpText('after', closingHelp())
    .optionsGroup('What to make:');
  addAnswerFlags(command);
  command
    .optionsGroup('How to make it:')
    .addOption(repeatable('--name <name>', "the project's name, where it is not the folder's"))
    .addOption(repeatable('--preset <source>', PRESET_FLAG))
    .option('-y, --yes', 'ask nothing, take the default of what is not said')
    .option('--force', 'write beside what the folder already holds')
    .option('--no-git', 'make no git repository')
    .option('--dry-run', 'show the files, write nothing')
    .option('--json', 'print the result as JSON, ask nothing');
}

function closingHelp(): string {
  const width = Math.max(...COMMANDS.map(({ id }) => id.length));
  return [
    '\nCommands:',
    ...COMMANDS.map(({ id, description }) => `  ${id.padEnd(width)}  ${description}`),
    '\nExamples:',
    ...EXAMPLES.map((example) => `  ${GENERATOR} ${example}`),
  ].join('\n');
}

async function run({ args: [folder], flags }: Invocation, { assets, io }: Surroundings): Promise<void> {
  refuseMistyped(folder, flags);
  const given = await gatherGiven(folder, flags, io.cwd);
  const quiet = ['yes', 'json', 'dryRun'].some((flag) => flags[flag] === true);
  const prompter = io.interactive && !quiet && leavesOpen(given) ? await io.prompter() : undefined;
  const [{ create }] = COMMANDS;
  const setting = { create, loadAssets: assets.load, cwd: io.cwd, force: flags['force'] === true };
  const { creation, target, plan } = await decide(given, setting, prompter);

  const git = flags['git'] !== false;
  const outcome = flags['dryRun'] === true ? undefined : await writeWorkspace(plan, creation.tree, { git });
  const ignored = outcome === undefined ? [] : await ignoredOfWorkspace(creation.tree, plan, outcome);
  const hasCargo = isInstalled('cargo', io.env);
  const { version } = assets;
  print(
    describeResult(creation, { version, cwd: io.cwd, given, target, plan, git, outcome, ignored, hasCargo }),
    flags,
    io,
  );
}

/** `lst` is no workspace that somebody wants; short words are too near to everything. */
function refuseMistyped(path: string | undefined, flags: Flags): void {
  if (path === undefined || Object.keys(flags).some((flag) => flag !== 'git')) return;
  const command = COMMANDS.find(({ id }) => id.length > 3 && isSlip(path, id));
  if (command === undefined) return;
  throw new InputError(
    `${quoted(path)} is no command; did you mean ${command.id}? A workspace of that name is made with ./${path}`,
  );
}

function print(result: Result, flags: Flags, io: Io): void {
  if (flags['json'] === true) {
    io.out(toJson(result));
    return;
  }
  io.out((result.dryRun ? dryRunText : reportText)(result, styleOf(io)));
  result.warnings.forEach((warning) => {
    io.err(`warning: ${warning}\n`);
  });
}
