import { GENERATOR } from '../options/generator.ts';
import { conditionText, exampleOf } from '../options/resolve.ts';
import { OPTIONS, optionOf } from '../options/table.ts';
import type { Choice, Option } from '../options/types.ts';
import { FEATURES } from '../pillars/index.ts';
import { learningPath, type PathNode } from '../pillars/path.ts';
import type { CommandModule } from './command.ts';
import { COMMANDS, generatorId } from './commands.ts';
import { toJson } from './json.ts';
import { pathText } from './path.ts';
import { styleOf, type Style } from './style.ts';

/** `list`: all that there is to choose. */
export const listCommand: CommandModule = {
  describe: (command) =>
    command
      .description('Shows all pillars and options, with their choices and defaults.')
      .option('--path', 'show the labs instead, in the order in which to learn them')
      .option('--schema', 'print the JSON Schema of presets instead, for editors')
      .option('--json', 'print all of it as JSON'),
  run: async ({ flags }, { assets, io }) => {
    if (flags['schema'] === true) {
      io.out(toJson((await import('./preset/schema.ts')).presetSchema()));
      return;
    }
    const listing = listData(assets.version);
    if (flags['json'] === true) io.out(toJson(listing));
    else io.out(flags['path'] === true ? pathText(listing.labs, styleOf(io)) : listText(styleOf(io)));
  },
};

/** What `list --json` prints: the option table as it is, and what can be done with it. */
export interface Listing {
  readonly generator: string;
  readonly version: string;
  readonly commands: readonly ListedCommand[];
  readonly pillars: readonly Choice[];
  readonly options: readonly Option[];
  /** In the order in which to learn them. */
  readonly labs: readonly PathNode[];
}

/** A command, and how Yeoman is told to run it. */
interface ListedCommand extends Choice {
  /** Whether it makes a workspace. */
  readonly generates: boolean;
  /** `rust-2026:verify`; absent where Yeoman has no generator for it. */
  readonly yeoman?: string;
}

/** All that there is to choose, for programs. */
export function listData(version: string): Listing {
  return {
    generator: GENERATOR,
    version,
    commands: COMMANDS.map(listedCommand),
    pillars: optionOf('pillar').choices,
    options: OPTIONS,
    labs: learningPath(FEATURES),
  };
}

function listedCommand(command: (typeof COMMANDS)[number]): ListedCommand {
  const { id, description } = command;
  return {
    id,
    description,
    generates: 'create' in command,
    ...(id === 'help' ? {} : { yeoman: `rust-2026:${generatorId(id)}` }),
  };
}

/** All that there is to choose, for people. */
export function listText(style: Style): string {
  return `${(OPTIONS as readonly Option[]).map((option) => optionText(option, style)).join('\n\n')}\n`;
}

function optionText(option: Option, style: Style): string {
  const condition = option.when === undefined ? '' : style('dim', ` (with ${conditionText(option.when)})`);
  const heading = `${style('bold', `--${option.id}`)}  ${option.description}${condition}`;
  return [heading, ...valueLines(option).map((line) => `  ${line}`)].join('\n');
}

function valueLines(option: Option): string[] {
  if (option.kind === 'text') return [`${option.expected}, such as ${option.example}`];
  if (option.kind === 'names') return [`names, with commas or repeated, such as ${exampleOf(option)}`];
  const width = Math.max(...option.choices.map(({ id }) => id.length));
  const defaults = [option.default].flat();
  const lines = option.choices.map(({ id, description }) => {
    return `${id.padEnd(width)}  ${description}${defaults.includes(id) ? ' (default)' : ''}`;
  });
  if (option.kind === 'one-of') return lines;
  return [...lines, `any of them, with commas or repeated${option.allowNone ? ', all or none' : ' or all'}`];
}
