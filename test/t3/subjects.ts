import { resolveAnswers, toArguments, type RawAnswers } from '../../src/options/resolve.ts';
import { optionOf, type Answers } from '../../src/options/table.ts';
import { FEATURES } from '../../src/pillars/index.ts';
import { buildSets } from '../support/combinations.ts';
import type { OtherTarget } from './other-targets.ts';

/** A set of answers to be proven. */
export interface Subject {
  /** The workspace's folder: sets that make the same Rust code share one, so that little is built again. */
  readonly folder: string;
  /** The flags, for people too. */
  readonly args: readonly string[];
  readonly answers: Answers;
  readonly needs: readonly Need[];
  /** Whether there is a service to be talked to. */
  readonly service: boolean;
  /** Whether it is asked whatever its OpenAPI document allows and forbids. */
  readonly described: boolean;
  /** Whether its database is stopped under load. */
  readonly outage: boolean;
  /** Whether there is a program that serves a model. */
  readonly embeddings: boolean;
  /** Whether the tools for the desk are tried: on the one small crate that is theirs. */
  readonly desk: boolean;
  /** Whose defects are planted that only other targets show. */
  readonly otherTargets: readonly OtherTarget[];
  /** Whether defects are planted in what its gRPC clients rely on. */
  readonly protocol: boolean;
  /** Whether defects are planted in it too. */
  readonly planted: boolean;
  /** Whether the gates of the night are proven too, and what CI never runs: they take more than cargo. */
  readonly nightly: boolean;
  /** Whether it is tried with the newest versions too, and so depends on the day. */
  readonly newest: boolean;
  /** Whether what its tests reach is measured too: everything is built once more. */
  readonly measured: boolean;
}

/** What a subject needs beside cargo. */
export type Need = 'npm' | 'postgres' | 'postgres-server' | 'python' | 'qemu' | 'registry' | 'wasmtime';

export type Selection = 'core' | 'smoke' | 'all';

/** Differs from the defaults in everything that Rust code depends on, and in whose CI runs the gates. */
const SMOKE: RawAnswers = {
  sample: 'minimal',
  db: 'postgres',
  auth: 'session',
  telemetry: 'otlp',
  license: 'proprietary',
  ci: 'gitlab',
};

/** Each pillar alone, but for the one whose service the other subjects have. */
const LABS = optionOf('pillar').choices.flatMap(({ id }) => (id === 'cloud' ? [] : [id]));

/** Names that Cargo, the templates or a dependency could trip over. */
const NAMES: readonly RawAnswers[] = [
  { name: 'my-service-2', owners: '@acme/platform', 'dev-container': 'yes', editors: [] },
  { name: 'tokio' },
  { name: 'domain', container: 'none' },
];

/**
 * `core`: the defaults; `smoke`: one more a pillar; `all`: every pair of choices that code is built from, every pair of what gates
 * read besides, all pillars, difficult names, and two sets with further services, which are the same crates again. These meet
 * every other choice in T1, as do a licence, whose CI it is and what no gate reads: here they come with sets that are there anyway.
 * Of two pillars that no feature joins only the sets of all pillars hold both.
 */
export function selectSubjects(selection: Selection): Subject[] {
  switch (selection) {
    case 'core':
      return [subject({}, { planted: true })];
    case 'smoke':
      return [subject(SMOKE, { described: true, outage: true }), ...LABS.map((pillar) => subject({ pillar }))];
    case 'all': {
      const sets = [
        ...buildSets().filter(isMoreThanItsParts),
        ...NAMES,
        { pillar: 'all', editors: 'all' },
        { ...SMOKE, pillar: 'all', deploy: 'kubernetes' },
      ];
      return plantedOnce(
        [
          subject({}, { planted: true, nightly: true, newest: true, described: true }),
          subject(SMOKE, { nightly: true, newest: true, measured: true, described: true, outage: true }),
          subject({ pillar: 'dx' }, { desk: true }),
          subject({ api: 'grpc', ci: 'both' }, { nightly: true, protocol: true }),
          subject({ service: 'billing', deploy: 'kubernetes' }, { nightly: true }),
          subject({ ...SMOKE, service: ['billing', 'invoicing'], container: 'none' }),
          ...sets.map((set) => subject(set, { nightly: true })),
        ].sort((a, b) => weight(a) - weight(b) || (a.folder < b.folder ? -1 : 1)),
      );
    }
  }
}

/** Of a run in parts those that are in one of them, `2/3`: neighbours, for these share most of what is built. */
export function partOf<T>(subjects: readonly T[], part: string): T[] {
  const [number = Number.NaN, count = Number.NaN] = part.split('/').map(Number);
  const upTo = (parts: number) => Math.floor((parts * subjects.length) / count);
  return subjects.slice(upTo(number - 1), upTo(number));
}

/** Of workspaces that make the same code for other targets the first: a licence changes nothing of what shows there. */
function plantedOnce(subjects: readonly Subject[]): Subject[] {
  const folders = subjects.map(({ folder }) => folder);
  return subjects.map((subject, index) => ({
    ...subject,
    otherTargets: folders.indexOf(subject.folder) === index ? subject.otherTargets : [],
  }));
}

/** Those that take longest to build come last. */
function weight({ answers }: Subject): number {
  return answers.pillar.length > 2 ? 2 : Number(answers.pillar.includes('data'));
}

/** Two pillars side by side are what each of them is alone, unless a feature is there for both. */
function isMoreThanItsParts(set: RawAnswers): boolean {
  const pillars = [set['pillar'] ?? []].flat();
  if (pillars.length < 2 || Object.keys(set).length > 1) return true;
  return FEATURES.some(({ when }) => {
    const wanted = when?.['pillar'];
    return typeof wanted === 'object' && 'all' in wanted && pillars.every((id) => wanted.all.includes(id));
  });
}

function subject(
  raw: RawAnswers,
  {
    planted = false,
    nightly = false,
    newest = false,
    measured = false,
    desk = false,
    protocol = false,
    described = false,
    outage = false,
  } = {},
): Subject {
  const answers = resolveAnswers({ name: 'orders', ...raw });
  const {
    name,
    pillar,
    sample = '',
    db = '',
    auth = '',
    telemetry = '',
    service = [],
    systems = [],
    api = [],
  } = answers;
  const access = answers['data-access'] ?? '';
  const needs = {
    postgres: db === 'postgres',
    'postgres-server': outage,
    python: nightly || described || api.includes('grpc'),
    npm: api.includes('grpc'),
    qemu: systems.includes('kernel'),
    registry: newest,
    wasmtime: systems.includes('wasi'),
  };
  return {
    folder: [...pillar, ...systems, sample, db, access, ...api, auth, telemetry, ...service, name]
      .filter(Boolean)
      .join('-'),
    args: toArguments(answers),
    answers,
    service: pillar.includes('cloud'),
    described: described && api.includes('rest'),
    outage,
    embeddings: pillar.includes('ai') && !pillar.includes('cloud') && name === 'orders',
    desk,
    otherTargets: otherTargetsOf(answers),
    protocol,
    needs: (Object.keys(needs) as Need[]).filter((need) => needs[need]),
    planted,
    nightly,
    newest,
    measured,
  };
}

/** All of the systems pillar where it is alone; beside the async pillar what the two share. */
function otherTargetsOf({ name, pillar, systems = [] }: Answers): readonly OtherTarget[] {
  if (name !== 'orders') return [];
  if (pillar.every((id) => id === 'systems')) return systems;
  return pillar.join() === 'async,systems' && systems.includes('kernel') ? ['kernel-async'] : [];
}
