import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { create } from 'tar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Diagnosis } from '../../../src/cli/doctor.ts';
import type { Result } from '../../../src/cli/result.ts';
import type { Receipt } from '../../../src/gates/receipt.ts';
import { contents, put, sandbox } from '../../support/disk.ts';
import { packed } from '../../support/packed.ts';
import { deskEnvironment, type Run } from '../../support/program.ts';
import { cargoThat, standIns } from '../../support/stand-ins.ts';
import { serveRegistry, type Registry, type Release } from '../../support/registry.ts';

const NAME = '@acme/rust-preset';

const GATE = `
[[gates]]
id = "notes"
title = "Notes"
command = "cat NOTES.md"
tier = "nightly"
why = "workspaces that nobody has named"
tools = ["cargo-hack"]
`;

let place: string;
let registry: Registry;
beforeAll(async () => {
  place = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), 'create-rust-2026-npm-'));
  const files = (version: string): Record<string, string> => ({
    'package.json': JSON.stringify({
      name: NAME,
      version,
      scripts: Object.fromEntries(
        ['prepack', 'preinstall', 'install', 'postinstall', 'prepare'].map((name) => [name, `touch ${place}/ran`]),
      ),
    }),
    'preset.toml': `db = "postgres"\nowners = "@acme/v${version.charAt(0)}"\n${GATE}`,
    'files/NOTES.md': '# @name@\n',
    'teams/payments/preset.toml': 'extends = "../.."\nauth = "none"\n',
  });
  const release = async (version: string) => ({ version, tarball: await pack(`v${version}`, files(version)) });
  const wrong = {
    version: '9.0.0',
    tarball: await pack('wrong', files('9.0.0')),
    integrity: `sha512-${'A'.repeat(86)}==`,
  };
  registry = await serveRegistry(NAME, [
    wrong,
    await release('1.0.0'),
    await release('1.2.0'),
    await release('2.0.0'),
    ...hostile(),
  ]);
});
afterAll(async () => {
  await registry.close();
  await fs.remove(place);
});

/** A tarball as `npm pack` makes it. */
async function pack(label: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = path.join(place, label);
  put(folder, files);
  const { stdout } = await execa('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: folder,
  });
  return fs.realpath(path.join(folder, stdout.trim()));
}

/** Tarballs that `npm pack` would not make, as versions 0.0.x, oldest first. */
function hostile(): Release[] {
  const folder = path.join(place, 'hostile');
  const manifest = (version: string): string => JSON.stringify({ name: NAME, version });
  put(folder, {
    'package/preset.toml': 'db = "postgres"\n',
    'package/package.json': manifest('0.0.0'),
    'outside/x': 'x',
  });
  fs.symlinkSync('/etc/hostname', path.join(folder, 'package/link'));
  fs.linkSync(path.join(folder, 'package/preset.toml'), path.join(folder, 'package/hard'));
  fs.writeFileSync(path.join(folder, 'package/large'), Buffer.alloc(17 * 1024 * 1024, randomBytes(4096)));
  const base = ['package/package.json', 'package/preset.toml'];
  const lists: readonly (readonly [version: string, files: string[]])[] = [
    ['0.0.1', [...base, 'package/link']],
    ['0.0.2', [...base, 'package/hard']],
    ['0.0.3', [...base, 'package/../outside/x']],
    ['0.0.4', [...base, path.join(folder, 'outside/x')]],
    ['0.0.5', [...base, 'package/large']],
    ['0.0.6', ['package/preset.toml']],
  ];
  const tarballs = lists.map(([version, list]) => {
    const tarball = path.join(folder, `hostile-${version}.tgz`);
    create({ file: tarball, cwd: folder, gzip: true, preservePaths: true, sync: true }, list);
    return { version, tarball };
  });
  const text = path.join(folder, 'hostile-0.0.7.tgz');
  fs.writeFileSync(text, 'no tarball');
  return [...tarballs, { version: '0.0.7', tarball: text }].reverse();
}

/** Runs the program with npm's settings in an .npmrc of the working folder, as a project's are. */
async function run(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  put(folder, { '.npmrc': `registry=${registry.url}\nfetch-retries=0\n` });
  const home = path.join(place, 'home');
  const tmp = path.join(place, 'tmp');
  await fs.ensureDir(tmp);
  const { exitCode, stdout, stderr } = await execa(process.execPath, [packed.cli, ...args], {
    cwd: folder,
    env: deskEnvironment({
      HOME: home,
      TMPDIR: tmp,
      npm_config_cache: path.join(place, 'cache'),
      npm_config_update_notifier: 'false',
      ...env,
    }),
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
  });
  expect(await fs.readdir(tmp)).toEqual([]);
  return { code: exitCode, out: stdout, err: stderr };
}

