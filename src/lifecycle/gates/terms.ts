import type { GateJob } from '../../gates/select.ts';
import type { Gate } from '../../gates/types.ts';

/** What the project makes of the gates' commands. */
export interface Terms {
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

/** Where the project keeps what the gates found on the day on which they came, and what compares with it. */
export const BASELINE_FILE = '.gates/baseline.json';
export const CHECKER_FILE = '.gates/baseline.py';

/** Words that start the checker at the project's root. */
export const CHECKER = ['python3', CHECKER_FILE];

/** Gates whose findings can be counted. */
export const COUNTABLE = ['clippy', 'doc', 'fmt', 'typos', 'unused-dependencies'] as const;

/** The jobs as the project runs them. */
export function onTerms(jobs: readonly GateJob[], terms: Terms): GateJob[] {
  return jobs
    .map((job) => ({
      ...job,
      gates: job.gates
        .filter(({ id }) => !(id in terms.off))
        .map((gate) => ({ ...gate, command: commandOf(gate, terms) })),
    }))
    .filter(({ gates }) => gates.length > 0);
}

/** A gate's command: as the list has it, but for what the project cannot do. */
function commandOf({ id, command }: Gate, terms: Terms): string {
  const adapted = adapt(command, terms);
  return terms.counted.includes(id) ? `${CHECKER.join(' ')} ${id} -- ${countedCommand(adapted)}` : adapted;
}

/** A command whose findings are to be counted, not made errors. */
export function countedCommand(command: string): string {
  return command.replace(/ -- -D warnings$/, '').replace(/^RUSTDOCFLAGS="-D warnings" /, '');
}

/** A command of the list on the project's terms. */
export function adapt(command: string, { locked, allFeatures, benches, hasLibrary }: Terms): string {
  const targets = `${hasLibrary ? '--lib ' : ''}--bins --tests --examples`;
  return command
    .replace(/ --locked/, locked ? '$&' : '')
    .replace(/ --all-features/, allFeatures ? '$&' : '')
    .replace('--all-targets', benches ? '$&' : targets);
}
