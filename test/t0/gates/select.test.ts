import { describe, expect, it } from 'vitest';

import { gatesOfTier, selectGates, selectJobs } from '../../../src/gates/select.ts';
import { projectOf } from '../../support/project.ts';

const PLAIN = { toolchain: '1.95.0', rustVersion: '1.95', crates: [] };

describe('the gates of a project', () => {
  it('come in the list’s order, whatever the project’s', () => {
    const ids = selectGates({ ...PLAIN, gates: ['test', 'doc', 'fmt'] }).map((gate) => gate.id);
    expect(ids).toEqual(['fmt', 'doc', 'test']);
  });

  it('name the crates that ask for them, in place of {packages}', () => {
    const crates = [
      { package: 'tea-core', gates: ['clippy-bare-metal', 'test-bare-metal'] },
      { package: 'tea-ring', gates: ['clippy-bare-metal'] },
      { package: 'tea', gates: [] },
    ];
    const commands = selectGates({ ...PLAIN, crates, gates: ['clippy-bare-metal', 'test-bare-metal'] }).map(
      (gate) => gate.command,
    );
    expect(commands).toEqual([
      'cargo clippy --package tea-core --package tea-ring --lib --bins --tests --target x86_64-unknown-none --locked -- -D warnings',
      'cargo test --package tea-core --target x86_64-unknown-none --locked',
    ]);
  });

  it('are all known', () => {
    expect(() => selectGates({ ...PLAIN, gates: ['fmt', 'clipy', 'tets'] })).toThrow(/clipy, tets/);
  });

  it.each([
    ['1.95.0', '1.95', false],
    ['1.95.0', '1.95.0', false],
    ['1.95.1', '1.95', true],
    ['1.95.0', '1.9', true],
    ['1.95.0', '1.94.1', true],
    ['2.0.0', '1.95', true],
  ])('with the toolchain %s and rust-version %s hold the oldest toolchain: %s', (toolchain, rustVersion, held) => {
    const ids = selectGates(projectOf({}, { toolchain, rustVersion })).map((gate) => gate.id);
    expect(ids.includes('msrv')).toBe(held);
  });
});

describe('gates that presets bring', () => {
  const gate = { title: 'API', command: 'scripts/api', why: 'broken APIs', tools: ['cargo-deny'], services: true };
  const gates = [
    { ...gate, id: 'api', tier: 'pull-request' as const, preset: 'acme' },
    { ...gate, id: 'audit-log', tier: 'nightly' as const, preset: 'acme' },
  ];

  it('come behind those of the list, each in a job of its tier', () => {
    const project = { ...PLAIN, gates: ['latest', 'fmt'], additions: { gates } };
    expect(selectGates(project).map(({ id }) => id)).toEqual(['fmt', 'latest', 'api', 'audit-log']);
    const jobs = selectJobs(project);
    expect(gatesOfTier(jobs, 'pull-request').map(({ id }) => id)).toEqual(['fmt', 'api']);
    expect(gatesOfTier(jobs, 'nightly').map(({ id }) => id)).toEqual(['latest', 'audit-log']);
    expect(selectGates(project).at(-1)).toEqual({ ...gate, id: 'audit-log', job: 'extra-nightly' });
  });
});

describe('the jobs of a project', () => {
  it('hold only its gates, and none is empty', () => {
    const jobs = selectJobs({ ...PLAIN, gates: ['doctest', 'fmt', 'latest'] });
    expect(jobs.map((job) => [job.id, job.gates.map((gate) => gate.id)])).toEqual([
      ['checks', ['fmt']],
      ['test', ['doctest']],
      ['latest', ['latest']],
    ]);
  });
});
