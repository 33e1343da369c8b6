/**
 * Builds the two packages: dist/ with the program in one bundle with lazily loaded chunks, and in
 * packages/generator-rust-2026/ the Yeoman generators. Each gets the packed assets and the notices of what it bundles.
 */
import path from 'node:path';

import { build, transform, type BuildOptions, type Metafile } from 'esbuild';
import fs from 'fs-extra';

import { FACES } from '../generators/faces.ts';
import type { Facts } from '../src/cli/assets.ts';
import { presetSchema } from '../src/cli/preset/schema.ts';
import { packCatalogue } from '../src/render/pack.ts';
import { readFacts } from './assets.ts';
import { bundledPackages, renderNotices } from './licences.ts';
import { packTemplates, readTemplates } from './templates.ts';

const root = path.resolve(import.meta.dirname, '..');
const generatorPackage = path.join(root, 'packages', 'generator-rust-2026');

const { catalogue, ...facts } = await readFacts();
const packed = await packAssets();
await buildProgram();
await buildGenerators();

/** As src/cli/assets.ts opens them: file to text. */
async function packAssets(): Promise<Map<string, string>> {
  const files = new Map([
    ['facts.json', JSON.stringify(facts satisfies Facts)],
    ['catalogue.json', JSON.stringify(packCatalogue(catalogue))],
  ]);
  for (const [group, { plain, module }] of packTemplates(await readTemplates())) {
    files.set(`templates/${group}.json`, JSON.stringify(plain));
    files.set(`templates/${group}.js`, (await transform(module, { format: 'esm', minify: true })).code);
  }
  return files;
}

async function buildProgram(): Promise<void> {
  const dist = path.join(root, 'dist');
  const metafile = await bundle(dist, { entryPoints: { cli: 'src/cli/main.ts' }, splitting: true });
  const cli = path.join(dist, 'cli.js');
  await fs.writeFile(cli, `#!/usr/bin/env node\n${await fs.readFile(cli, 'utf8')}`, { mode: 0o755 });
  await fs.writeJson(path.join(dist, 'preset.schema.json'), presetSchema(), { spaces: 2 });
  // Beside dist/, for it is not published: tests read in it which packages a chunk holds.
  await fs.outputJson(path.join(root, '.build', 'metafile.json'), metafile);
}

/** `yo` finds a generator as generators/<id>/index.js of the package: a file each that picks one of the bundle. */
async function buildGenerators(): Promise<void> {
  await bundle(path.join(generatorPackage, 'dist'), {
    entryPoints: { generators: 'generators/index.ts' },
    external: ['yeoman-generator'],
  });
  await fs.emptyDir(path.join(generatorPackage, 'generators'));
  for (const { id } of FACES) {
    await fs.outputFile(
      path.join(generatorPackage, 'generators', id, 'index.js'),
      `import { generators } from '../../dist/generators.js';\n\nexport default generators['${id}'];\n`,
    );
  }
  await fs.copy(path.join(root, 'LICENSE'), path.join(generatorPackage, 'LICENSE'));
}

async function bundle(outdir: string, options: BuildOptions): Promise<Metafile> {
  await fs.emptyDir(outdir);
  const { metafile } = await build({
    absWorkingDir: root,
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'none',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    ...options,
    metafile: true,
  });
  for (const [file, text] of packed) await fs.outputFile(path.join(outdir, file), text);
  await fs.writeFile(
    path.join(outdir, 'THIRD-PARTY-LICENSES.txt'),
    renderNotices(await bundledPackages(metafile, root)),
  );
  return metafile;
}
