import path from 'node:path';

import { showNames } from '../disk/errors.ts';
import { compareFile } from '../disk/inspect.ts';
import { trackableFiles } from '../disk/work-tree.ts';
import {
  gatesArguments,
  recordedAnswers,
  recordedArguments,
  recordedPresets,
  type AnswersRecord,
} from '../lifecycle/answers-file.ts';
import { quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import type { Tree } from '../render/tree.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { isFolder } from './executable.ts';
import { knownPresetFlag, presetsFrom } from './flags.ts';
import { toJson } from './json.ts';
import { count } from './report.ts';
import { parseSource } from './preset/source.ts';
import { commandOf, npx, reproduceCommand } from './reproduce.ts';
import { placeOf, projectRecord, recreate, refusePresets, type Place, type ReaderSurroundings } from './workspace.ts';

/** `reproduce`: the command that makes a workspace again. */
export const reproductionCommand: CommandModule = {
  describe: (command) =>
    command
      .description(
        'Prints the command that makes a workspace again, byte for byte, but for what .git holds; of a project that only has gates the one that puts them in.',
      )
      .argument('[dir]', 'the workspace (default: this folder)')
      .addOption(knownPresetFlag())
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
  /** Undefined where it is not known what was made. */
  readonly differences?: Differences;
  /** What is not known here, in sentences without a full stop. */
  readonly unknown: readonly string[];
}

/** How a folder differs from what the command makes; paths relative to it, sorted. */
interface Differences {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** Empty where git cannot tell what is the user's from what is built. */
  readonly added: readonly string[];
}

async function run({ args: [dir], flags }: Invocation, surroundings: Surroundings): Promise<void> {
  const { io } = surroundings;
  const place = placeOf(dir, io.cwd);
  const reproduction = await reproduce(place, { ...surroundings, presets: presetsFrom(flags) });
  if (flags['json'] === true) io.out(toJson(reproduction));
  else {
    io.out(`${reproduction.command}\n`);
    warnings(reproduction).forEach((warning) => {
      io.err(`warning: ${warning}\n`);
    });
  }
}

/** Fetches nothing, unless presets were given: then all that is needed to compare. */
async function reproduce(place: Place, surroundings: ReaderSurroundings): Promise<Reproduction> {
  const { version: ours } = surroundings.assets;
  const record = projectRecord(place);
  const { version } = record;
  const head = { generator: GENERATOR, version };
  if (record.kind === 'gates') {
    refusePresets(record, surroundings.presets);
    return { ...head, command: npx(gatesArguments(record), version), unknown: [] };
  }
  if (version !== ours) {
    const unknown = [
      `${GENERATOR} ${version} made this, and this is ${ours}: what was changed since is not known here`,
    ];
    return {
      ...head,
      command: commandOf(recordedArguments(record), version),
      unknown: [...namesAlone(record), ...unknown],
    };
  }
  if (record.presets !== undefined && surroundings.presets?.length === 0) return withoutPresets(record);
  const { project, tree, presetArguments } = await recreate(record, 'reproduce', surroundings);
  const command = reproduceCommand(project.answers, version, true, presetArguments);
  return { ...head, command, differences: await compare(place.folder, tree), unknown: [] };
}

/** What is known of a workspace whose presets are not at hand. */
function withoutPresets(record: AnswersRecord): Reproduction {
  const { version } = record;
  const sources = recordedPresets(record).map(({ source }) => source);
  return {
    generator: GENERATOR,
    version,
    command: reproduceCommand(recordedAnswers(record), version, true, sources),
    unknown: [...namesAlone(record), 'what was changed since is told where the presets are given with --preset'],
  };
}

/** Presets that the command names without saying where they lie. */
function namesAlone(record: AnswersRecord): string[] {
  const names = recordedPresets(record)
    .filter(({ source }) => parseSource(source, record.file).kind === 'local')
    .map(({ source }) => quoted(source));
  return names.length === 0
    ? []
    : [`of ${names.join(', ')} only the name is remembered: put the path into the command`];
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

function warnings({ differences, unknown }: Reproduction): string[] {
  if (differences === undefined) return [...unknown];
  const { changed, missing, added } = differences;
  return [
    ...unknown,
    ...listed(changed, 'changed since, which the command does not know'),
    ...listed(missing, 'gone since, which the command writes'),
    ...listed(added, 'added since, which the command does not write'),
  ];
}

function listed(files: readonly string[], what: string): string[] {
  if (files.length === 0) return [];
  return [`${count(files.length, 'file')} ${what}: ${showNames(files)}`];
}
