import { explain, type Meaning } from '../lifecycle/explain/index.ts';
import { InputError } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { resolveAnswers } from '../options/resolve.ts';
import type { Answers } from '../options/table.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { meaningText } from './explanation.ts';
import { addAnswerFlags, answersFrom } from './flags.ts';
import { toJson } from './json.ts';
import { shellWord } from './shell.ts';
import { styleOf } from './style.ts';
import { openWorkspace, placeOf, recordIn } from './workspace.ts';

/** What a project is called that nobody has named. */
const NAME = 'orders';

/** `explain`: why something is there. */
export const explainCommand: CommandModule = {
  describe: (command) => {
    command
      .description(
        `Says why something is there, what pulls it in and how to change it: an option or one of its choices, a file, a crate, a gate. In a workspace its answers count, elsewhere those of the flags, for a project called ${NAME}.`,
      )
      .argument('<name>', 'what to explain: db, deny.toml, tokio, clippy')
      .argument('[dir]', 'the workspace (default: this folder, if it is one)')
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
  readonly answers: Answers;
  readonly meanings: readonly Meaning[];
}

async function run({ args: [name, dir], flags }: Invocation, surroundings: Surroundings): Promise<void> {
  const { assets, io } = surroundings;
  if (name === undefined || name === '')
    throw new InputError('explain needs the name of an option, a file, a crate or a gate');
  const said = answersFrom(flags);
  const inWorkspace = dir !== undefined || recordIn(placeOf(undefined, io.cwd)) !== undefined;
  const [flag] = Object.keys(said);
  if (inWorkspace && flag !== undefined) {
    throw new InputError(`--${flag} has no say here: the answers of the workspace count; leave it out`);
  }
  const answers = inWorkspace
    ? (await openWorkspace(dir, `explain ${shellWord(name)}`, surroundings)).project.answers
    : resolveAnswers({ name: NAME, ...said });
  const meanings = explain(name, answers, await assets.load(answers));
  io.out(
    flags['json'] === true
      ? toJson({ generator: GENERATOR, version: assets.version, answers, meanings } satisfies Explanation)
      : meanings.map((meaning) => meaningText(meaning, styleOf(io))).join('\n'),
  );
}
