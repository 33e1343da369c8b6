import { readFileSync } from 'node:fs';

import type { Assets } from '../render/project.ts';
import { unpackCatalogue, type PackedCatalogue } from '../render/pack.ts';

type PackedAssets = Omit<Assets, 'catalogue'> & { readonly catalogue: PackedCatalogue };

/** Reads what the build packed beside the program. */
export function loadAssets(file = new URL('assets.json', import.meta.url)): Assets {
  const packed = JSON.parse(readFileSync(file, 'utf8')) as PackedAssets;
  return { ...packed, catalogue: unpackCatalogue(packed.catalogue) };
}
