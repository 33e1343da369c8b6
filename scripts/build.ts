/** Builds dist/: the program in one bundle with lazily loaded chunks, and assets.json beside it. */
import path from 'node:path';

import { build } from 'esbuild';
import fs from 'fs-extra';
import { parse } from 'smol-toml';

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
  catalogue: await readCatalogue(path.join(root, 'catalogue')),
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

interface Manifest {
  package: { 'rust-version': string };
  dependencies: Record<string, string | { version: string; 'default-features'?: boolean }>;
}

async function readCatalogue(folder: string) {
  const manifest = parse(await fs.readFile(path.join(folder, 'Cargo.toml'), 'utf8')) as unknown as Manifest;
  return {
    toolchain: '1.95.0',
    rustVersion: manifest.package['rust-version'],
    crates: Object.fromEntries(
      Object.entries(manifest.dependencies).map(([name, dependency]) => [
        name,
        typeof dependency === 'string'
          ? { requirement: dependency, defaultFeatures: true }
          : { requirement: dependency.version, defaultFeatures: dependency['default-features'] !== false },
      ]),
    ),
  };
}
