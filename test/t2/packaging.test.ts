import os from 'node:os';
import path from 'node:path';

import { execa, type Options } from 'execa';
import fs from 'fs-extra';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { packed } from '../support/packed.ts';
import { serveRegistry } from '../support/registry.ts';

let folder: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-packaging-'));
});
afterEach(() => fs.remove(folder));

const readManifest = (name: string): Promise<Record<string, unknown>> =>
  fs.readJson(path.join(packed.folder, 'node_modules', name, 'package.json')) as Promise<Record<string, unknown>>;

describe('the packed packages', () => {
  test('hold what was built and nothing else', () => {
    const [documents, built] = split(packed.main.files);
    expect(documents).toEqual(expect.arrayContaining(['LICENSE', 'package.json']));
    expect(documents.filter((file) => !['LICENSE', 'README.md', 'package.json'].includes(file))).toEqual([]);
    expect(built).toEqual(
      expect.arrayContaining(['dist/THIRD-PARTY-LICENSES.txt', 'dist/catalogue.json', 'dist/cli.js']),
    );
    const foreign = built.filter(
      (file) => !/^dist\/((chunks\/|templates\/)?[\w-]+\.(js|json)|preset\.schema\.json|[\w-]+\.txt)$/.test(file),
    );
    expect(foreign).toEqual([]);
    expect(packed.generator.files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'dist/THIRD-PARTY-LICENSES.txt',
        'dist/catalogue.json',
        'dist/generators.js',
        'generators/app/index.js',
        'generators/cloud/index.js',
      ]),
    );
  });

  test('weigh at most 1 MB', () => {
    expect(packed.main.size).toBeLessThanOrEqual(1_000_000);
    expect(packed.generator.size).toBeLessThanOrEqual(1_000_000);
  });

  test('install nothing beside and run nothing on installation', async () => {
    const main = await readManifest('create-rust-2026');
    const generator = await readManifest('generator-rust-2026');
    expect(main['dependencies']).toBeUndefined();
    expect(main['peerDependencies']).toBeUndefined();
    expect(Object.keys(generator['dependencies'] as object)).toEqual(['yeoman-generator']);
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    for (const { scripts = {} } of [main, generator] as { scripts?: object }[]) {
      expect(Object.keys(scripts).filter((script) => hooks.includes(script))).toEqual([]);
    }
  });

  test('are of one version', async () => {
    const [main, generator] = [await readManifest('create-rust-2026'), await readManifest('generator-rust-2026')];
    expect(generator['version']).toBe(main['version']);
    const { stdout } = await execa('node', [packed.cli, '--version']);
    expect(stdout).toBe(main['version']);
  });

  test.each(['create-rust-2026', 'generator-rust-2026'])('%s carries the notices of what it bundles', async (name) => {
    const notices = await fs.readFile(
      path.join(packed.folder, 'node_modules', name, 'dist', 'THIRD-PARTY-LICENSES.txt'),
      'utf8',
    );
    // momoa is Apache-2.0, smol-toml and the like come with the parts that use them.
    expect(notices).toMatch(/^@humanwhocodes\/momoa \d+\.\d+\.\d+ \(Apache-2\.0\)$/m);
    expect(notices).toContain('Apache License');
    expect(notices).not.toContain('yeoman-generator');
  });
});

describe('a user without anything', () => {
  test('runs the tarball through npx, with an empty cache and no network', async () => {
    await npm(['exec', '--yes', '--offline', '--', `file:${packed.main.tarball}`, 'orders', '--yes', '--no-git']);
    await expectWorkspace();
  });

  test.each([
    ['npx create-rust-2026', ['exec', '--yes', '--', 'create-rust-2026', 'orders', '--yes', '--no-git']],
    ['npm create rust-2026@latest', ['create', '--yes', 'rust-2026@latest', 'orders', '--', '--yes', '--no-git']],
    ['npm init rust-2026', ['init', '--yes', 'rust-2026', '--', 'orders', '--pillar', 'cloud', '--no-git']],
  ])('types %s: one package is fetched', async (_title, args) => {
    const registry = await serveRegistry('create-rust-2026', [
      { version: await version(), tarball: packed.main.tarball },
    ]);
    try {
      await npm(args, { npm_config_registry: registry.url });
    } finally {
      await registry.close();
    }
    await expectWorkspace();
    const packages = registry.requests.filter((request) => !request.startsWith('/-/'));
    expect([...new Set(packages)]).toEqual(['/create-rust-2026', `/${path.basename(packed.main.tarball)}`]);
  });
});

async function version(): Promise<string> {
  return String((await readManifest('create-rust-2026'))['version']);
}

/** Runs npm in an empty folder, with an empty cache and without any configuration of its user. */
async function npm(args: readonly string[], env: Options['env'] = {}): Promise<void> {
  const work = path.join(folder, 'work');
  await fs.ensureDir(work);
  await execa('npm', args, {
    cwd: work,
    stdin: 'ignore',
    env: {
      HOME: folder,
      npm_config_userconfig: path.join(folder, 'npmrc'),
      npm_config_globalconfig: path.join(folder, 'globalnpmrc'),
      npm_config_cache: path.join(folder, 'cache'),
      npm_config_update_notifier: 'false',
      npm_config_registry: 'http://127.0.0.1:9',
      ...env,
    },
  });
}

async function expectWorkspace(): Promise<void> {
  expect(await fs.readdir(path.join(folder, 'work'))).toEqual(['orders']);
  const manifest = await fs.readFile(path.join(folder, 'work', 'orders', 'Cargo.toml'), 'utf8');
  expect(manifest).toContain('[workspace]');
}

function split(files: readonly string[]): [string[], string[]] {
  return [files.filter((file) => !file.startsWith('dist/')), files.filter((file) => file.startsWith('dist/'))];
}
