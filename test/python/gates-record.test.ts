/** What `gates` has put into a project is read again from its record: real git, Cargo, Clippy and python3. */
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { expect, test } from 'vitest';

import type { Explanation } from '../../src/cli/explain.ts';
import type { Receipt } from '../../src/gates/receipt.ts';
import { gatesOfWorkflow } from '../support/emitted-gates.ts';
import { put, sandbox } from '../support/disk.ts';
import { runProgram, type Run } from '../support/program.ts';
import { commitAll, git } from '../support/worksite.ts';

/** A finding of a lint that only we bring, and none of any other gate. */
const PROJECT = {
  '.gitignore': '/target\n',
  'Cargo.toml': '[package]\nname = "older"\nversion = "0.1.0"\nedition = "2021"\nrust-version = "1.70"\n',
  'src/lib.rs': `//! Bytes.

/// The low byte.
///
/// \`\`\`
/// assert_eq!(older::low(300), 44);
/// \`\`\`
#[must_use]
pub fn low(n: u64) -> u8 {
    n as u8
}
`,
};

async function run(folder: string, ...args: string[]): Promise<Run> {
  const { HOME = '', CARGO_HOME, RUSTUP_HOME } = process.env;
  const homes = { ...(CARGO_HOME && { CARGO_HOME }), ...(RUSTUP_HOME && { RUSTUP_HOME }) };
  return runProgram(folder, args, { HOME, ...homes });
}

function workflow(folder: string): { id: string; command: string }[] {
  const text = fs.readFileSync(path.join(folder, '.github/workflows/gates.yml'), 'utf8');
  return gatesOfWorkflow(text).map(({ id, command }) => ({ id, command }));
}

test('verify runs the gates of the workflow, explain and reproduce know them', async () => {
  const folder = path.join(sandbox(), 'older');
  put(folder, PROJECT);
  await execa('cargo', ['generate-lockfile', '--offline'], { cwd: folder });
  await commitAll(folder);
  expect(await run(folder, 'gates')).toMatchObject({ code: 0 });
  await commitAll(folder);

  const { code, out } = await run(folder, 'verify', '--json');
  const { gates, passed, gatesOnly, tree } = JSON.parse(out) as Receipt;
  expect(gates.map(({ id, command }) => ({ id, command }))).toEqual(workflow(folder));
  expect({ code, passed, tree }).toMatchObject({
    code: 0,
    passed: true,
    tree: { clean: true, changedMeanwhile: false },
  });
  expect(gatesOnly).toMatchObject({ ci: 'github', branch: 'main', terms: { counted: ['clippy'] } });
  expect(await git(folder, 'status', '--porcelain')).toBe('');

  const explained = JSON.parse((await run(folder, 'explain', 'clippy', '--json')).out) as Explanation;
  expect(explained.meanings).toMatchObject([{ here: true, counted: true }]);
  expect(await run(folder, 'reproduce')).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/ gates --ci github\n$/) as string,
  });

  // A promise that is taken back does not change the gates, and one more finding fails the same gate as in CI.
  put(folder, {
    'Cargo.toml': fs.readFileSync(path.join(folder, 'Cargo.toml'), 'utf8').replace(/rust-version.*\n/, ''),
  });
  fs.appendFileSync(
    path.join(folder, 'src/lib.rs'),
    '\n/// The low half.\n#[must_use]\npub fn half(n: u64) -> u32 {\n    n as u32\n}\n',
  );
  const after = JSON.parse((await run(folder, 'verify', '--json')).out) as Receipt;
  expect(after.gates.map(({ id }) => id)).toEqual(gates.map(({ id }) => id));
  expect(after.gates.filter(({ state }) => state !== 'passed').map(({ id }) => id)).toEqual(['clippy']);
});
