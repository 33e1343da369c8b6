/** Builds dist/: the program in one bundle with lazily loaded chunks, and assets.json beside it. */
import path from 'node:path';

import { build } from 'esbuild';
import fs from 'fs-extra';

import { packCatalogue } from '../src/render/pack.ts';
import { readAssets } from './assets.ts';

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
const assets = await readAssets();
await fs.writeJson(path.join(dist, 'assets.json'), { ...assets, catalogue: packCatalogue(assets.catalogue) });
