/** A `.gitlab-ci.yml` of the project's own: what is read of it, and that it is the user's before and after. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { assumptions, ownPipeline, readPipeline } from '../../../src/lifecycle/gates/pipeline.ts';
import { placeGates, takeOutGates, type Files } from '../../../src/lifecycle/gates/plan.ts';
import type { ExistingProject } from '../../../src/lifecycle/gates/project.ts';
import { WIDEST } from '../../../src/lifecycle/gates/terms.ts';
import { InputError } from '../../../src/options/errors.ts';
import { losses, sprinkled } from '../../support/merge/additions.ts';

const FILE = '.gitlab-ci.yml';
const INCLUDED = '.gitlab/ci/gates.gitlab-ci.yml';
const PROJECT: ExistingProject = {
  members: [],
  outside: [],
  policy: {
    targets: [],
    licences: { allow: [], exceptions: [] },
    skips: [],
    owned: [],
    published: true,
    wildcards: false,
    sources: { git: [], registries: [] },
  },
  unclear: [],
  demands: [],
};

describe('the stages of a pipeline', () => {
  it.each([
    ['are GitLab’s where it names none', 'job:\n  script: make\n', ['build', 'test', 'deploy']],
    ['are GitLab’s where it is empty', '', ['build', 'test', 'deploy']],
    ['are those that it names', 'include: a.yml\nstages: [one, two]\n', ['one', 'two']],
    ['may stand elsewhere in the file', '.all: &all\n  - one\nstages: *all\n', ['one']],
    ['are taken from its last document', 'spec:\n  inputs: {}\n---\nstages: [one]\n', ['one']],
    [
      'are those of its jobs where other files may name more',
      'include: a.yml\nx:\n  stage: two\n.y:\n  stage: z\n',
      ['two'],
    ],
    ['are not known where nothing names them', 'include: a.yml\nx:\n  script: make\n', []],
    ['are not known where GitLab has to look them up', 'stages: !reference [.all, stages]\n', []],
    ['are not known where GitLab has to look one up', 'stages:\n  - one\n  - !reference [.all, stages]\n', []],
  ])('%s', (_, text, stages) => {
    expect(readPipeline(text, FILE).stages).toEqual(stages);
  });
});

describe('merge requests have pipelines', () => {
  const event = '$CI_PIPELINE_SOURCE == "merge_request_event"';
  it.each([
    [true, 'a workflow with them', `workflow:\n  rules:\n    - if: ${event}\n`],
    [true, 'a job of theirs', 'x:\n  only: [merge_requests]\n'],
    [true, 'a job of theirs, in a longer form', 'x:\n  only:\n    refs:\n      - merge_requests\n'],
    [true, 'the workflow of GitLab’s', 'include:\n  template: Workflows/MergeRequest-Pipelines.gitlab-ci.yml\n'],
    [
      false,
      'a workflow without them',
      `workflow:\n  rules:\n    - if: ${event}\n      when: never\n    - when: always\n`,
    ],
    [false, 'a job that leaves them out', 'x:\n  except: [merge_requests]\n'],
    [false, 'a script that speaks of them', 'x:\n  script: curl $CI_API_V4_URL/merge_requests\n'],
    [false, 'a comment that does', '# merge_request_event\nx:\n  script: make\n'],
  ])('%s for %s', (expected, _, text) => {
    expect(readPipeline(text, FILE).mergeRequests).toBe(expected);
  });
});

it.each([
  ['x:\n  script: make\n', []],
  ['include: a.yml\nstages: [one]\nx:\n  only: [merge_requests]\n', []],
  [
    'include: a.yml\nstages: [one]\n',
    ['what .gitlab-ci.yml includes was not read; the gates run for branches, not for merge requests'],
  ],
  [
    'stages: !reference [.a, stages]\n',
    ['which stages there are .gitlab-ci.yml itself does not say; the gates run in .post, which is always there'],
  ],
])('what is taken for granted is said: %j', (text, said) => {
  expect(assumptions(readPipeline(text, FILE))).toEqual(said);
});

it.each([
  ['stages: [\n', /^\.gitlab-ci\.yml, line \d: not valid YAML: [^\n]+$/],
  ['x:\n\tscript: make\n', /^\.gitlab-ci\.yml, line 2: not valid YAML: [^\n]+$/],
  ['x: *y\n', /^\.gitlab-ci\.yml cannot be edited: [^\n]+$/],
])('what is no sound YAML is refused: %j', (text, message) => {
  expect(() => readPipeline(text, FILE)).toThrow(InputError);
  expect(() => readPipeline(text, FILE)).toThrow(message);
});

const filesOf = (texts: Readonly<Record<string, string>>): Files =>
  new Map(Object.entries(texts).map(([path, text]) => [path, { text, executable: false }]));

describe('the pipeline that is to include ours is', () => {
  const found = (texts: Readonly<Record<string, string>>, ours: readonly string[] = [], folder?: string) =>
    ownPipeline(filesOf(texts), Object.fromEntries(ours.map((path) => [path, ''])), { folder }) !== undefined;

  it.each([
    ['none where there is none', {}, [], false],
    ['the project’s', { [FILE]: '' }, [], true],
    ['not ours that was changed since', { [FILE]: '' }, [FILE], false],
    ['none where a file of the project’s would be in the way', { [FILE]: '', [INCLUDED]: '' }, [], false],
    ['the project’s where our jobs were changed since', { [FILE]: '', [INCLUDED]: '' }, [INCLUDED], true],
  ])('%s', (_, texts, ours, expected) => {
    expect(found(texts, ours)).toBe(expected);
  });

  it('looked for at the repository’s root', () => {
    expect(found({ [FILE]: '' }, [], 'rust')).toBe(false);
    expect(found({ '../.gitlab-ci.yml': '' }, [], 'rust')).toBe(true);
  });
});

/** Puts our jobs beside a pipeline, and takes them out again. */
function place(text: string) {
  const tree = new Map([[INCLUDED, { text: '.gates: {}\n', executable: false }]]);
  const { files, placed, left } = placeGates(
    filesOf({ 'Cargo.toml': '[workspace]\n', [FILE]: text }),
    tree,
    PROJECT,
    [],
  );
  const record = { ci: 'gitlab', branch: 'main', terms: WIDEST, ...placed } as const;
  const bared = takeOutGates(files, record);
  return {
    text: files.get(FILE)?.text ?? '',
    again: placeGates(bared.files, tree, PROJECT, []).files.get(FILE)?.text,
    files,
    left: left.filter((sentence) => sentence.startsWith(FILE)),
    bared: { text: bared.files.get(FILE)?.text, rest: [...bared.files.keys()], left: bared.left },
  };
}

