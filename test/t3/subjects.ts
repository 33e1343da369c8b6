/** A set of answers to be proven. */
export interface Subject {
  readonly label: string;
  readonly args: readonly string[];
  readonly answers: Readonly<Record<'sample' | 'db' | 'auth', string>>;
  readonly needs: readonly Need[];
  /** Whether defects are planted in it too. */
  readonly planted: boolean;
}

/** What a subject needs beside cargo. */
export type Need = 'postgres' | 'python';

export type Selection = 'core' | 'smoke' | 'all';

const CORE = subject({ sample: 'full', db: 'sqlite', auth: 'jwt' }, { planted: true });
/** Differs from the core in every option. */
const SMOKE = subject({ sample: 'minimal', db: 'postgres', auth: 'none' }, { args: ['--license', 'proprietary'] });

/** Few enough that the matrix holds every combination of what Rust code depends on. */
function everything(): Subject[] {
  const rows = ['full', 'minimal'].flatMap((sample) =>
    ['sqlite', 'postgres'].flatMap((db) => ['jwt', 'none'].map((auth) => ({ sample, db, auth }))),
  );
  const others = rows.map((answers, index) =>
    subject(answers, { args: OTHER_OPTIONS[index % OTHER_OPTIONS.length] ?? [] }),
  );
  const known = new Set([CORE.label, SMOKE.label]);
  return [CORE, SMOKE, ...others.filter(({ label }) => !known.has(label))];
}

/** Options that no Rust code depends on, but manifests and gates do. */
const OTHER_OPTIONS = [
  ['--license', 'MIT', '--editors', 'all'],
  ['--license', 'Apache-2.0', '--owners', '@acme/platform'],
  ['--license', 'proprietary', '--repository', 'https://github.com/acme/orders'],
];

export function selectSubjects(selection: Selection): Subject[] {
  switch (selection) {
    case 'core':
      return [CORE];
    case 'smoke':
      return [SMOKE];
    case 'all':
      return everything();
  }
}

function subject(
  answers: Subject['answers'],
  { args = [], planted = false }: { args?: readonly string[]; planted?: boolean } = {},
): Subject {
  const own = Object.entries(answers).flatMap(([id, value]) => [`--${id}`, value]);
  return {
    label: ['cloud', ...Object.values(answers)].join('-'),
    args: ['--pillar', 'cloud', ...own, ...args],
    answers,
    needs: answers.db === 'postgres' ? ['postgres'] : [],
    planted,
  };
}
