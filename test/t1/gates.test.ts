import { describe, expect, it } from 'vitest';

import { renderProject } from '../../src/render/project.ts';
import { assets } from '../support/assets.ts';
import type { EmittedGate } from '../support/emitted-gates.ts';
import { gatesOfJustfile, gatesOfTable, gatesOfWorkflow } from '../support/emitted-gates.ts';
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
    test: 'cargo nextest run --workspace --all-features --locked --profile ci',
    doctest: 'cargo test --doc --workspace --all-features --locked',
  });
});