const ENTRY = `- local: ${INCLUDED}`;

describe('the entry goes', () => {
  it.each([
    ['behind all keys', '# Ours.\nx:\n  script: make\n', `# Ours.\nx:\n  script: make\ninclude:\n  ${ENTRY}\n`],
    [
      'behind all keys, set apart as they are',
      'stages:\n- one\n\nx:\n  script: make\n',
      `stages:\n- one\n\nx:\n  script: make\n\ninclude:\n${ENTRY}\n`,
    ],
    ['into an empty file', '', `include:\n  ${ENTRY}\n`],
    [
      'behind the others of a list',
      'include:\n    # Theirs.\n    - local: a.yml # all\nx:\n    script: !reference [.y, script]\n',
      `include:\n    # Theirs.\n    - local: a.yml # all\n    ${ENTRY}\nx:\n    script: !reference [.y, script]\n`,
    ],
    ['into brackets', "include: ['a.yml']\n", `include: ['a.yml', { local: ${INCLUDED} }]\n`],
    ['with the file’s line ends', 'include:\r\n- a.yml\r\n', `include:\r\n- a.yml\r\n${ENTRY}\r\n`],
    ['with the file’s quotes', 'x:\n  script: "make"\n', `x:\n  script: "make"\ninclude:\n  - local: "${INCLUDED}"\n`],
  ])('%s', (_, before, after) => {
    const { text, again, left, bared } = place(before);
    expect({ text, again, left }).toEqual({ text: after, again: after, left: [] });
    expect(bared).toEqual({ text: before, rest: ['Cargo.toml', FILE], left: [] });
  });

  it.each([
    ['a text', "include: '/a.yml' # theirs\n", 'is no list'],
    ['a single file', 'include:\n  local: a.yml # theirs\n', 'is no list'],
    ['a list at the top', '- a\n', 'is no map'],
    ['two documents', 'spec: {}\n---\nx: 1\n', 'is one of several documents'],
    ['a merge key at the top', '.x: &x\n  y: 1\n<<: *x\n', 'takes in another map'],
  ])('nowhere beside %s; it is said what to add', (_, before, why) => {
    const { text, left, files, bared } = place(before);
    expect(text).toBe(before);
    expect(left).toEqual([
      `${FILE}: include ${why}; GitLab runs no gates until include is a list with the line "${ENTRY}"`,
    ]);
    expect(files.has(INCLUDED)).toBe(true);
    expect(bared).toEqual({ text: before, rest: ['Cargo.toml', FILE], left: [] });
  });
});

