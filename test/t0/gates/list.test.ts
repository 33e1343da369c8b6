import { describe, expect, it } from 'vitest';

import { ACTIONS } from '../../../src/gates/actions.ts';
import { GATES, JOBS } from '../../../src/gates/list.ts';
import { TOOLS } from '../../../src/gates/tools.ts';
import { FEATURES } from '../../../src/pillars/index.ts';

describe.each(GATES)('gate $id', ({ id, command, job, tools, why }) => {
  it('has a name that just and a Markdown table take as it is', () => {
    expect(id).toMatch(/^[a-z][a-z-]*$/);
    expect(['default', 'ci', 'nightly', 'tools']).not.toContain(id);
    expect(why).toMatch(/^[^|\n]*[^|\n.]$/);
  });

  it('is one line that bash, just and GitHub read alike', () => {
    expect(command).not.toMatch(/\n|\{\{|^@|#/);
  });

  it('runs in a job that there is, with tools that there are', () => {
    expect(JOBS.map((known) => known.id)).toContain(job);
    expect(TOOLS.map((tool) => tool.id)).toEqual(expect.arrayContaining([...tools]));
  });

  it('is turned on by a feature', () => {
    const ofCrates = FEATURES.flatMap(({ crates = [] }) => crates.flatMap(({ gates = [] }) => gates));
    const ofFeatures = FEATURES.flatMap(({ gates = [] }) => gates);
    expect(command.includes('{packages}') ? ofCrates : ofFeatures).toContain(id);
  });
});

describe('gates', () => {
  it('have names of their own', () => {
    expect(new Set(GATES.map((gate) => gate.id)).size).toBe(GATES.length);
  });

  it('never change Cargo.lock, but for the one that is about newer versions', () => {
    const resolving = GATES.filter(({ command }) =>
      /cargo (clippy|doc|test|nextest|hack|deny|shear|fetch)\b/.test(command),
    );
    expect(resolving.filter(({ command }) => !command.includes('--locked')).map(({ id }) => id)).toEqual(['latest']);
  });
});

describe('tools for the desk', () => {
  const tools = FEATURES.flatMap((feature) => feature.tools ?? []);
  const names = ['default', 'ci', 'nightly', 'tools', ...GATES.map(({ id }) => id)];

  it.each(tools)('$crate has a version, a reason, and a recipe that no gate has', ({ crate, why, recipe }) => {
    expect(TOOLS.map((tool) => tool.id)).toContain(crate);
    expect(why).toMatch(/^[^|\n]*[^|\n.]$/);
    expect(names).not.toContain(recipe?.id);
  });

  it.each(tools)('$crate is typed as the justfile or Cargo knows it', ({ use, recipe }) => {
    const [, named = ''] = /^just ([a-z]+)$/.exec(use) ?? [];
    expect(use === 'cargo nextest run' || [...names, recipe?.id].includes(named)).toBe(true);
  });
});

describe('pins', () => {
  it.each(Object.values(ACTIONS))('$repository is pinned to a commit and names a whole version', ({ commit, tag }) => {
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(tag).toMatch(/^v\d+\.\d+\.\d+$/);
  });

  it.each(TOOLS)('$id has a whole version', ({ version }) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
