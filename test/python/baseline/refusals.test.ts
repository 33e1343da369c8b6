/** What the baseline checker refuses to compare, and how it says so; and how it writes. */
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import fs from 'fs-extra';
import { describe, expect, it } from 'vitest';

import { LIB, plantOlderProject } from '../../support/older-project.ts';
import { toolPath } from '../../support/tools.ts';

const CLIPPY = 'clippy -- cargo clippy --locked';
const project = plantOlderProject();

const FMT = 'fmt -- cargo fmt --all --check';
const SHEAR = 'unused-dependencies -- cargo shear --locked';
const TEST = 'test -- cargo nextest run --workspace --locked --profile ci';
const DOCTEST = 'doctest -- cargo test --doc --workspace --locked';
const NOTHING = ['README.md', ''] as const;

/** An example that fails, and prints how rustdoc begins to tell of one. */
const IMPOSTOR = `/// \`\`\`
/// println!("running 1 test\\ntest a - b (line 1) ... FAILED\\nfailures:");
/// panic!();
/// \`\`\`
pub fn impostor() {}
`;

describe('a command that fails by itself is no finding', () => {
  it.each<[what: string, append: readonly [file: string, text: string], line: string, said: RegExp]>([
    ['code that does not compile', [LIB, 'fn broken( {}\n'], CLIPPY, /unclosed delimiter[^]*exit code 101$/],
    [
      'a stale lock',
      ['two/Cargo.toml', '[build-dependencies]\nthree = { path = "../../outside", package = "outside" }\n'],
      CLIPPY,
      /--locked[^]*exit code 101$/,
    ],
    ['a setting that Clippy does not know', ['clippy.toml', 'nope = 1\n'], CLIPPY, /unknown field `nope`/],
    ['code that rustfmt cannot read', ['two/src/lib.rs', 'fn broken( {}\n'], FMT, /unclosed delimiter/],
    ['a module that is not there', ['two/src/lib.rs', 'mod gone;\n'], FMT, /failed to resolve mod `gone`/],
    ['a setting that rustfmt cannot read', ['rustfmt.toml', 'max_width = "wide"\n'], FMT, /failed to parse/],
    ['a manifest that rustfmt cannot read', ['two/Cargo.toml', 'x =\n'], FMT, /cargo metadata/],
    ['a setting that typos does not know', ['typos.toml', 'nope = 1\n'], 'typos -- typos', /unknown field `nope`/],
    ['a manifest that cargo-shear cannot read', ['two/Cargo.toml', 'x =\n'], SHEAR, /exit code 2$/],
    ['an option that cargo-shear does not know', NOTHING, `${SHEAR} --nope`, /`--nope`[^]*exit code 1$/],
    ['a subcommand that is not there', NOTHING, 'fmt -- cargo +nowhere fmt', /nowhere[^]*exit code 1$/],
    [
      'a command of which nothing is counted',
      NOTHING,
      'test -- cargo test',
      /no way to count what `cargo test` finds$/,
    ],
    ['a test that does not compile', ['one/tests/api.rs', 'fn broken( {}\n'], TEST, /exit code 101$/],
    ['a workspace without the test that is asked for', NOTHING, `${TEST} -- nowhere`, /exit code 4$/],
    [
      'a test program that does not say what it holds',
      ['two/Cargo.toml', '\n[[test]]\nname = "own"\npath = "src/lib.rs"\nharness = false\n'],
      TEST,
      /exit code 10[14]$/,
    ],
    ['a library that does not compile', ['two/src/lib.rs', 'fn broken( {}\n'], DOCTEST, /exit code 101$/],
    ['an example that prints as rustdoc does', ['two/src/lib.rs', IMPOSTOR], DOCTEST, /exit code 101$/],
  ])('%s', async (_what, [file, text], line, said) => {
    await project.append(file, text);
    // What is found beside the trouble is in the baseline: only the trouble can be the reason.
    await project.writeBaseline({ allowed: [], findings: { fmt: { [LIB]: { 'not formatted': 1 } } } });
    const { exitCode, stdout, stderr } = await project.run(line);
    expect(stderr).toMatch(said);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});

describe('tests that fail', () => {
  it.each([
    [TEST, /FAIL .*one::api refuses[^]*it refuses nothing/],
    [
      DOCTEST,
      /one\/src\/lib\.rs - second \(line \d+\) - compile fail \.\.\. FAILED[^]*assertion `left == right` failed/,
    ],
  ])('are shown with what they say: %s', async (line, said) => {
    await project.writeBaseline({
      allowed: [],
      findings: { test: { 'one::api': { accepts: 1, refuses: 1 } }, doctest: { one: { second: 2 } } },
    });
    const { exitCode, stdout, stderr } = await project.run(line, { CARGO_TERM_COLOR: 'always' });
    expect(stripVTControlCharacters(stderr)).toMatch(said);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `${line.split(' ')[0]}: as in .gates/baseline.json`,
    });
  });

  it('are not read from the report of an earlier run, nor from that of another profile', async () => {
    await project.run(`--measure ${TEST}`);
    await project.write('.config/nextest.toml', '[profile.ci]\n[profile.other.junit]\npath = "junit.xml"\n');
    const { exitCode, stderr } = await project.run(`--measure ${TEST}`);
    expect(stderr).toMatch(/^test: nextest left no report: .*target\/nextest\/ci\/junit\.xml'$/m);
    expect(exitCode).toBe(2);
    const other = TEST.replace('--profile ci', '--profile=other');
    expect(await project.run(`--measure ${other}`)).toMatchObject({ exitCode: 0 });
  });

  it('stay the same examples when lines are put before them', async () => {
    await project.edit(LIB, 'macro_rules!', '// One line more.\nmacro_rules!');
    expect(JSON.parse((await project.run(`--measure ${DOCTEST}`)).stdout)).toEqual({ one: { second: 2 } });
  });
});

describe('a program', () => {
  it('that is not there is named', async () => {
    const PATH = toolPath
      .split(path.delimiter)
      .filter((folder) => !fs.pathExistsSync(path.join(folder, 'typos')))
      .join(path.delimiter);
    const { exitCode, stderr } = await project.run('--measure typos -- typos', { PATH });
    expect(stderr).toMatch(/^typos: typos cannot be started: /);
    expect(exitCode).toBe(2);
  });

  it('that writes paths as Windows does is counted by the same names', async () => {
    const answer = {
      type: 'typo',
      path: '.\\docs\\a.md',
      line_num: 3,
      byte_offset: 0,
      typo: 'teh',
      corrections: ['the'],
    };
    await project.write('bin/typos', `#!/bin/sh\ncat <<'END'\n${JSON.stringify(answer)}\nEND\nexit 2\n`);
    await fs.chmod(project.at('bin/typos'), 0o755);
    const PATH = [project.at('bin'), toolPath].join(path.delimiter);
    const { stdout } = await project.run('--measure typos -- typos', { PATH });
    expect(JSON.parse(stdout)).toEqual({ 'docs/a.md': { teh: 1 } });
  });
});

describe('baseline.json', () => {
  const part = '"typos": { "README.md": { "recieve": 2 } }';
  it.each<[what: string, text: string, said: RegExp]>([
    ['that git could not merge', `<<<<<<< HEAD\n{ "allowed": [], "findings": {} }\n`, /line 1 column 1/],
    ['that is empty', '', /line 1 column 1/],
    ['with one entry twice', `{ "allowed": [], "findings": { ${part}, ${part} } }`, /typos stands there twice/],
    ['that is a list', '[]', /form/],
    ['with another part', '{ "allowed": [], "findings": {}, "lints": [] }', /form/],
    ['without a part', '{ "findings": {} }', /form/],
    ['with other lints than names', '{ "allowed": [1], "findings": {} }', /form/],
    ['with a gate that is a number', '{ "allowed": [], "findings": { "typos": 3 } }', /form/],
    ['with a count of a file as a whole', '{ "allowed": [], "findings": { "typos": { "README.md": 3 } } }', /form/],
    ...['0', '-1', '1.5', 'true', '"1"', 'null'].map((count): [string, string, RegExp] => [
      `with the count ${count}`,
      `{ "allowed": [], "findings": { "typos": { "README.md": { "recieve": ${count} } } } }`,
      /form/,
    ]),
  ])('%s is refused, and left as it is', async (_what, text, said) => {
    await project.write('.gates/baseline.json', text);
    const { exitCode, stdout, stderr } = await project.run('--shrink typos -- typos');
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(/^typos: .*baseline/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(await project.read('.gates/baseline.json')).toBe(text);
  });

  it.each(['', '--measure '])('is refused also to compare or to measure: %j', async (mode) => {
    await project.write('.gates/baseline.json', '[]');
    expect(await project.run(`${mode}typos -- typos`)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('has to be there for a comparison, and where the comparison runs', async () => {
    const { exitCode, stderr } = await project.run('typos -- typos');
    expect(stderr).toMatch(/No such file or directory: '\.gates\/baseline\.json'/);
    expect(exitCode).toBe(2);
  });

  it('is written sorted, one finding a line, in UTF-8 with line feeds', async () => {
    await project.write(
      '.gates/baseline.json',
      '\ufeff{"findings":{"typos":{"README.md":{"recieves":1,"recieve":2,"teh":1}},"fmt":{"müde.rs":{"not formatted":1}}},\r\n"allowed":["b","a"]}',
    );
    expect(await project.run('--shrink typos -- typos')).toMatchObject({ exitCode: 0 });
    expect(await project.read('.gates/baseline.json')).toBe(`{
  "allowed": [
    "b",
    "a"
  ],
  "findings": {
    "fmt": {
      "müde.rs": {
        "not formatted": 1
      }
    },
    "typos": {
      "README.md": {
        "recieve": 2,
        "recieves": 1
      }
    }
  }
}
`);
  });

  it('may name misspelt words, also where typos reads hidden files', async () => {
    await project.write('typos.toml', '[files]\nignore-hidden = false\n');
    await project.writeBaseline({ allowed: [], findings: { typos: { 'README.md': { recieve: 2, recieves: 1 } } } });
    expect(await project.run('typos -- typos')).toMatchObject({ exitCode: 0 });
  });
});

it.each(['', 'clippy', 'clippy --', '-- cargo clippy', '--grow clippy -- cargo clippy', 'a b -- cargo clippy'])(
  'the command line %j is refused with the text that explains it',
  async (line) => {
    const { exitCode, stdout, stderr } = await project.run(line);
    expect(stderr).toContain('Exit codes: 0 as in the baseline');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  },
);
