import path from 'node:path';

import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import type { Diagnosis } from '../../../src/cli/doctor.ts';
import { contents, put, sandbox } from '../../support/disk.ts';
import { runProgram } from '../../support/program.ts';
import { cargoThat, standIns, workspace } from '../../support/stand-ins.ts';

/** Programs that say what is asked of them, beside Cargo. */
const OTHERS = { node: 'echo v20.19.0', cc: 'echo cc 12.2.0' };

async function diagnose(folder: string, PATH: string): Promise<Diagnosis & { code: number | undefined }> {
  const { code, out } = await runProgram(folder, ['doctor', '--json'], { PATH });
  return { ...(JSON.parse(out) as Diagnosis), code };
}

function problems({ findings }: Diagnosis): Record<string, string> {
  return Object.fromEntries(
    findings.filter(({ state }) => state !== 'found').map(({ what, install }) => [what, install]),
  );
}

/** The versions that a workspace's own workflows install. */
function pinned(folder: string): ReadonlyMap<string, string> {
  const workflows = ['ci', 'nightly'].map((name) =>
    fs.readFileSync(path.join(folder, `.github/workflows/${name}.yml`), 'utf8'),
  );
  const tools = [...workflows.join('').matchAll(/tool: (.*)/g)].flatMap(([, list = '']) => list.split(','));
  return new Map(tools.map((tool) => tool.split('@') as [string, string]));
}

describe('in a workspace', () => {
  test('says what is missing, and for which gates', async () => {
    const folder = await workspace();
    const diagnosis = await diagnose(folder, await standIns({ ...OTHERS, ...cargoThat() }));
    expect(diagnosis).toMatchObject({ code: 1, healthy: false });
    const versions = pinned(folder);
    const tools = {
      'cargo-deny': 'cargo-deny',
      'cargo-nextest': 'cargo-nextest',
      'cargo-shear': 'cargo-shear',
      typos: 'typos-cli',
      zizmor: 'zizmor',
    };
    const installs = Object.entries(tools).map(([tool, crate]) => {
      return [crate, `cargo install --locked ${crate}@${versions.get(tool) ?? ''}`];
    });
    expect(problems(diagnosis)).toEqual({
      ...Object.fromEntries(installs),
      just: expect.stringMatching(/^cargo install --locked just@/) as string,
      'sqlx-cli': expect.stringMatching(/^cargo install --locked sqlx-cli@/) as string,
    });
    expect(diagnosis.findings.find(({ what }) => what === 'cargo-deny')?.gates).toEqual(['deny', 'advisories']);
  });

  test('is content when all is there, in the versions of CI or later', async () => {
    const folder = await workspace();
    const versions = pinned(folder);
    const version = (tool: string) => `echo ${tool} ${versions.get(tool) ?? ''}`;
    const cargo = cargoThat({
      deny: version('cargo-deny'),
      nextest: version('cargo-nextest'),
      shear: 'echo cargo-shear 99.0.0',
      sqlx: 'echo cargo-sqlx 99.0.0',
    });
    const others = { ...OTHERS, just: 'echo just 99.0.0', typos: version('typos'), zizmor: version('zizmor') };
    const PATH = await standIns({ ...cargo, ...others });
    expect(await diagnose(folder, PATH)).toMatchObject({ code: 0, healthy: true });
    const before = contents(folder);
    const { code, out } = await runProgram(folder, ['doctor'], { PATH });
    expect(code).toBe(0);
    expect(out).toMatch(/\n\nNothing is missing\.\n$/);
    expect(contents(folder)).toEqual(before);
  });

  test('says what is too old', async () => {
    const folder = await workspace();
    const PATH = await standIns({ ...OTHERS, ...cargoThat({ deny: 'echo cargo-deny 0.1.0' }) });
    const { findings } = await diagnose(folder, PATH);
    expect(findings.find(({ what }) => what === 'cargo-deny')).toMatchObject({
      state: 'old',
      version: '0.1.0',
      wanted: pinned(folder).get('cargo-deny'),
    });
    const { out } = await runProgram(folder, ['doctor'], { PATH });
    expect(out).toMatch(/\n✗ cargo-deny +0\.1\.0, older than [\d.]+; wanted by deny, advisories\n/);
  });

  test('asks rustup for toolchain, components and targets, and has it install nothing', async () => {
    const folder = await workspace(['--pillar', 'systems', '--systems', 'kernel']);
    const asked = path.join(sandbox(), 'asked');
    const channel =
      /channel = "(.*)"/.exec(fs.readFileSync(path.join(folder, 'rust-toolchain.toml'), 'utf8'))?.[1] ?? '';
    const rustup = `echo "$RUSTUP_AUTO_INSTALL $*" >> ${asked}
case "$1 $2" in
"toolchain list") printf 'stable-x86_64-unknown-linux-gnu (default)\\n${channel}-x86_64-unknown-linux-gnu\\n' ;;
"component list") echo clippy-x86_64-unknown-linux-gnu ;;
"target list") echo x86_64-unknown-linux-gnu ;;
esac`;
    const diagnosis = await diagnose(folder, await standIns({ ...OTHERS, ...cargoThat(), rustup }));
    expect(problems(diagnosis)).toMatchObject({
      [`rustfmt of ${channel}`]: `rustup component add rustfmt --toolchain ${channel}`,
      'target x86_64-unknown-none': `rustup target add x86_64-unknown-none --toolchain ${channel}`,
      'qemu-system-x86_64': 'sudo apt-get install --yes qemu-system-x86',
    });
    expect(diagnosis.findings).toContainEqual(
      expect.objectContaining({ what: `toolchain ${channel}`, state: 'found' }),
    );
    const calls = fs.readFileSync(asked, 'utf8').trim().split('\n');
    expect(new Set(calls)).toEqual(
      new Set([
        '0 toolchain list',
        `0 component list --installed --toolchain ${channel}`,
        `0 target list --installed --toolchain ${channel}`,
        // For Miri, at night.
        '0 component list --installed --toolchain nightly',
      ]),
    );
    expect(calls).toHaveLength(4);
  });
});

describe('elsewhere', () => {
  test('says what making a workspace takes', async () => {
    const folder = sandbox();
    expect(await diagnose(folder, await standIns({ ...OTHERS, ...cargoThat() }))).toMatchObject({
      code: 0,
      healthy: true,
    });
    const bare = await diagnose(folder, await standIns(OTHERS));
    expect(bare.code).toBe(1);
    expect(problems(bare)).toEqual({ Rust: "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh" });
  });

  test('a workspace that cannot be read is refused', async () => {
    const folder = sandbox();
    put(folder, { '.create-rust-2026.json': '{}' });
    const { code, err } = await runProgram(folder, ['doctor']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: .create-rust-2026.json has no "generator": it is not what create-rust-2026 writes\n',
    });
  });
});
