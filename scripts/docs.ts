/**
 * `npm run docs` writes the generated parts of the documents anew: whatever stands between `<!-- name -->` and
 * `<!-- /name -->`. `npm run docs:check` only says which documents are out of date.
 */
import path from 'node:path';
import process from 'node:process';

import fs from 'fs-extra';
import { format, resolveConfig } from 'prettier';

import { DOCUMENT_PARTS, fillParts } from './document-parts.ts';

const root = path.resolve(import.meta.dirname, '..');
const DOCUMENTS = ['README.md', 'docs/cloud.md'];
const check = process.argv.includes('--check');

const stale: string[] = [];
for (const document of DOCUMENTS) {
  const file = path.join(root, document);
  const before = await fs.readFile(file, 'utf8');
  const filled = fillParts(before, DOCUMENT_PARTS);
  const after = await format(filled, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (after === before) continue;
  stale.push(document);
  if (!check) await fs.writeFile(file, after);
}
if (check && stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}; run npm run docs`);
  process.exitCode = 1;
}
