/** Reads what a build packs, straight from this repository: for the build itself, the workbench and the tests. */
import path from 'node:path';

import fs from 'fs-extra';
import { parse } from 'smol-toml';

import type { RustVersions } from '../src/project/compose.ts';
import type { Assets } from '../src/render/project.ts';
import { readCatalogue } from './catalogue.ts';
import { compileTemplates, readTemplates } from './templates.ts';

const root = path.resolve(import.meta.dirname, '..');

export async function readAssets(): Promise<Assets> {
  return { ...(await readFacts()), templates: compileTemplates(await readTemplates()) };
}

/** All but the templates. Needs Cargo, which reads the catalogue. */
export async function readFacts(): Promise<Omit<Assets, 'templates'>> {
  const { version } = (await fs.readJson(path.join(root, 'package.json'))) as { version: string };
  return {
    version,
    rust: await readRustVersions(path.join(root, 'catalogue')),
    catalogue: readCatalogue(path.join(root, 'catalogue')),
  };
}

async function readRustVersions(folder: string): Promise<RustVersions> {
  const read = async (file: string): Promise<unknown> => parse(await fs.readFile(path.join(folder, file), 'utf8'));
  const { toolchain } = (await read('rust-toolchain.toml')) as { toolchain: { channel: string } };
  const manifest = (await read('Cargo.toml')) as { package: { 'rust-version': string } };
  return { toolchain: toolchain.channel, rustVersion: manifest.package['rust-version'] };
}
