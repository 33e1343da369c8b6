import { readFileSync } from 'node:fs';

import type { Assets } from '../render/project.ts';
import { openCatalogue, type CatalogueData } from '../render/catalogue.ts';

interface PackedAssets {
  readonly version: string;
  readonly templates: Readonly<Record<string, string>>;
  readonly catalogue: CatalogueData;
}

/** Reads what the build packed beside the program. */
export function loadAssets(): Assets {
  const packed = JSON.parse(readFileSync(new URL('assets.json', import.meta.url), 'utf8')) as PackedAssets;
  return { ...packed, catalogue: openCatalogue(packed.catalogue) };
}
