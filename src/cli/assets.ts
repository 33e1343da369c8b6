import { readFileSync } from 'node:fs';

import type { Assets } from '../render/project.ts';
import { unpackCatalogue, type PackedCatalogue } from '../render/pack.ts';

type PackedAssets = Omit<Assets, 'catalogue'> & { readonly catalogue: PackedCatalogue };

/** Reads what the build packed beside the program. */
export function loadAssets(): Assets {
  const packed = JSON.parse(readFileSync(new URL('assets.json', import.meta.url), 'utf8')) as PackedAssets;
  return { ...packed, catalogue: unpackCatalogue(packed.catalogue) };
}