async function dryRun(preset: string): Promise<Result> {
  const { out } = await run(sandbox(), ['orders', '--preset', preset, '--dry-run', '--json']);
  return JSON.parse(out) as Result;
}

describe('a package', () => {
  test.each([
    [`npm:${NAME}@1.0.0`, '1.0.0'],
    [`npm:${NAME}@^1`, '1.2.0'],
    [`${NAME}@1.x || 3`, '1.2.0'],
  ])('%s gives answers and files of %s', async (preset, version) => {
    const { answers, presets, files, reproduce } = await dryRun(preset);
    expect(answers).toMatchObject({ db: 'postgres', owners: '@acme/v1' });
    expect(presets).toEqual([
      { source: `npm:${NAME}@${version}`, digest: expect.stringMatching(/^sha256:/) as string },
    ]);
    expect(files.map((file) => file.path)).toContain('NOTES.md');
    expect(reproduce).toContain(`--preset "npm:${NAME}@${version}"`);
  });

  test('may hold several layers, of one version each', async () => {
    const { answers, presets } = await dryRun(`npm:${NAME}@^1:teams/payments`);
    expect(answers).toMatchObject({ owners: '@acme/v1', auth: 'none' });
    expect(presets.map(({ source }) => source)).toEqual([`npm:${NAME}@1.2.0`, `npm:${NAME}@1.2.0:teams/payments`]);
  });

  test('is the same made again from the versions that the workspace remembers', async () => {
    const folder = sandbox();
    await run(folder, ['orders', '--preset', `${NAME}@^1:teams/payments`, '--no-git']);
    const first = contents(path.join(folder, 'orders'));
    const { presets } = JSON.parse(first?.['.create-rust-2026.json'] ?? '') as Result;
    fs.removeSync(path.join(folder, 'orders'));
    await run(folder, ['orders', ...presets.flatMap(({ source }) => ['--preset', source]), '--no-git']);
    expect(contents(path.join(folder, 'orders'))).toEqual(first);
  });

  test('that two layers want in two versions is refused, unless the user names one', async () => {
    const folder = sandbox();
    put(folder, { 'a.toml': `extends = "${NAME}@1.0.0"`, 'b.toml': `extends = "${NAME}@1.2.0"` });
    const both = ['--preset', 'a.toml', '--preset', 'b.toml'];
    const { code, err } = await run(folder, ['orders', ...both]);
    expect([code, err]).toEqual([
      2,
      `error: "extends" (b.toml, line 1): npm:${NAME} is wanted as 1.0.0 and as 1.2.0; name the one to take with a single --preset\n`,
    ]);
    const { out } = await run(folder, ['orders', '--preset', `${NAME}@1.2.0`, ...both, '--dry-run', '--json']);
    expect((JSON.parse(out) as Result).presets.map(({ source }) => source)).toEqual([
      `npm:${NAME}@1.2.0`,
      'a.toml',
      'b.toml',
    ]);
  });

  test('cannot be given in two versions', async () => {
    await expectRefusal(`${NAME}@1.0.0`, `npm:${NAME} is wanted as 1.0.0 and as 1.2.0`, {}, [
      '--preset',
      `${NAME}@1.2.0`,
    ]);
  });

  test('runs none of its scripts', async () => {
    await dryRun(`${NAME}@1.0.0`);
    expect(fs.existsSync(path.join(place, 'ran'))).toBe(false);
  });

  test('comes from the registry of the user’s .npmrc, which nobody else asks', async () => {
    const before = registry.requests.length;
    const folder = sandbox();
    await run(folder, ['orders', '--dry-run']);
    expect(registry.requests).toHaveLength(before);
    await run(folder, ['orders', '--preset', `${NAME}@2.0.0`, '--dry-run']);
    expect(registry.requests.length).toBeGreaterThan(before);
  });
});

