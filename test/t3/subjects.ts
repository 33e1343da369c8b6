import { resolveAnswers, toArguments, type RawAnswers } from '../../src/options/resolve.ts';
import { OPTIONS, type Answers } from '../../src/options/table.ts';
import { everyPair, toFactor } from '../support/combinations.ts';

/** A set of answers to be proven. */
export interface Subject {
  /** The workspace's folder: sets that make the same Rust code share one, so that little is built again. */
  readonly folder: string;
  /** The flags, for people too. */
  readonly args: readonly string[];
  readonly answers: Answers;
  readonly needs: readonly Need[];
  /** Whether defects are planted in it too. */
  readonly planted: boolean;
  /** Whether zizmor and hadolint read it too. */
  readonly linted: boolean;
}

/** What a subject needs beside cargo. */
export type Need = 'postgres' | 'python';

export type Selection = 'core' | 'smoke' | 'all';

/** Differs from the defaults in everything that Rust code depends on. */
const SMOKE: RawAnswers = { sample: 'minimal', db: 'postgres', auth: 'none', license: 'proprietary' };

/** Names that Cargo, the templates or a dependency could trip over. */
const NAMES = ['my-service-2', 'tokio', 'domain'];

/** `core`: the defaults; `smoke`: one more a pillar; `all`: every pair of choices, all pillars, and difficult names. */
export function selectSubjects(selection: Selection): Subject[] {
  switch (selection) {
    case 'core':
      return [subject({}, { planted: true })];
    case 'smoke':
      return [subject(SMOKE)];
    case 'all': {
      const names = NAMES.map((name) => ({ name }));
      const sets = [SMOKE, ...everyPair(OPTIONS.map(toFactor)), { pillar: 'all' }, ...names];
      return [subject({}, { planted: true, linted: true }), ...sets.map((set) => subject(set, { linted: true }))].sort(
        (a, b) => (a.folder < b.folder ? -1 : 1),
      );
    }
  }
}

function subject(raw: RawAnswers, { planted = false, linted = false } = {}): Subject {
  const answers = resolveAnswers({ name: 'orders', ...raw });
  const { name, pillar, sample = '', db = '', auth = '' } = answers;
  return {
    folder: [...pillar, sample, db, auth, name].join('-'),
    args: toArguments(answers),
    answers,
    needs: [...(db === 'postgres' ? (['postgres'] as const) : []), ...(linted ? (['python'] as const) : [])],
    planted,
    linted,
  };
}
