/** Cargo itself is asked: is our lock, byte for byte, the one that it makes of the catalogue's? */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../scripts/catalogue.ts';
import type { Catalogue } from '../../src/render/catalogue.ts';
import { denyGraph } from '../../src/render/graph.ts';
import { cutLock } from '../../src/render/lock.ts';
import { cargo, listGraph, pruneLock, requireAccepted } from '../support/lock/cargo.ts';
import { CATALOGUES } from '../support/lock/catalogues.ts';
import { writeWorkspace } from '../support/lock/manifest.ts';
import { randomWorkspace } from '../support/lock/random.ts';
import { writeRandomRegistry } from '../support/lock/registry.ts';

/** The stress catalogue has to be downloaded first. */
const CHOSEN = Object.entries(CATALOGUES).filter(([name]) => name === 'product' || process.env['MATRIX'] !== undefined);
const SEEDS = Array.from({ length: process.env['MATRIX'] === undefined ? 5 : 40 }, (_, seed) => seed);
const TARGETS = ['x86_64-unknown-linux-gnu', 'aarch64-apple-darwin'] as const;
const TIMEOUT = { timeout: 60_000 };

const temporary = mkdtempSync(join(tmpdir(), 'lock-'));
afterAll(() => {
  rmSync(temporary, { recursive: true });
}, TIMEOUT.timeout);

describe.each(CHOSEN)('the %s catalogue', (name, folder) => {
  const catalogue = readCatalogue(folder);
  const superset = join(folder, 'Cargo.lock');

  it('is its own lock', () => {
    expect(cutLock(catalogue, [catalogue.root])).toBe(readFileSync(superset, 'utf8'));
  });

  it.each(SEEDS)('agrees with Cargo on random workspace %i', TIMEOUT, (seed) => {
    expectAgreement(join(temporary, name, String(seed)), catalogue, superset, seed);
  });
});

describe('a random registry', () => {
  it.each(SEEDS)('agrees with Cargo and cargo-deny, seed %i', TIMEOUT, (seed) => {
    const registry = join(temporary, `registry-${seed}`);
    const folder = writeRandomRegistry(registry, seed);
    cargo(folder, 'generate-lockfile', '--offline');
    const catalogue = readCatalogue(folder);
    const superset = join(folder, 'Cargo.lock');
    expect(cutLock(catalogue, [catalogue.root])).toBe(readFileSync(superset, 'utf8'));

    const workspace = join(registry, 'workspace');
    const members = expectAgreement(workspace, catalogue, superset, seed);
    expect(listGraph(workspace, TARGETS)).toEqual(
      Array.from(denyGraph(catalogue, members, TARGETS).keys(), (found) => `${found.name} ${found.version}`).sort(),
    );
  });
});

/** Writes a random workspace, and compares its lock with Cargo's. */
function expectAgreement(workspace: string, catalogue: Catalogue, superset: string, seed: number) {
  const members = randomWorkspace(catalogue, seed);
  writeWorkspace(workspace, members);
  const lock = cutLock(catalogue, members);
  expect(lock).toBe(pruneLock(workspace, superset));
  requireAccepted(workspace, lock);
  return members;
}
