/** Commands that read a project which somebody else made, and whose gates are ours. */
import path from 'node:path';

import fs from 'fs-extra';
import { beforeEach, describe, expect, test } from 'vitest';

import type { Diagnosis } from '../../../src/cli/doctor.ts';
import type { Explanation } from '../../../src/cli/explain.ts';
import type { Receipt } from '../../../src/gates/receipt.ts';
import { put, sandbox } from '../../support/disk.ts';
import { refusalOf, runProgram } from '../../support/program.ts';
import { cargoThat, standIns } from '../../support/stand-ins.ts';

const FILE = '.create-rust-2026.json';

/** As `gates` writes it for a package without a lock, whose features exclude each other, and whose lints are counted. */
const RECORD = {
  ci: 'both',
  branch: 'trunk',
  terms: {
    locked: false,
    allFeatures: false,
    benches: false,
    hasLibrary: true,
    counted: ['clippy'],
    off: { deny: 'somebody has to say what the licences of ring@0.16.0 are', lock: 'there is no Cargo.lock' },
  },
  rustVersion: '1.80',
  files: { 'deny.toml': 'a'.repeat(64), '.gates/README.md': 'b'.repeat(64), '.gates/baseline.json': '*' },
  added: { 'Cargo.toml': [{ path: ['lints', 'clippy', 'todo'], value: 'warn', made: 1 }] },
};

/** The gates of a pull request on those terms, then those of the night. */
const COMMANDS = {
  fmt: 'cargo fmt --all --check',
  typos: 'typos',
  'unused-dependencies': 'cargo shear --deny-warnings',
  clippy: 'python3 .gates/baseline.py clippy -- cargo clippy --workspace --lib --bins --tests --examples',
  doc: 'RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps',
  msrv: 'cargo hack check --rust-version --workspace --lib --bins --tests --examples',
  test: 'cargo nextest run --workspace --profile ci',
  doctest: 'cargo test --doc --workspace',
};

let folder: string;
beforeEach(async () => {
  const { version } = (await fs.readJson(path.resolve(import.meta.dirname, '../../../package.json'))) as {
    version: string;
  };
  folder = path.join(sandbox(), 'older');
  put(folder, {
    '.gitignore': '/target\n',
    'Cargo.toml': '[package]\nname = "older"\nversion = "0.1.0"\nedition = "2021"\nrust-version = "1.80"\n',
    [FILE]: JSON.stringify({ generator: { name: 'create-rust-2026', version }, gates: RECORD }, undefined, 2),
  });
});

const refusal = (...args: readonly string[]): Promise<string> => refusalOf(folder, args);

