import { describe, expect, test } from 'vitest';

import { describeResult, type Circumstances } from '../../../src/cli/result.ts';
import { resolveAnswers } from '../../../src/options/resolve.ts';
import { composeProject } from '../../../src/project/compose.ts';
import type { Project } from '../../../src/project/model.ts';
import type { Tree } from '../../../src/render/tree.ts';

const LOCK = `version = 4

[[package]]
name = "orders"
version = "0.1.0"
dependencies = ["serde"]

[[package]]
name = "serde"
version = "1.0.0"
source = "registry+https://example.com/index"
`;

const tree: Tree = new Map([
  ['Cargo.lock', { text: LOCK, executable: false }],
  ['LICENSE', { text: '© Größe', executable: false }],
]);

const answers = resolveAnswers({ name: 'orders', db: 'postgres' });
const crate = { role: 'bin', description: 'The program' };
const next = [
  { order: 3, command: 'curl localhost', elsewhere: true as const },
  { order: 2, command: 'cargo run' },
  { order: 9, command: 'just ci' },
];
const project = composeProject(answers, [{ id: 'cloud', crates: [crate], next }], {
  toolchain: '1.95.0',
  rustVersion: '1.95',
});

const NEW: Circumstances['plan'] = {
  kind: 'new',
  target: '/home/orders',
  shown: 'orders',
  kept: [],
  omitted: [],
  identical: [],
  appended: new Map(),
};

function describeNew(changes: Partial<Circumstances> = {}, ci: Project['answers']['ci'] = 'github') {
  return describeResult(
    { project: { ...project, answers: { ...answers, ci } }, tree },
    {
      version: '1.2.3',
      cwd: '/home',
      given: { presetArguments: [], warnings: [] },
      target: '/home/orders',
      plan: NEW,
      git: true,
      outcome: { git: { state: 'committed' } },
      ignored: [],
      hasCargo: true,
      ...changes,
    },
  );
}

describe('the result', () => {
  test('says what was made', () => {
    expect(describeNew()).toEqual({
      generator: 'create-rust-2026',
      version: '1.2.3',
      path: '/home/orders',
      name: 'orders',
      answers,
      presets: [],
      files: [
        { path: 'Cargo.lock', bytes: LOCK.length },
        { path: 'LICENSE', bytes: 10 },
      ],
      kept: [],
      crates: 1,
      dependencies: 1,
      dryRun: false,
      git: { state: 'committed' },
      warnings: [],
      next: ['cd orders', 'cargo run'],
      meanwhile: ['curl localhost'],
      reproduce: 'npx create-rust-2026@1.2.3 orders --db postgres --yes',
    });
  });

  test('does not count what the user keeps', () => {
    const place = { kind: 'beside', target: '/home/orders', shown: '.' } as const;
    const plan: Circumstances['plan'] = {
      ...place,
      kept: ['LICENSE', 'readme.txt'],
      omitted: ['LICENSE', 'README.md'],
      identical: [],
      appended: new Map([['.gitignore', '/data/\n.env\n']]),
    };
    const result = describeNew({ plan });
    expect(result.files.map(({ path }) => path)).toEqual(['Cargo.lock']);
    expect(describeNew({ plan: { ...plan, identical: ['Cargo.lock'] } }).files).toEqual([]);
    expect(result.kept).toEqual(['LICENSE', 'readme.txt']);
    expect(result.warnings).toEqual([
      'kept as they were: LICENSE, readme.txt',
      'added to your .gitignore: /data/, .env',
      'the README.md of this workspace gave way to yours, and CONTRIBUTING.md speaks of it; to read it, make exactly this workspace again in an empty folder',
      'the project is licensed as MIT OR Apache-2.0: change that with --license, or LICENSE, where they disagree',
    ]);
  });

  test.each([
    ['/home', ['cargo run'], ['curl localhost', 'just ci']],
    ['/srv/my orders', ['cd "../srv/my orders"', 'cargo run'], ['curl localhost']],
    ['/home/-x', ['cd ./-x', 'cargo run'], ['curl localhost']],
  ])('leads the way from the working folder to %s', (target, next, meanwhile) => {
    expect(describeNew({ target })).toMatchObject({ next, meanwhile });
  });

  test.each<[Partial<Circumstances>, string[]]>([
    [
      { outcome: { git: { state: 'none', reason: 'git is not installed' } } },
      ['no git repository was made: git is not installed'],
    ],
    [
      { outcome: { git: { state: 'initialised', reason: 'git does not know who you are' } } },
      ['nothing was committed: git does not know who you are'],
    ],
    [{ git: false, outcome: { git: { state: 'none' } } }, []],
    [{ plan: { ...NEW, repository: { folder: '/home/orders', branch: 'main' } } }, []],
    [{ plan: { ...NEW, repository: { folder: '/home/orders', branch: undefined } } }, []],
    [
      { plan: { ...NEW, repository: { folder: '/home', branch: 'master' } } },
      [
        'GitHub reads .github in /home alone; move ours there for CI to run',
        'CI runs for pushes to main, and /home is on master',
      ],
    ],
    [{ ignored: ['git ignores Cargo.lock'] }, ['git ignores Cargo.lock']],
    [{ hasCargo: false }, ['cargo was not found; install Rust with rustup before the first build']],
  ])('warns: %j', (changes, warnings) => {
    expect(describeNew(changes).warnings).toEqual(warnings);
  });

  test.each([
    ['gitlab', ['GitLab reads .gitlab-ci.yml in /home alone; move ours there for CI to run']],
    [
      'both',
      [
        'GitHub reads .github and GitLab reads .gitlab-ci.yml in /home alone; move ours there for CI to run',
        'CI runs for pushes to main, and /home is on master',
      ],
    ],
  ] as const)('warns of what %s does not find', (ci, warnings) => {
    const plan = { ...NEW, repository: { folder: '/home', branch: 'master' } };
    expect(describeNew({ plan }, ci).warnings).toEqual(warnings);
  });

  test('of a dry run has written nothing', () => {
    expect(describeNew({ outcome: undefined })).toMatchObject({
      dryRun: true,
      git: { state: 'none', reason: 'nothing was written' },
      warnings: [],
    });
  });
});
