/** The emitted baseline checker with the real tools: what was planted passes, and neither more nor less does. */
import { beforeEach, describe, expect, it } from 'vitest';

import { LIB, plantOlderProject, type Counts, type OlderProject } from '../../support/older-project.ts';

const CAST = 'clippy::cast_possible_truncation';

interface GateCase {
  /** The gate's name and its command. */
  readonly line: string;
  readonly planted: Counts;
  /** Plants one more. */
  readonly worsen: (project: OlderProject) => Promise<void>;
  /** What must be said of it, with the place. */
  readonly evidence: RegExp;
  /** Mends one. */
  readonly mend: (project: OlderProject) => Promise<void>;
  readonly left: Counts;
}

const GATES: readonly GateCase[] = [
  {
    line: 'clippy -- cargo clippy --workspace --all-targets --all-features --locked',
    planted: { one: { [CAST]: 5, dead_code: 2 }, two: { dead_code: 1 } },
    worsen: (project) => project.append('two/src/lib.rs', 'pub fn low(n: u64) -> u8 {\n    n as u8\n}\n'),
    evidence:
      /^two: clippy::cast_possible_truncation: 0 in the baseline, now 1:\n {4}two\/src\/lib\.rs:4: casting `u64`/m,
    mend: (project) => project.edit(LIB, '{ n as u8 }', '{ n.to_le_bytes()[0] }'),
    left: { one: { [CAST]: 4, dead_code: 2 }, two: { dead_code: 1 } },
  },
  {
    line: 'doc -- cargo doc --workspace --no-deps --all-features --locked',
    planted: { one: { 'rustdoc::broken_intra_doc_links': 1 } },
    worsen: (project) => project.append('two/src/lib.rs', '/// As [`Nobody`] says.\npub fn third() {}\n'),
    evidence: /^two: rustdoc::broken_intra_doc_links: 0 in the baseline, now 1:\n {4}two\/src\/lib\.rs:3: .*`Nobody`$/m,
    mend: (project) => project.edit(LIB, '[`Nowhere`]', 'nobody'),
    left: {},
  },
  {
    line: 'fmt -- cargo fmt --all --check',
    planted: { [LIB]: { 'not formatted': 1 } },
    worsen: (project) => project.append('two/src/lib.rs', 'pub fn wide( ) {}\n'),
    evidence: /^two\/src\/lib\.rs: not formatted: 0 in the baseline, now 1:/m,
    mend: (project) => project.edit(LIB, '{ n as u8 }', '{\n    n as u8\n}'),
    left: {},
  },
  {
    line: 'typos -- typos',
    planted: { 'README.md': { recieve: 2, recieves: 1 } },
    worsen: (project) => project.append('README.md', '\nThey recieve it.\n'),
    evidence: /^README\.md: recieve: 2 in the baseline, now 3:[^]*\n {4}README\.md:3: recieve should be receive$/m,
    mend: (project) => project.edit('README.md', 'recieves', 'receives'),
    left: { 'README.md': { recieve: 2 } },
  },
  {
    line: 'unused-dependencies -- cargo shear --locked --deny-warnings',
    planted: { 'one/Cargo.toml': { 'unused dependency `two`': 1 }, two: { 'unlinked file src/orphan.rs': 1 } },
    worsen: (project) => project.write('two/src/waif.rs', '//! No module either.\n'),
    evidence: /^two: unlinked file src\/waif\.rs: 0 in the baseline, now 1:/m,
    mend: (project) => project.append('two/src/lib.rs', 'mod orphan;\n'),
    left: { 'one/Cargo.toml': { 'unused dependency `two`': 1 } },
  },
  {
    line: 'test -- cargo nextest run --workspace --all-features --locked --profile ci',
    planted: { 'one::api': { accepts: 1, refuses: 1 } },
    worsen: (project) => project.append('two/src/lib.rs', '#[test]\nfn wakes() {\n    assert_eq!(1, 2);\n}\n'),
    evidence: /^two: wakes: 0 in the baseline, now 1:\n {4}two: thread 'wakes' .*panicked at two\/src\/lib\.rs:5:5$/m,
    mend: (project) => project.edit('one/tests/api.rs', 'panic!("it refuses nothing");', ''),
    left: { 'one::api': { accepts: 1 } },
  },
  {
    line: 'doctest -- cargo test --doc --workspace --all-features --locked',
    planted: { one: { second: 2 } },
    worsen: (project) =>
      project.append('two/src/lib.rs', '/// Three:\n///\n/// ```\n/// two::third();\n/// ```\npub fn fourth() {}\n'),
    evidence: /^two: fourth: 0 in the baseline, now 1:\n {4}two\/src\/lib\.rs:5: this example fails$/m,
    mend: (project) => project.edit(LIB, '```compile_fail', '```'),
    left: { one: { second: 1 } },
  },
];

const project = plantOlderProject();

describe.each(GATES)('$line', ({ line, planted, worsen, evidence, mend, left }) => {
  const [gate = ''] = line.split(' ');
  /** Another gate's counts are not to be touched. */
  const others = { another: { 'README.md': { kept: 1 } } };
  const baselineOf = (counts: Counts) => ({
    allowed: [],
    findings: Object.keys(counts).length === 0 ? others : { ...others, [gate]: counts },
  });

  beforeEach(async () => {
    await project.writeBaseline(baselineOf(planted));
  });

  it('counts what was planted, and again when all is built', async () => {
    const measured = await project.run(`--measure ${line}`);
    expect(JSON.parse(measured.stdout)).toEqual(planted);
    expect(await project.run(line)).toMatchObject({ exitCode: 0, stdout: `${gate}: as in .gates/baseline.json` });
  });

  it('refuses one more, says where, and does not write it', async () => {
    await worsen(project);
    for (const again of [line, `--shrink ${line}`]) {
      const { exitCode, stdout } = await project.run(again);
      expect(stdout).toMatch(evidence);
      expect(exitCode).toBe(1);
    }
    expect(await project.readBaseline()).toEqual(baselineOf(planted));
  });

  it('refuses one less until the command that it gives has been run', async () => {
    await mend(project);
    const { exitCode, stdout } = await project.run(line);
    expect(exitCode).toBe(1);
    const [, shrink = ''] = /^ {4}python3 \S+baseline\.py (--shrink .*)$/m.exec(stdout) ?? [];
    expect(shrink).toBe(`--shrink ${line}`);
    expect(await project.run(shrink)).toMatchObject({ exitCode: 0 });
    expect(await project.readBaseline()).toEqual(baselineOf(left));
    expect(await project.run(line)).toMatchObject({ exitCode: 0 });
  });

  it('refuses one more beside one less: a mended one makes no room', async () => {
    await mend(project);
    await worsen(project);
    expect(await project.run(`--shrink ${line}`)).toMatchObject({ exitCode: 1 });
    expect(await project.readBaseline()).toEqual(baselineOf(planted));
  });
});
