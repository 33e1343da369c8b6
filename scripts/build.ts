/**
 * Builds the two packages: dist/ with the program, one chunk that it starts with and lazily loaded ones, and in
 * packages/generator-rust-2026/ the Yeoman generators. Each gets the packed assets and the notices of what it bundles.
 */
import path from 'node:path';

import fs from 'fs-extra';
import { rolldown, type InputOptions, type OutputOptions, type Plugin, type RolldownOutput } from 'rolldown';
import { minify } from 'rolldown/utils';

import { FACES } from '../generators/faces.ts';
import type { Facts } from '../src/cli/assets.ts';
import { presetSchema } from '../src/cli/preset/schema.ts';
import { packCatalogue } from '../src/render/pack.ts';
import { readFacts } from './assets.ts';
import { bundledPackages, renderNotices, type BundleContents } from './licences.ts';
import { groupTemplates, packTemplates, readTemplates } from './templates.ts';

const root = path.resolve(import.meta.dirname, '..');
const generatorPackage = path.join(root, 'packages', 'generator-rust-2026');

/**
 * Node modules that cost a start some milliseconds for nothing, and what takes their place. Of `node:process` a module gets
 * every property read once, standard input opened among them; Commander starts no subcommand as a program of its own.
 */
const LIGHTER_BUILTINS: Readonly<Record<string, { readonly code: string; readonly importer: RegExp }>> = {
  'node:process': { code: 'module.exports = globalThis.process;', importer: /./ },
  'node:child_process': { code: 'module.exports = {};', importer: /[\\/]node_modules[\\/]commander[\\/]/ },
};

const lighterBuiltins: Plugin = {
  name: 'lighter-builtins',
  resolveId: (source, importer = '') =>
    LIGHTER_BUILTINS[source]?.importer.test(importer) === true ? `\0${source}` : null,
  load: (id) => (id.startsWith('\0') ? LIGHTER_BUILTINS[id.slice(1)]?.code : null),
};

const { catalogue, ...facts } = await readFacts();
const packed = await packAssets();
await buildProgram();
await buildGenerators();

/** As src/cli/assets.ts opens them: file to text. */
async function packAssets(): Promise<Map<string, string>> {
  const texts = await readTemplates();
  const groups = groupTemplates(texts);
  const files = new Map([
    ['facts.json', JSON.stringify({ ...facts, groups } satisfies Facts)],
    ['catalogue.json', JSON.stringify(packCatalogue(catalogue))],
  ]);
  for (const [group, { plain, module }] of packTemplates(texts, groups)) {
    files.set(`templates/${group}.json`, JSON.stringify(plain));
    const file = `templates/${group}.js`;
    files.set(file, (await minify(file, module, { module: true })).code);
  }
  return files;
}

async function buildProgram(): Promise<void> {
  const dist = path.join(root, 'dist');
  const contents = await bundle(
    dist,
    { input: { cli: 'src/cli/main.ts' }, plugins: [lighterBuiltins] },
    // One file opens sooner than the twenty that the commands would divide between them.
    { codeSplitting: { groups: [{ name: 'start', tags: ['$initial'] }] } },
  );
  const cli = path.join(dist, 'cli.js');
  await fs.writeFile(cli, `#!/usr/bin/env node\n${await fs.readFile(cli, 'utf8')}`, { mode: 0o755 });
  await fs.writeJson(path.join(dist, 'preset.schema.json'), presetSchema(), { spaces: 2 });
  // Beside dist/, for it is not published: tests read in it which packages a chunk holds.
  await fs.outputJson(path.join(root, '.build', 'contents.json'), contents);
}

/** `yo` finds a generator as generators/<id>/index.js of the package: a file each that picks one of the bundle. */
async function buildGenerators(): Promise<void> {
  await bundle(
    path.join(generatorPackage, 'dist'),
    { input: { generators: 'generators/index.ts' }, external: ['yeoman-generator'] },
    { codeSplitting: false },
  );
  await fs.emptyDir(path.join(generatorPackage, 'generators'));
  for (const { id } of FACES) {
    await fs.outputFile(
      path.join(generatorPackage, 'generators', id, 'index.js'),
      `import { generators } from '../../dist/generators.js';\n\nexport default generators['${id}'];\n`,
    );
  }
  await fs.copy(path.join(root, 'LICENSE'), path.join(generatorPackage, 'LICENSE'));
}

async function bundle(dir: string, input: InputOptions, output: OutputOptions): Promise<BundleContents> {
  await fs.emptyDir(dir);
  const bundler = await rolldown({ cwd: root, platform: 'node', transform: { target: 'node20.19' }, ...input });
  const written = await bundler.write({
    dir,
    minify: true,
    comments: false,
    // All in one folder: assets.ts finds what is packed beside the chunk that it became part of.
    chunkFileNames: '[name]-[hash].js',
    ...output,
  });
  await bundler.close();
  const contents = contentsOf(written.output, root);
  for (const [file, text] of packed) await fs.outputFile(path.join(dir, file), text);
  await fs.writeFile(path.join(dir, 'THIRD-PARTY-LICENSES.txt'), renderNotices(await bundledPackages(contents, root)));
  return contents;
}

/** The modules that left code in each chunk; the bundler's own begin with a NUL. */
function contentsOf(output: RolldownOutput['output'], folder: string): BundleContents {
  const chunks = output.filter((file) => file.type === 'chunk');
  return Object.fromEntries(
    chunks.map(({ fileName, modules }) => [
      fileName,
      Object.entries(modules)
        .filter(([file, { renderedLength }]) => renderedLength > 0 && !file.startsWith('\0'))
        .map(([file]) => path.relative(folder, file).split(path.sep).join('/')),
    ]),
  );
}
