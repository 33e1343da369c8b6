/** What the baseline checker counts as one lint, and which lints are on. */
import { describe, expect, it } from 'vitest';

import { LIB, plantOlderProject } from '../../support/older-project.ts';

const CLIPPY = 'clippy -- cargo clippy --workspace --all-targets --all-features --locked';
const CAST = 'clippy::cast_possible_truncation';
const project = plantOlderProject();

describe('lints', () => {
  const baseline = { allowed: [], findings: { clippy: { one: { [CAST]: 5, dead_code: 2 }, two: { dead_code: 1 } } } };

  it('are counted by crate: code moves between its files', async () => {
    await project.writeBaseline(baseline);
    await project.edit(LIB, 'pub fn first(n: u64) -> u8 { n as u8 }', 'pub use moved::first;\nmod moved;');
    await project.write('one/src/moved.rs', 'pub fn first(n: u64) -> u8 { n as u8 }\n');
    expect(await project.run(CLIPPY)).toMatchObject({ exitCode: 0 });
  });

  it('are counted place by place where one warning names several', async () => {
    await project.writeBaseline(baseline);
    await project.append(LIB, 'fn asleep() {}\n');
    const { exitCode, stdout } = await project.run(CLIPPY);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^one: dead_code: 2 in the baseline, now 3:\n( {4}one\/src\/lib\.rs:\d+: .*\n){3}clippy: more/m,
    );
  });

  it('are counted at each call of a macro', async () => {
    await project.writeBaseline(baseline);
    await project.edit(LIB, 'low!(n + 1)', 'low!(n + 1) ^ low!(n + 2)');
    const { exitCode, stdout } = await project.run(CLIPPY);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`one: ${CAST}: 5 in the baseline, now 6:`);
  });

  it('that speak of the whole crate are counted once each, however many targets it has', async () => {
    await project.edit('Cargo.toml', 'cast_possible_truncation', 'cargo_common_metadata');
    const { stdout } = await project.run(`--measure ${CLIPPY}`);
    // In each crate Clippy names both, without description, licence, repository, readme, keywords and categories.
    expect(JSON.parse(stdout)).toMatchObject({
      one: { 'clippy::cargo_common_metadata': 12 },
      two: { 'clippy::cargo_common_metadata': 12 },
    });
  });

  it('that Cargo.toml allows because of them are on, until none is left', async () => {
    await project.edit('Cargo.toml', '"deny"', '"allow"');
    await project.edit(LIB, '#[expect(clippy', '#[allow(clippy');
    await project.writeBaseline({ ...baseline, allowed: [CAST] });
    expect(await project.run(CLIPPY)).toMatchObject({ exitCode: 0 });

    await project.edit(LIB, '#[cfg(test)]', '#[cfg(any())]');
    expect((await project.run(`--shrink ${CLIPPY}`)).stdout).not.toContain('Cargo.toml');
    await project.write('one/build.rs', 'fn main() {}\n');
    await project.edit(LIB, '//! Four', '#![allow(clippy::cast_possible_truncation, reason = "all meant")]\n//! Four');
    expect((await project.run(`--shrink ${CLIPPY}`)).stdout).toContain(`${CAST} has no findings left.`);
    expect(await project.readBaseline()).toEqual({
      allowed: [CAST],
      findings: { clippy: { one: { dead_code: 2 }, two: { dead_code: 1 } } },
    });

    await project.append('two/src/lib.rs', 'pub fn low(n: u64) -> u8 { n as u8 }\n');
    expect(await project.run(CLIPPY)).toMatchObject({ exitCode: 1 });
  });

  it('of rustdoc are on as well, beside the flags that the environment gives', async () => {
    await project.append('Cargo.toml', '\n[workspace.lints.rustdoc]\nbroken_intra_doc_links = "allow"\n');
    const doc = 'doc -- cargo doc --workspace --no-deps --locked';
    await project.writeBaseline({
      allowed: [CAST, 'rustdoc::broken_intra_doc_links'],
      findings: { doc: { one: { 'rustdoc::broken_intra_doc_links': 1 } } },
    });
    expect(await project.run(doc, { RUSTDOCFLAGS: '-D warnings' })).toMatchObject({ exitCode: 0 });
  });

  it.each([{ RUSTFLAGS: '-D warnings' }, { RUSTFLAGS: '--cap-lints warn' }])('do not depend on %j', async (env) => {
    await project.edit('one/Cargo.toml', 'outside = { path = "../../outside" }', '');
    await project.edit(LIB, ' ^ outside::low(n)', '');
    await project.lock();
    await project.writeBaseline(baseline);
    expect(await project.run(CLIPPY, env)).toMatchObject({ exitCode: 0 });
  });

  it('follow a crate to its new name when the baseline does', async () => {
    await project.writeBaseline(baseline);
    await project.edit('one/Cargo.toml', 'name = "one"', 'name = "eins"');
    await project.edit('one/tests/api.rs', 'one::first', 'eins::first');
    await project.lock();
    expect(await project.run(CLIPPY)).toMatchObject({ exitCode: 1 });
    await project.writeBaseline({
      allowed: [],
      findings: { clippy: { eins: { [CAST]: 5, dead_code: 2 }, two: { dead_code: 1 } } },
    });
    expect(await project.run(CLIPPY)).toMatchObject({ exitCode: 0 });
  });
});
