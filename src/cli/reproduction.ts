import path from 'node:path';

import { compareFile } from '../disk/inspect.ts';
import { trackableFiles } from '../disk/work-tree.ts';
import { recordedArguments } from '../lifecycle/answers-file.ts';
import { InputError } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { ANSWERS_FILE } from '../render/answers.ts';
import type { Tree } from '../render/tree.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { isFolder } from './executable.ts';
import { toJson } from './json.ts';
import { count } from './report.ts';
import { commandOf, reproduceCommand } from './reproduce.ts';
import { placeOf, recordIn, recreate } from './workspace.ts';

/** `reproduce`: the command that makes a workspace again. */
export const reproductionCommand: CommandModule = {
  describe: (command) =>
    command
      .description('Prints the command that makes a workspace again, byte for byte, but for what .git holds.')
      .argument('[dir]', 'the workspace (default: this folder)')
      .option('--json', 'print command and differences as JSON'),
  run,
};

/** What `reproduce --json` prints. */
export interface Reproduction {
  readonly generator: string;
  /** Of the generator that made the workspace. */
  readonly version: string;
  /** For a shell. */
  readonly command: string;
  /** Undefined where another version made the workspace, which alone knows what it made. */
  readonly differences?: Differences;
}

/** How a folder differs from what the command makes; paths relative to it, sorted. */
interface Differences {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** Empty where git cannot tell what is the user's from what is built. */
  readonly added: readonly string[];
}

async function run({ args: [dir], flags }: Invocation, surroundings: Surroundings): Promise<void> {
  const { assets, io } = surroundings;
  const place = placeOf(dir, io.cwd);
  const record = recordIn(place);
  if (record === undefined)
    throw new InputError(`${place.shown} holds no ${ANSWERS_FILE}: ${GENERATOR} did not make it`);
  const { version } = record;
  let reproduction: Reproduction;
  if (version === assets.version) {
    const { project, tree } = await recreate(record, 'reproduce', surroundings);
    const command = reproduceCommand(project.answers, version, true);
    reproduction = { generator: GENERATOR, version, command, differences: await compare(place.folder, tree) };
  } else {
    reproduction = { generator: GENERATOR, version, command: commandOf(recordedArguments(record), version) };
  }
  if (flags['json'] === true) io.out(toJson(reproduction));
  else {
    io.out(`${reproduction.command}\n`);
    warnings(reproduction, assets.version).forEach((warning) => {
      io.err(`warning: ${warning}\n`);
    });
  }
}

async function compare(folder: string, tree: Tree): Promise<Differences> {
  const states = Array.from(tree, ([file, { text }]) => ({ file, state: stateOf(path.join(folder, file), text) }));
  const inState = (wanted: string) => states.filter(({ state }) => state === wanted).map(({ file }) => file);
  const present = (await trackableFiles(folder)) ?? [];
  return {
    changed: inState('differs'),
    missing: inState('absent'),
    added: present.filter((file) => !tree.has(file)).sort(),
  };
}

/** A file where a folder should be is no file of ours either. */
function stateOf(file: string, text: string): ReturnType<typeof compareFile> {
  return isFolder(path.dirname(file)) ? compareFile(file, text) : 'absent';
}

/** More names than this would bury the command. */
const SHOWN = 4;

function warnings({ version, differences }: Reproduction, ours: string): string[] {
  if (differences === undefined) {
    return [`${GENERATOR} ${version} made this, and this is ${ours}: what was changed since is not known here`];
  }
  const { changed, missing, added } = differences;
  return [
    ...listed(changed, 'changed since, which the command does not know'),
    ...listed(missing, 'gone since, which the command writes'),
    ...listed(added, 'added since, which the command does not write'),
  ];
}

function listed(files: readonly string[], what: string): string[] {
  if (files.length === 0) return [];
  const rest = files.length - SHOWN;
  const names = [...files.slice(0, SHOWN), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  return [`${count(files.length, 'file')} ${what}: ${names}`];
}
