import { describe, expect, it } from 'vitest';

import { gatesOfTier, selectGates, selectJobs } from '../../../src/gates/select.ts';
import { projectOf } from '../../support/project.ts';

const VERSIONS = { toolchain: '1.95.0', rustVersion: '1.95' };

describe('the gates of a project', () => {
  it('come in the list’s order, whatever the project’s', () => {
    const ids = selectGates({ ...VERSIONS, gates: ['test', 'doc', 'fmt'] }).map((gate) => gate.id);
    expect(ids).toEqual(['fmt', 'doc', 'test']);
  });

  it('are all known', () => {
    expect(() => selectGates({ ...VERSIONS, gates: ['fmt', 'clipy', 'tets'] })).toThrow(/clipy, tets/);
  });

  it.each([
    ['1.95.0', '1.95', false],
    ['1.95.0', '1.95.0', false],
    ['1.95.1', '1.95', true],
    ['1.95.0', '1.9', true],
    ['1.95.0', '1.94.1', true],
    ['2.0.0', '1.95', true],
  ])('with the toolchain %s and rust-version %s hold the oldest toolchain: %s', (toolchain, rustVersion, held) => {
    const ids = gatesOfTier(projectOf({}, { toolchain, rustVersion }), 'pull-request').map((gate) => gate.id);
    expect(ids.includes('msrv')).toBe(held);
  });
});

describe('the jobs of a project', () => {
  it('hold only its gates, and none is empty', () => {
    const jobs = selectJobs({ ...VERSIONS, gates: ['doctest', 'fmt', 'latest'] }, 'pull-request');
    expect(jobs.map((job) => [job.id, job.gates.map((gate) => gate.id)])).toEqual([
      ['checks', ['fmt']],
      ['test', ['doctest']],
    ]);
  });
});
