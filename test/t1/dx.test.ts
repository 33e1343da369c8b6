import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { assets } from '../support/assets.ts';

function creationOf(raw: RawAnswers) {
  const { project, tree } = create(resolveAnswers({ name: 'tea-shop', ...raw }), assets);
  const textOf = (file: string): string => tree.get(file)?.text ?? expect.fail(`there is no ${file}`);
  return { project, tree, textOf };
}

const TOOLS = ['just', 'bacon', 'cargo-nextest', 'cargo-deny', 'cargo-mutants'];

describe('the dx pillar', () => {
  it('alone is one small crate, and every gate that a service has', () => {
    const { project, tree } = creationOf({ pillar: 'dx' });
    expect(project.crates.map((crate) => crate.package)).toEqual(['tea-shop-byte-size']);
    // Which has one more where its statements are SQL.
    expect(project.gates).toEqual(creationOf({ pillar: 'cloud', 'data-access': 'sea-orm' }).project.gates);
    expect([...tree.keys()].filter((file) => file.endsWith('.rs'))).toHaveLength(7);
  });

  it('beside another pillar adds its tools and no crate', () => {
    const without = creationOf({ pillar: 'memory' });
    const { project, tree } = creationOf({ pillar: ['memory', 'dx'] });
    expect(project.crates).toEqual(without.project.crates);
    const changed = [...tree].filter(([file, { text }]) => without.tree.get(file)?.text !== text);
    expect(changed.map(([file]) => file)).toEqual([
      '.cargo/mutants.toml',
      '.create-rust-2026.json',
      '.gitignore',
      'README.md',
      'bacon.toml',
      'justfile',
    ]);
  });
});

describe.each([[['dx']], [['cloud', 'dx']]])('of %j the five tools', (pillar) => {
  const { tree, textOf } = creationOf({ pillar });
  const rows = [...textOf('README.md').matchAll(/^\| \[([a-z-]+)\]\(https[^)]+\) \| `([^`]+)` \| \[`([^`]+)`\]/gm)];

  it('stand in the README, each with what sets it up', () => {
    expect(rows.map(([, tool]) => tool)).toEqual(TOOLS);
    rows.forEach(([, , , settings = '']) => {
      expect(tree.has(settings)).toBe(true);
    });
  });

  it('are installed by `just tools`, but for just itself', () => {
    const [, install = ''] = /^tools:\n {4}cargo install --locked (.*)$/m.exec(textOf('justfile')) ?? [];
    const crates = install.split(' ').map((spec) => spec.replace(/@.*/, ''));
    expect(crates).toEqual(expect.arrayContaining(TOOLS.filter((tool) => tool !== 'just')));
    expect(crates).toEqual([...new Set(crates)].sort());
  });

  it('have recipes where no gate runs them', () => {
    expect(textOf('justfile')).toMatch(/^watch:\n {4}bacon$/m);
    expect(textOf('justfile')).toMatch(/^mutants:\n {4}git diff main > mutants\.diff && cargo mutants /m);
    expect(textOf('.gitignore').split('\n')).toContain('/mutants.*');
  });

  it('lint, test and document at every save as CI does', () => {
    const { jobs, default_job: first } = parseToml(textOf('bacon.toml')) as {
      default_job: string;
      jobs: Record<string, { command: string[]; env?: Record<string, string> }>;
    };
    expect(first).toBe('clippy');
    const commandOf = (job: string) => jobs[job]?.command.join(' ') ?? '';
    expect(textOf('justfile')).toContain(`clippy:\n    ${commandOf('clippy')}\n`);
    const flags = Object.entries(jobs['doc']?.env ?? {}).map(([name, value]) => `${name}="${value}" `);
    expect(textOf('justfile')).toContain(`doc:\n    ${flags.join('')}${commandOf('doc')}\n`);
    // For the desk: shown as bacon reads it, and without CI's retries.
    expect(textOf('justfile')).toContain(
      `test:\n    ${commandOf('test').replace('--hide-progress-bar --failure-output final', '--profile ci')}\n`,
    );
  });
});