describe('a workspace made from a package', () => {
  test('is read again from the version that it remembers', async () => {
    const folder = sandbox();
    await run(folder, ['orders', '--preset', `npm:${NAME}@^1:teams/payments`, '--no-git']);
    const bin = await standIns({
      ...cargoThat({ hack: 'echo cargo-hack 99.0.0' }),
      rustup: 'printf "1.95.0\\nclippy\\nrustfmt\\n"',
    });
    const env = { PATH: [bin, process.env['PATH']].join(path.delimiter) };
    const { code, out } = await run(folder, ['verify', 'orders', '--gate', 'notes', '--json'], env);
    expect(code).toBe(0);
    const receipt = JSON.parse(out) as Receipt;
    expect(receipt.gates).toMatchObject([{ id: 'notes', tier: 'nightly', state: 'passed', output: ['# orders'] }]);
    expect(receipt.presets?.map(({ source }) => source)).toEqual([
      `npm:${NAME}@1.2.0`,
      `npm:${NAME}@1.2.0:teams/payments`,
    ]);
    const { findings } = JSON.parse((await run(folder, ['doctor', 'orders', '--json'], env)).out) as Diagnosis;
    expect(findings.find(({ what }) => what === 'cargo-hack')).toMatchObject({ state: 'found', gates: ['notes'] });
  });

  test('is not read where the package is another one now', async () => {
    const folder = sandbox();
    await run(folder, ['orders', '--preset', `${NAME}@1.0.0`, '--no-git']);
    const file = path.join(folder, 'orders/.create-rust-2026.json');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/sha256:\w+/, `sha256:${'0'.repeat(64)}`));
    const { code, out, err } = await run(folder, ['verify', 'orders']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^error: --preset: npm:\S+@1\.0\.0\/preset\.toml is not what the workspace was made from, "npm:\S+@1\.0\.0" \(orders\/\.create-rust-2026\.json, line \d+\); where a copy of it lies as it was, say with --preset\n$/,
    );
    const other = await run(folder, ['verify', 'orders', '--preset', `${NAME}@1.2.0`]);
    expect(other.err).toMatch(/; take version 1\.0\.0 of @acme\/rust-preset\n$/);
  });
});

describe('is refused in one line, and nothing is written', () => {
  test.each([
    ['0.0.1', 'holds the link "package/link"; a preset holds files'],
    ['0.0.2', 'holds the link "package/hard"; a preset holds files'],
    ['0.0.3', 'holds the path "package/../outside/x", which leads out of it'],
    ['0.0.4', 'which leads out of it'],
    ['0.0.5', 'holds more than 16 MiB'],
    ['0.0.6', `the package.json of npm:${NAME}@0.0.6 names no version`],
    ['0.0.7', 'is no tarball that npm could have made'],
    ['9.0.0', `npm cannot fetch npm:${NAME}@9.0.0: sha512-`],
    ['5.0.0', `npm cannot fetch npm:${NAME}@5.0.0: No matching version found for ${NAME}@5.0.0.`],
  ])('the version %s', async (version, message) => {
    await expectRefusal(`${NAME}@${version}`, message);
  });

  test('a package that is not there', async () => {
    await expectRefusal('npm:acme-preset', 'npm cannot fetch npm:acme-preset@latest: Not Found');
  });

  test('a registry that does not answer', async () => {
    await expectRefusal(NAME, `npm cannot fetch npm:${NAME}@latest: `, { npm_config_registry: 'http://127.0.0.1:9' });
  });

  test('a run that is interrupted, which leaves nothing', async () => {
    const silent = createServer(() => undefined);
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const tmp = path.join(sandbox(), 'tmp');
    const folder = sandbox();
    await fs.ensureDir(tmp);
    const child = execa(process.execPath, [packed.cli, 'orders', '--preset', NAME], {
      cwd: folder,
      env: deskEnvironment({
        TMPDIR: tmp,
        npm_config_cache: path.join(place, 'cache'),
        npm_config_registry: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      }),
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
    });
    await once(silent, 'request');
    expect(await fs.readdir(tmp)).toHaveLength(1);
    child.kill('SIGTERM');
    expect((await child).signal).toBe('SIGTERM');
    expect([await fs.readdir(tmp), contents(folder)]).toEqual([[], {}]);
    silent.closeAllConnections();
    silent.close();
  });

  test('a machine without npm', async () => {
    const folder = sandbox();
    await expectRefusal(NAME, `npm:${NAME}@latest needs npm, and npm was not found`, { PATH: folder });
  });
});

async function expectRefusal(
  preset: string,
  message: string,
  env: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Promise<void> {
  const folder = sandbox();
  const { code, out, err } = await run(folder, ['orders', '--preset', preset, ...more], env);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^error: --preset: [^\n]+\n$/);
  expect(err).toContain(message);
  expect(Object.keys(contents(folder) ?? {})).toEqual(['.npmrc']);
}
