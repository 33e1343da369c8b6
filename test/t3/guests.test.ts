/** Crates of ours in a workspace that somebody else made: real Cargo builds both, each under its own lints. */
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { execa } from 'execa';
import fs from 'fs-extra';
import { expect, onTestFinished, test } from 'vitest';

import { sharedBuild } from '../support/cache.ts';
import { put } from '../support/disk.ts';
import { deskEnvironment } from '../support/program.ts';
import { cli } from '../support/workspace.ts';
import { commitAll } from '../support/worksite.ts';

/** An older package: what it says for itself would refuse our code, and ours would refuse its. */
const HOST = {
  '.gitignore': '/target\n',
  'Cargo.toml': '[package]\nname = "acme"\nversion = "0.3.0"\nedition = "2018"\nlicense = "MIT"\n',
  'clippy.toml': 'msrv = "1.60.0"\n',
  'rustfmt.toml': 'hard_tabs = true\n',
  'src/lib.rs': 'pub fn answer() -> u32 {\n\tdbg!(42)\n}\n\n#[test]\nfn answers() {\n\tassert_eq!(answer(), 42);\n}\n',
};

const SETS = process.env['MATRIX'] === undefined ? ['memory'] : ['memory', 'async', 'cloud'];

test.each(SETS)('%s in a package of edition 2018: Clippy and all tests pass', async (pillars) => {
  const folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), 'create-rust-2026-guests-'));
  onTestFinished(async () => fs.remove(folder));
  put(folder, HOST);
  await commitAll(folder);
  const env = { ...process.env, ...deskEnvironment(), HOME: os.homedir(), ...sharedBuild };
  const options = { cwd: folder, env, all: true, stdin: 'ignore', reject: false } as const;
  const added = await execa('node', [cli, 'add', 'pillar', pillars, '--name', 'acme-lab', '--yes'], options);
  expect(added.exitCode, added.all).toBe(0);
  const commands = [
    'cargo fmt --all --check',

    'cargo clippy --workspace --all-targets --all-features -- -D warnings',
    'cargo test --workspace --all-features',
  ];
  for (const command of commands) {
    const run = await execa(command, { ...options, shell: true });
    expect(run.exitCode, run.all).toBe(0);
  }
  expect(await fs.readFile(path.join(folder, 'src/lib.rs'), 'utf8')).toBe(HOST['src/lib.rs']);
});
