/**
 * `npm run docs` writes the generated parts of the documents anew: whatever stands between `<!-- name -->` and
 * `<!-- /name -->`, the picture of the learning path, and the schema of presets. `npm run docs:check` only says which are
 * out of date.
 */
import path from 'node:path';
import process from 'node:process';

import fs from 'fs-extra';
import { format, resolveConfig } from 'prettier';

import { presetSchema } from '../src/cli/preset/schema.ts';
import { FEATURES } from '../src/pillars/index.ts';
import { learningPath } from '../src/pillars/path.ts';
import { create } from '../src/lifecycle/create.ts';
import { resolveAnswers } from '../src/options/resolve.ts';
import { drawPath } from '../src/render/path.ts';
import { readAssets } from './assets.ts';
import { DOCUMENT_PARTS, fillParts, lineTable } from './document-parts.ts';

const root = path.resolve(import.meta.dirname, '..');
const PAGES = (await fs.readdir(path.join(root, 'docs'))).filter((file) => file.endsWith('.md'));
const DOCUMENTS = ['README.md', ...PAGES.map((file) => `docs/${file}`)];
const PICTURE = 'docs/learning-path.svg';
const SCHEMA = 'docs/presets/acme/preset.schema.json';
const check = process.argv.includes('--check');

const orders = create(resolveAnswers({ name: 'orders', pillar: 'cloud' }), await readAssets());
const PARTS = { ...DOCUMENT_PARTS, 'cloud lines': () => lineTable(orders) };

const contents = new Map<string, string>([
  [PICTURE, drawPath(learningPath(FEATURES))],
  [SCHEMA, await format(JSON.stringify(presetSchema()), { ...(await resolveConfig(SCHEMA)), parser: 'json' })],
  ...(await Promise.all(DOCUMENTS.map(async (file) => [file, await filled(file)] as const))),
]);
const stale: string[] = [];
for (const [file, content] of contents) {
  const place = path.join(root, file);
  if ((await fs.pathExists(place)) && (await fs.readFile(place, 'utf8')) === content) continue;
  stale.push(file);
  if (!check) await fs.outputFile(place, content);
}
if (check && stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}; run npm run docs`);
  process.exitCode = 1;
}

async function filled(document: string): Promise<string> {
  const file = path.join(root, document);
  const text = fillParts(await fs.readFile(file, 'utf8'), PARTS);
  return format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}