describe('verify', () => {
  test('runs the gates of the record on its terms, and the receipt says so', async () => {
    const PATH = await standIns({ ...cargoThat(), python3: 'echo Python 3.11.2' });
    const { code, out } = await runProgram(folder, ['verify', '--json'], { PATH });
    expect(code).toBe(1);
    const { gates, gatesOnly, ...receipt } = JSON.parse(out) as Receipt;
    expect(Object.fromEntries(gates.map(({ id, command }) => [id, command]))).toEqual(COMMANDS);
    expect(gates.filter(({ state }) => state === 'passed').map(({ id }) => id)).toEqual([
      'fmt',
      'clippy',
      'doc',
      'doctest',
    ]);
    expect(gatesOnly).toEqual({ ci: RECORD.ci, branch: RECORD.branch, terms: RECORD.terms });
    expect(Object.keys(receipt)).not.toContain('answers');
    const text = fs.readFileSync(path.join(folder, 'target/gates/receipt.md'), 'utf8');
    expect(text).toMatch(/^# A project that only has gates: not every gate passed\n/);
    expect(text).toContain('## Gates only\n\n```json\n{\n  "ci": "both",\n  "branch": "trunk",\n  "terms": {\n');
    expect(text).not.toContain('## Answers');
  });

  test('does not run what is compared with the baseline without Python', async () => {
    const PATH = await standIns(cargoThat());
    const { out } = await runProgram(folder, ['verify', '--gate', 'clippy', '--json'], { PATH });
    const [clippy] = (JSON.parse(out) as Receipt).gates;
    expect(clippy).toMatchObject({
      state: 'not run',
      reason: expect.stringMatching(/^python3 is missing; /) as string,
    });
  });

  test('knows the gates of the night, and none that the project is without', async () => {
    const PATH = await standIns(cargoThat());
    const { out } = await runProgram(folder, ['verify', '--nightly', '--json'], { PATH });
    const nightly = (JSON.parse(out) as Receipt).gates.filter(({ tier }) => tier === 'nightly');
    expect(nightly.map(({ id, command }) => [id, command])).toEqual([
      ['advisories', 'cargo deny check advisories'],
      ['workflows', 'zizmor --persona pedantic .github/workflows/gates.yml .github/workflows/gates-nightly.yml'],
      ['latest', expect.stringContaining('cargo update') as string],
    ]);
    expect(await refusal('verify', '--gate', 'deny')).toMatch(/^--gate: there is no "deny" here; /);
  });
});

test('doctor says what they need', async () => {
  const PATH = await standIns(cargoThat({ nextest: 'echo cargo-nextest 99.0.0' }));
  const { out } = await runProgram(folder, ['doctor', '--json'], { PATH });
  const wanted = (JSON.parse(out) as Diagnosis).findings.map(({ what, state, gates }) => [what, state, gates]);
  expect(wanted).toContainEqual(['python3', 'missing', ['clippy']]);
  expect(wanted).toContainEqual(['cargo-hack', 'missing', ['msrv']]);
  expect(wanted).toContainEqual(['cargo-nextest', 'found', ['test', 'latest']]);
  expect(wanted).toContainEqual(['cargo-deny', 'missing', ['advisories']]);
});

describe('explain', () => {
  const explained = async (name: string) =>
    JSON.parse((await runProgram(folder, ['explain', name, '--json'])).out) as Explanation;

  test('says why a gate is here, or is not', async () => {
    const { meanings, gatesOnly } = await explained('clippy');
    expect(gatesOnly).toMatchObject({ ci: 'both', branch: 'trunk' });
    expect(meanings).toMatchObject([
      {
        kind: 'gate',
        command: COMMANDS.clippy,
        here: true,
        counted: true,
        tools: ['python3'],
        features: [{ feature: 'gates', on: true }],
      },
    ]);
    expect((await runProgram(folder, ['explain', 'clippy'])).out).toContain(
      '\n  allows   what .gates/baseline.json counts, which may only shrink\n',
    );
    expect((await runProgram(folder, ['explain', 'deny'])).out).toContain(
      '\n  here     no: somebody has to say what the licences of ring@0.16.0 are\n',
    );
    expect((await explained('workflows')).meanings).toMatchObject([
      { here: true, tier: 'nightly', features: [{ feature: 'ci/github', when: '--ci github or both', on: true }] },
    ]);
  });

  test('says where a file of ours comes from, and what was added to one of theirs', async () => {
    expect((await explained('deny.toml')).meanings).toMatchObject([{ kind: 'file', from: ['src/render/deny.ts'] }]);
    expect((await explained('README.md')).meanings).toMatchObject([
      {
        path: '.gates/README.md',
        from: [
          'templates/existing/.gates/README.md.ejs',
          'templates/ci/github/_parts/readme-ci.md.ejs',
          'templates/ci/gitlab/_parts/readme-ci.md',
        ],
        features: [{ feature: 'ci/github' }, { feature: 'ci/gitlab' }, { feature: 'existing' }],
      },
    ]);
    expect((await runProgram(folder, ['explain', 'Cargo.toml'])).out).toBe(
      `Cargo.toml  file
  from     src/lifecycle/gates
  because  gates, always on
  added    lints.clippy.todo
  change   edit it: it is yours
`,
    );
  });

  test('of nothing else', async () => {
    expect(await refusal('explain', 'clipy')).toBe(
      'there is no gate "clipy" here and no such file of the gates; did you mean clippy?',
    );
    expect(await refusal('explain', 'loom')).toMatch(/^there is no gate "loom" here and no such file of the gates; /);
    expect(await refusal('explain', 'fmt', '--db', 'sqlite')).toMatch(/^--db has no say here/);
  });
});

test('reproduce prints the command that puts them in, whichever version did', async () => {
  const { code, out, err } = await runProgram(folder, ['reproduce']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^npx create-rust-2026@\d+\.\d+\.\d+\S* gates --ci both\n$/);
  const text = fs.readFileSync(path.join(folder, FILE), 'utf8');
  put(folder, { [FILE]: text.replace(/"version": ".*"/, '"version": "9.8.7"') });
  expect((await runProgram(folder, ['reproduce'])).out).toBe('npx create-rust-2026@9.8.7 gates --ci both\n');
  expect(await refusal('verify')).toMatch(/; run npx create-rust-2026@9\.8\.7 verify$/);
});

describe('is refused in one line, and nothing is run', () => {
  test.each([['verify'], ['doctor'], ['explain', 'fmt']])('a record that is malformed: %s', async (...args) => {
    const text = fs.readFileSync(path.join(folder, FILE), 'utf8');
    put(folder, { [FILE]: text.replace('"locked": false', '"locked": 0') });
    const line = text.split('\n').findIndex((each) => each.includes('"locked"')) + 1;
    expect(await refusal(...args)).toBe(
      `"gates.terms.locked" (${FILE}, line ${line}) takes true or false, not a number`,
    );
  });

  test.each([['verify'], ['doctor'], ['explain', 'fmt'], ['reproduce']])('a preset: %s', async (...args) => {
    expect(await refusal(...args, '--preset', 'acme')).toBe(
      `--preset has no say here: ${FILE} is of a project that only has gates; leave it out`,
    );
  });
});