/** GitLab's own tags are no news. */
const QUIET = { logLevel: 'error' } as const;

describe('any pipeline', () => {
  const job = fc.constantFrom(
    'build:\n  stage: build\n  script:\n    - make\n',
    'test:\n  script: [make test]\n  rules:\n    - if: $CI_COMMIT_TAG # tags\n      when: never\n    - when: always\n',
    '.base: &base\n  image: rust\n',
    'deploy:\n  script:\n    - !reference [.base, script]\n    - |\n      one\n        two\n',
    'pages: { script: make, stage: deploy }\n',
  );
  const global = fc.constantFrom(
    'stages: [build, test]\n',
    'stages:\n- build # first\n- deploy\n',
    'variables:\n  A: "b"\n\n',
    'default:\n    image: "alpine"\n',
    'workflow:\n  rules:\n    - if: $CI_COMMIT_BRANCH\n',
  );
  const include = fc.constantFrom(
    '',
    'include: a.yml\n',
    "include: '/a.yml' # theirs\n",
    'include:\n  local: a.yml # theirs\n  # more\n',
    'include:\n  project: a/b\n  file:\n    - c.yml\n    # d\n    - d.yml\n',
    'include: { template: A.gitlab-ci.yml }\n',
    'include: []\n',
    'include: [a.yml, b.yml] # theirs\n',
    'include:\n  - a.yml\n  # more\n',
    'include:\n- local: a.yml\n  rules:\n  - if: $A\n\n- remote: https://acme.example/b.yml\n',
    'include:\n    -   project: a/b\n        file: c.yml\n',
    'include: [\n  a.yml, # a\n  { local: b.yml },\n]\n',
  );
  const pipeline = fc
    .tuple(include, fc.uniqueArray(job, { maxLength: 3 }), fc.uniqueArray(global, { maxLength: 2 }), fc.nat())
    .map(([own, jobs, globals, place]) => {
      const parts: string[] = [...globals.filter((text, index) => index === 0 || !text.startsWith('stages')), ...jobs];
      return parts.toSpliced(place % (parts.length + 1), 0, own).join('');
    })
    .chain((text) => sprinkled(text, ['', '# why', '  # deep', '    # deeper']))
    .filter(isSound);

  function isSound(text: string): boolean {
    try {
      parse(text, QUIET);
      return true;
    } catch {
      return false;
    }
  }

  it('keeps every line of its own, has ours or says why not, and is as before without it', () => {
    let made = 0;
    fc.assert(
      fc.property(pipeline, (before) => {
        const { text, again, left, bared } = place(before);
        const values = (parse(before, QUIET) ?? {}) as Record<string, unknown>;
        const { include: now, ...others } = parse(text, QUIET) as { include?: unknown[] };
        const { include: then, ...rest } = values;
        expect(others).toEqual(rest);
        if (left.length === 0) {
          const theirs = then === undefined ? [] : Array.isArray(then) ? (then as unknown[]) : [then];
          expect(now).toEqual([...theirs, { local: INCLUDED }]);
          made++;
        } else expect(text).toBe(before);
        expect(losses(before, text, Number(Array.isArray(then)))).toEqual([]);
        expect(again).toBe(text);
        expect(bared).toEqual({ text: before, rest: ['Cargo.toml', FILE], left: [] });
      }),
      { numRuns: 300 },
    );
    expect(made).toBeGreaterThan(100);
  });
});
