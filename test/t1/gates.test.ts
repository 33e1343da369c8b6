import { describe, expect, it } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers } from '../../src/options/resolve.ts';
import { renderProject } from '../../src/render/project.ts';
import { assets } from '../support/assets.ts';
import { coveringSets } from '../support/combinations.ts';
import type { EmittedGate } from '../support/emitted-gates.ts';
import { gatesOfJustfile, gatesOfPipeline, gatesOfTable, gatesOfWorkflow } from '../support/emitted-gates.ts';
import { projectOf } from '../support/project.ts';

const OLDER_RUST = { toolchain: '1.95.0', rustVersion: '1.90' };
const PROJECTS = {
  default: projectOf(),
  'with a service': projectOf({ db: 'postgres' }),
  'for an older Rust': projectOf({}, OLDER_RUST),
};
const commands = (gates: readonly EmittedGate[]) => gates.map(({ id, command }) => [id, command]);

describe.each(Object.entries(PROJECTS))('%s', (_title, project) => {
  const tree = renderProject(project, assets);
  const file = (path: string): string => tree.get(path)?.text ?? expect.fail(`${path} is missing`);

  it.each([
    ['.github/workflows/ci.yml', 'ci', 'pull request'],
    ['.github/workflows/nightly.yml', 'nightly', 'every night'],
  ])('%s, `just %s` and the README say the same', (workflow, recipe, when) => {
    const inCi = commands(gatesOfWorkflow(file(workflow)));
    expect(inCi).not.toEqual([]);
    expect(commands(gatesOfJustfile(file('justfile'), recipe))).toEqual(inCi);
    expect(commands(gatesOfTable(file('README.md'), when))).toEqual(inCi);
  });
});

it('a pull request must pass these', () => {
  const workflow = renderProject(PROJECTS.default, assets).get('.github/workflows/ci.yml');
  expect(Object.fromEntries(commands(gatesOfWorkflow(workflow?.text ?? '')))).toEqual({
    fmt: 'cargo fmt --all --check',
    typos: 'typos',
    lock: 'cargo fetch --locked',
    'unused-dependencies': 'cargo shear --locked --deny-warnings',
    deny: 'cargo deny --locked check -D warnings bans licenses sources',
    clippy: 'cargo clippy --workspace --all-targets --all-features --locked -- -D warnings',
    doc: 'RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features --locked',
    'query-data': 'bash scripts/query-data.sh --locked',
    test: 'cargo nextest run --workspace --all-features --locked --profile ci',
    doctest: 'cargo test --doc --workspace --all-features --locked',
  });
});

/** What is about files of GitHub's. */
const OF_GITHUB = ['workflows'];

describe('every gate is the same for GitHub, GitLab and just', () => {
  it.each(coveringSets().map((set) => [JSON.stringify({ ...set, ci: 'both' }), { ...set, ci: 'both' }] as const))(
    '%s',
    (_label, set) => {
      const { tree } = create(resolveAnswers({ name: 'orders', ...set }), assets);
      const file = (path: string): string => tree.get(path)?.text ?? expect.fail(`${path} is missing`);
      for (const [workflow, stage] of [
        ['ci', 'gates'],
        ['nightly', 'nightly'],
      ] as const) {
        const inGithub = commands(gatesOfWorkflow(file(`.github/workflows/${workflow}.yml`)));
        const inGitlab = commands(gatesOfPipeline(file('.gitlab-ci.yml'), stage, file('justfile')));
        expect(inGitlab.length).toBeGreaterThan(0);
        expect(inGitlab).toEqual(inGithub.filter(([id]) => !OF_GITHUB.includes(id ?? '')));
        expect(inGithub).toEqual(commands(gatesOfJustfile(file('justfile'), workflow)));
      }
    },
  );
});

describe('what is about one host alone is nowhere without it', () => {
  /** Paths and lines, but for those of crates, which cite papers and projects wherever these are. */
  const linesOf = (ci: string): string[] =>
    coveringSets().flatMap((set) => {
      const answers = resolveAnswers({ name: 'orders', ...set, ci, repository: 'https://git.acme.example/orders' });
      return [...create(answers, assets).tree]
        .filter(([path]) => !path.startsWith('crates/') && path !== 'Cargo.lock')
        .flatMap(([path, { text }]) => text.split('\n').map((line) => `${path}: ${line}`));
    });

  it.each([
    ['GitHub', 'gitlab', /github|dependabot|zizmor|workflows|linguist|pull request|ci-ok/i],
    ['GitLab', 'github', /gitlab|merge request|\.cache/i],
  ])('%s', (_host, other, pattern) => {
    expect([...new Set(linesOf(other).filter((line) => pattern.test(line)))]).toEqual([]);
  });
});
