import type { GatePlan } from '../../gates/plan.ts';
import type { GateJob } from '../../gates/select.ts';
import type { Gate } from '../../gates/types.ts';

/** What the project makes of the gates' commands. */
export interface Terms {
  /** Where the project lies in its repository, `/` between segments; absent at its root. */
  readonly folder?: string | undefined;
  /** Whether it keeps a Cargo.lock. */
  readonly locked: boolean;
  /** Whether its features can all be on at once. */
  readonly allFeatures: boolean;
  /** Whether its benches compile with the toolchain at hand. */
  readonly benches: boolean;
  readonly hasLibrary: boolean;
  /** Gates that are compared with the baseline, by id. */
  readonly counted: readonly string[];
  /** Gates that the project does not pass, and why. */
  readonly off: Readonly<Record<string, string>>;
}

/** The commands as the list has them. */
export const WIDEST: Terms = {
  locked: true,
  allFeatures: true,
  benches: true,
  hasLibrary: true,
  counted: [],
  off: {},
};

/** Where the project keeps what the gates found on the day on which they came, and what compares with it. */
export const BASELINE_FILE = '.gates/baseline.json';
export const CHECKER_FILE = '.gates/baseline.py';

/** GitHub's workflows that run the gates; they stand beside the project's own, and beside those of its neighbours. */
export function workflowsOf({ folder }: Pick<Terms, 'folder'>): GatePlan['workflows'] {
  const [file, title] = folder === undefined ? ['', ''] : [`-${folder.replaceAll('/', '-')}`, ` of ${folder}`];
  return {
    'pull-request': { file: `gates${file}`, title: `Gates${title}` },
    nightly: { file: `gates${file}-nightly`, title: `Gates${title} of the night` },
  };
}

/** A file that its host looks for at the repository's root, from where the project lies. */
export function fromProject(file: string, { folder }: Pick<Terms, 'folder'>): string {
  return folder === undefined ? file : `${folder.replaceAll(/[^/]+/g, '..')}/${file}`;
}

/** Words that start the checker at the project's root. */
export const CHECKER = ['python3', CHECKER_FILE];

/** Gates whose findings can be counted. */
export const COUNTABLE = ['clippy', 'doc', 'fmt', 'typos', 'unused-dependencies', 'test', 'doctest'] as const;

/** What builds the tests with all that the gates turn on, and runs none. */
export const TESTS_BUILD = 'cargo test --no-run --workspace --all-features --locked';

/** What a gate keeps out, where the list names a file or a table that the project need not have. */
const WHYS: Readonly<Record<string, string>> = {
  fmt: 'layout that rustfmt would change',
  clippy: 'what the lints of Cargo.toml and clippy.toml refuse',
};

/** The jobs as the project runs them. */
export function onTerms(jobs: readonly GateJob[], terms: Terms): GateJob[] {
  return jobs
    .map((job) => ({
      ...job,
      gates: job.gates
        .filter(({ id }) => !(id in terms.off))
        .map((gate) => ({ ...gate, command: commandOf(gate, terms), why: WHYS[gate.id] ?? gate.why })),
    }))
    .filter(({ gates }) => gates.length > 0);
}

/** A gate's command: as the list has it, but for what the project cannot do. */
function commandOf({ id, command }: Gate, terms: Terms): string {
  // The project's own workflows are not ours to judge, and were not tried.
  const adapted = id === 'workflows' ? command.replace(/ \.$/, ` ${audited(terms).join(' ')}`) : adapt(command, terms);
  if (terms.counted.includes(id)) return `${compares(id)} ${countedCommand(adapted)}`;
  return id === 'latest' && terms.counted.includes('test')
    ? adapted.replace('cargo nextest', `${compares('test')} $&`)
    : adapted;
}

/** What stands before a command whose findings are compared with a gate's in the baseline. */
function compares(id: string): string {
  return `${CHECKER.join(' ')} ${id} --`;
}

/** Whether a gate of the project compares with the baseline. */
export function isCompared({ command }: Pick<Gate, 'command'>): boolean {
  return command.includes(CHECKER.join(' '));
}

function audited(terms: Terms): string[] {
  return Object.values(workflowsOf(terms)).map(({ file }) => fromProject(`.github/workflows/${file}.yml`, terms));
}

/** A command whose findings are to be counted, not made errors. */
export function countedCommand(command: string): string {
  return command.replace(/ -- -D warnings$/, '').replace(/^RUSTDOCFLAGS="-D warnings" /, '');
}

/** Sentences, without a full stop, on what the gates leave out of what they look at. */
export function narrowed({ allFeatures, benches }: Terms): string[] {
  return [
    ...(allFeatures ? [] : ['the features do not build all at once, so the gates take the default ones']),
    ...(benches ? [] : ['the benches do not compile here, so the gates leave them out']),
  ];
}

/** A command of the list on the project's terms. */
export function adapt(command: string, { locked, allFeatures, benches, hasLibrary }: Terms): string {
  const targets = `${hasLibrary ? '--lib ' : ''}--bins --tests --examples`;
  return command
    .replace(/ --locked/, locked ? '$&' : '')
    .replace(/ --all-features/, allFeatures ? '$&' : '')
    .replace('--all-targets', benches ? '$&' : targets);
}
