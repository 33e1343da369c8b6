import { readFile } from 'node:fs/promises';

import type { Assets } from '../render/project.ts';
import { unpackCatalogue, type PackedCatalogue } from '../render/pack.ts';
import type { Templates } from '../render/template.ts';

/** assets.json: everything but the compiled templates, which are a module. */
export interface PackedAssets extends Omit<Assets, 'catalogue'> {
  readonly catalogue: PackedCatalogue;
}

/** Reads what the build packed beside the program: assets.json, and the compiled templates in templates.js. */
export async function loadAssets(folder = new URL('.', import.meta.url)): Promise<Assets> {
  const [text, compiled] = await Promise.all([
    readFile(new URL('assets.json', folder), 'utf8'),
    import(new URL('templates.js', folder).href) as Promise<{ default: Templates }>,
  ]);
  const packed = JSON.parse(text) as PackedAssets;
  return {
    ...packed,
    templates: { ...packed.templates, ...compiled.default },
    catalogue: unpackCatalogue(packed.catalogue),
  };
}
