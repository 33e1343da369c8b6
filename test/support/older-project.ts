/** A small workspace as it was before it had gates: every gate finds something that was planted by hand. */
import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { afterAll, beforeAll, beforeEach } from 'vitest';

import { ensureTool, toolPath } from './tools.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../../templates/existing/.gates/baseline.py');
const BASELINE = '.gates/baseline.json';

/** Where most is planted. */
export const LIB = 'one/src/lib.rs';

export interface Baseline {
  readonly allowed: readonly string[];
  readonly findings: Readonly<Record<string, Counts>>;
}

/** By crate, test program or file, then by kind. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

const manifest = (name: string, dependencies: string): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${dependencies}\n`;

/** `outside` is no member of the workspace: no finding of it counts. */
const FILES: Readonly<Record<string, string>> = {
  'outside/Cargo.toml': `${manifest('outside', '')}[workspace]\n`,
  'outside/src/lib.rs': 'pub fn low(n: u64)   -> u8 { let unused = 1; n as u8 }\n',
  'root/Cargo.toml': `[workspace]
members = ["one", "two"]
resolver = "2"

[workspace.lints.clippy]
cast_possible_truncation = "deny"
`,
  'root/one/Cargo.toml': `${manifest('one', 'outside = { path = "../../outside" }\ntwo = { path = "../two" }')}
[lints]
workspace = true
`,
  'root/one/build.rs': 'fn main() {\n    let n = 300_u64;\n    println!("cargo::rustc-env=LOW={}", n as u8);\n}\n',
  'root/one/src/lib.rs': `//! Four casts, one of them in a test, and one expected; two functions without a use; a link to nothing.
macro_rules! low {
    ($n:expr) => {
        $n as u8
    };
}

/// As [\`Nowhere\`] says.
pub fn first(n: u64) -> u8 { n as u8 }

/// One example that fails, one that should, and one that passes:
///
/// \`\`\`
/// assert_eq!(one::second(300), 46);
/// \`\`\`
///
/// \`\`\`compile_fail
/// let n: u8 = 1;
/// \`\`\`
///
/// \`\`\`
/// let n: u8 = one::second(300);
/// \`\`\`
pub fn second(n: u64) -> u8 {
    low!(n) ^ low!(n + 1) ^ outside::low(n)
}

#[expect(clippy::cast_possible_truncation, reason = "the low byte is meant")]
pub fn expected(n: u64) -> u8 {
    n as u8
}

fn idle() {}

fn lazy() {}

#[cfg(test)]
mod tests {
    #[test]
    fn keeps_the_low_byte() {
        let n = 300_u64;
        assert_eq!(super::first(n), n as u8);
    }
}
`,
  'root/one/tests/api.rs': `//! Two that fail.
#[test]
fn accepts() {
    assert_eq!(one::first(300), 45);
}

#[test]
fn refuses() {
    panic!("it refuses nothing");
}
`,
  'root/.config/nextest.toml': '[profile.ci.junit]\npath = "junit.xml"\n',
  'root/two/Cargo.toml': `${manifest('two', '')}
[lints]
workspace = true
`,
  'root/two/src/lib.rs': '//! One function without a use.\nfn idle() {}\n',
  'root/two/src/orphan.rs': 'pub fn found() {}\n',
  'root/README.md': 'We recieve it, and who recieves it says so: recieve.\n',
};

/** Plants one for each test of a file, below one target folder; what was planted is one object, whatever test runs. */
export function plantOlderProject(): OlderProject {
  const project = new OlderProject();
  beforeAll(async () => {
    await ensureTool('typos-cli');
    await ensureTool('cargo-shear');
    await ensureTool('cargo-nextest');
    await project.begin();
  }, 900_000);
  beforeEach(() => project.plant());
  afterAll(() => project.remove());
  return project;
}

export class OlderProject {
  #temporary = '';
  #folder = '';

  async begin(): Promise<void> {
    this.#temporary = await fs.mkdtemp(path.join(os.tmpdir(), 'baseline-'));
  }

  async plant(): Promise<void> {
    const folder = await fs.mkdtemp(path.join(this.#temporary, 'project-'));
    for (const [file, text] of Object.entries(FILES)) await fs.outputFile(path.join(folder, file), text);
    this.#folder = path.join(folder, 'root');
    await this.lock();
  }

  async remove(): Promise<void> {
    await fs.remove(this.#temporary);
  }

  /** A path in the file system. */
  at(file: string): string {
    return path.join(this.#folder, file);
  }

  async lock(): Promise<void> {
    await execa('cargo', ['generate-lockfile', '--offline'], { cwd: this.#folder });
  }

  async read(file: string): Promise<string> {
    return fs.readFile(this.at(file), 'utf8');
  }

  async write(file: string, text: string): Promise<void> {
    await fs.outputFile(this.at(file), text);
  }

  async append(file: string, text: string): Promise<void> {
    await fs.appendFile(this.at(file), text);
  }

  /** Replaces a text that must be there. */
  async edit(file: string, from: string, to: string): Promise<void> {
    const before = await this.read(file);
    if (!before.includes(from)) throw new Error(`${file} does not hold ${from}`);
    await this.write(file, before.replace(from, to));
  }

  async writeBaseline(baseline: Baseline): Promise<void> {
    await this.write(BASELINE, JSON.stringify(baseline));
  }

  async readBaseline(): Promise<Baseline> {
    return JSON.parse(await this.read(BASELINE)) as Baseline;
  }

  /** Runs the emitted script at the root, as CI does. */
  async run(line: string, env: Readonly<Record<string, string>> = {}) {
    return execa('python3', [SCRIPT, ...line.split(' ')], {
      cwd: this.#folder,
      env: {
        CARGO_TARGET_DIR: path.join(this.#temporary, 'target'),
        RUSTFLAGS: '',
        RUSTDOCFLAGS: '',
        PATH: toolPath,
        ...env,
      },
      reject: false,
      stdin: 'ignore',
    });
  }
}
