/** Reads the catalogue, a Cargo manifest with its lock. Needs Cargo, and no network when its registry cache is warm. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import type { Catalogue } from '../src/render/catalogue.ts';
import { buildCatalogue, type CargoLock, type CatalogueMetadata } from './build-catalogue.ts';

/**
 * Reads the catalogue in a folder.
 *
 * @throws {CatalogueError} when it uses what a generated workspace cannot: a patch, or a source other than crates.io.
 */
export function readCatalogue(folder: string): Catalogue {
  const metadata = execFileSync('cargo', ['metadata', '--locked', '--all-features', '--format-version', '1'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return buildCatalogue({
    manifest: parse(readFileSync(join(folder, 'Cargo.toml'), 'utf8')),
    lock: parse(readFileSync(join(folder, 'Cargo.lock'), 'utf8')) as unknown as CargoLock,
    metadata: JSON.parse(metadata) as CatalogueMetadata,
  });
}
