/** Builds dist/: the program in one bundle with lazily loaded chunks, and assets.json beside it. */
import path from 'node:path';

import { build } from 'esbuild';
import fs from 'fs-extra';
import { parse } from 'smol-toml';

import type { RustVersions } from '../src/project/compose.ts';
import { packCatalogue } from '../src/render/pack.ts';
import { readCatalogue } from './catalogue.ts';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

await fs.emptyDir(dist);
await build({
  absWorkingDir: root,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
const cli = path.join(dist, 'cli.js');
await fs.writeFile(cli, `#!/usr/bin/env node\n${await fs.readFile(cli, 'utf8')}`, { mode: 0o755 });
await fs.writeJson(path.join(dist, 'assets.json'), {
  version: (await fs.readJson(path.join(root, 'package.json'))).version,
  templates: await readTemplates(path.join(root, 'templates')),
  rust: await readRustVersions(path.join(root, 'catalogue')),
  catalogue: packCatalogue(readCatalogue(path.join(root, 'catalogue'))),
});

async function readTemplates(folder: string): Promise<Record<string, string>> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [
        path.relative(folder, file).split(path.sep).join('/'),
        await fs.readFile(file, 'utf8'),
      ]),
    ),
  ) as Record<string, string>;
}

async function readRustVersions(folder: string): Promise<RustVersions> {
  const read = async (file: string): Promise<unknown> => parse(await fs.readFile(path.join(folder, file), 'utf8'));
  const { toolchain } = (await read('rust-toolchain.toml')) as { toolchain: { channel: string } };
  const manifest = (await read('Cargo.toml')) as { package: { 'rust-version': string } };
  return { toolchain: toolchain.channel, rustVersion: manifest.package['rust-version'] };
}
