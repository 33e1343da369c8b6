import { describe, expect, it } from 'vitest';

import { GATES, JOBS } from '../../../src/gates/list.ts';
import { onTerms, type Terms } from '../../../src/lifecycle/gates/terms.ts';

const WIDEST: Terms = { locked: true, allFeatures: true, benches: true, hasLibrary: true, counted: [], off: {} };

function commands(terms: Partial<Terms>): Record<string, string> {
  const jobs = JOBS.map((job) => ({ ...job, gates: GATES.filter((gate) => gate.job === job.id) }));
  const gates = onTerms(jobs, { ...WIDEST, ...terms }).flatMap((job) => job.gates);
  return Object.fromEntries(gates.map(({ id, command }) => [id, command]));
}

describe('the commands of a project', () => {
  it('are those of the list where nothing stands in the way, but that only our workflows are audited', () => {
    expect(commands({})).toEqual({
      ...Object.fromEntries(GATES.map(({ id, command }) => [id, command])),
      workflows: 'zizmor --persona pedantic .github/workflows/gates.yml .github/workflows/gates-nightly.yml',
    });
  });

  it('do without a lock that is not kept', () => {
    expect(commands({ locked: false })).toMatchObject({
      deny: 'cargo deny check -D warnings bans licenses sources',
      clippy: 'cargo clippy --workspace --all-targets --all-features -- -D warnings',
    });
  });

  it('leave features alone that exclude each other', () => {
    expect(commands({ allFeatures: false })).toMatchObject({
      test: 'cargo nextest run --workspace --locked --profile ci',
      doc: 'RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked',
    });
  });

  it.each([
    [true, 'cargo clippy --workspace --lib --bins --tests --examples --all-features --locked -- -D warnings'],
    [false, 'cargo clippy --workspace --bins --tests --examples --all-features --locked -- -D warnings'],
  ])('leave benches out that do not compile; with a library: %s', (hasLibrary, command) => {
    expect(commands({ benches: false, hasLibrary })['clippy']).toBe(command);
  });

  it('are compared with the baseline where findings are counted', () => {
    expect(commands({ counted: ['clippy', 'doc', 'fmt'] })).toMatchObject({
      clippy: 'python3 .gates/baseline.py clippy -- cargo clippy --workspace --all-targets --all-features --locked',
      doc: 'python3 .gates/baseline.py doc -- cargo doc --workspace --no-deps --all-features --locked',
      fmt: 'python3 .gates/baseline.py fmt -- cargo fmt --all --check',
    });
  });

  it('are compared where tests fail, at night as well', () => {
    expect(commands({ counted: ['doctest', 'test'] })).toMatchObject({
      test: 'python3 .gates/baseline.py test -- cargo nextest run --workspace --all-features --locked --profile ci',
      doctest: 'python3 .gates/baseline.py doctest -- cargo test --doc --workspace --all-features --locked',
      latest:
        'cargo update && python3 .gates/baseline.py test -- cargo nextest run --workspace --all-features --profile ci',
    });
  });

  it('are not there for gates that are off', () => {
    expect(Object.keys(commands({ off: { test: 'there is no test' } }))).toEqual(
      GATES.map(({ id }) => id).filter((id) => id !== 'test'),
    );
  });
});
