import { recordedGates } from '../lifecycle/answers-file.ts';
import { explain, explainGatesOnly, type Meaning } from '../lifecycle/explain/index.ts';
import type { GatesOnly } from '../gates/receipt.ts';
import { InputError } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { resolveAnswers } from '../options/resolve.ts';
import type { Answers } from '../options/table.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { meaningText } from './explanation.ts';
import { addAnswerFlags, answersFrom, knownPresetFlag, presetsFrom, type Flags } from './flags.ts';
import { gatherGiven } from './given.ts';
import { toJson } from './json.ts';
import { shellWord } from './shell.ts';
import { styleOf } from './style.ts';
import {
  commandIn,
  placeOf,
  projectRecord,
  recordIn,
  recreate,
  refuseOtherVersion,
  refusePresets,
  type Place,
  type ReaderSurroundings,
} from './workspace.ts';

/** What a project is called that nobody has named. */
const NAME = 'orders';

/** `explain`: why something is there. */
export const explainCommand: CommandModule = {
  describe: (command) => {
    command
      .description(
        `Says why something is there, what pulls it in and how to change it: an option or one of its choices, a file, a crate, a gate, a registry. In a workspace its answers count, elsewhere those of the flags, for a project called ${NAME}.`,
      )
      .argument('<name>', 'what to explain: db, deny.toml, tokio, clippy')
      .argument('[dir]', 'the workspace or project (default: this folder, if it is one)')
      .addOption(knownPresetFlag())
      .option('--json', 'print all meanings as JSON')
      .optionsGroup('Where there is no workspace:');
    addAnswerFlags(command);
  },
  run,
};

/** What `explain --json` prints. */
export interface Explanation {
  readonly generator: string;
  readonly version: string;
  /** Undefined where the project only has gates. */
  readonly answers?: Answers;
  readonly gatesOnly?: GatesOnly;
  readonly meanings: readonly Meaning[];
}

type Explained = Pick<Explanation, 'answers' | 'gatesOnly' | 'meanings'>;

async function run({ args: [name, dir], flags }: Invocation, surroundings: Surroundings): Promise<void> {
  const { assets, io } = surroundings;
  if (name === undefined || name === '')
    throw new InputError('explain needs the name of an option, a file, a crate, a gate or a registry');
  const place = placeOf(dir, io.cwd);
  const hasRecord = dir !== undefined || recordIn(place) !== undefined;
  const explained = hasRecord
    ? await explainHere(name, place, flags, { ...surroundings, presets: presetsFrom(flags) })
    : await explainAnywhere(name, flags, surroundings);
  io.out(
    flags['json'] === true
      ? toJson({ generator: GENERATOR, version: assets.version, ...explained } satisfies Explanation)
      : explained.meanings.map((meaning) => meaningText(meaning, styleOf(io))).join('\n'),
  );
}

/** In the workspace that the flags would make. */
async function explainAnywhere(name: string, flags: Flags, { assets, io }: Surroundings): Promise<Explained> {
  const { raw, naming, additions } = await gatherGiven(undefined, flags, io.cwd);
  const answers = resolveAnswers({ name: NAME, ...raw }, naming);
  return { answers, meanings: explain(name, answers, await assets.load(answers), additions) };
}

async function explainHere(
  name: string,
  place: Place,
  flags: Flags,
  surroundings: ReaderSurroundings,
): Promise<Explained> {
  const { assets, presets } = surroundings;
  const [flag] = Object.keys(answersFrom(flags));
  if (flag !== undefined) {
    throw new InputError(`--${flag} has no say here: the answers of the workspace count; leave it out`);
  }
  const record = projectRecord(place);
  const again = commandIn(place, `explain ${shellWord(name)}`, presets);
  if (record.kind === 'workspace') {
    const { answers, additions } = (await recreate(record, again, surroundings)).project;
    return { answers, meanings: explain(name, answers, await assets.load(answers), additions) };
  }
  refuseOtherVersion(record, again, assets.version);
  refusePresets(record, presets);
  const gates = recordedGates(record);
  const { ci, branch, terms } = gates;
  return { gatesOnly: { ci, branch, terms }, meanings: explainGatesOnly(name, gates, await assets.loadGates()) };
}
