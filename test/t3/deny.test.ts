/** cargo-deny itself is asked: does it see the graph that we see, and is what we allow and skip neither too little nor too much? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../scripts/catalogue.ts';
import type { Catalogue, Member } from '../../src/render/catalogue.ts';
import { denyGraph, duplicates, type Skip } from '../../src/render/graph.ts';
import { type LicencePolicy, licences } from '../../src/render/licences.ts';
import { cutLock } from '../../src/render/lock.ts';
import { checkPolicy, listGraph } from '../support/lock/cargo.ts';
import { CATALOGUES } from '../support/lock/catalogues.ts';
import { writeWorkspace } from '../support/lock/manifest.ts';
import { randomWorkspace } from '../support/lock/random.ts';

/** The stress catalogue has to be downloaded first. */
const CHOSEN = Object.entries(CATALOGUES).filter(([name]) => name === 'product' || process.env['MATRIX'] !== undefined);
const SEEDS = Array.from({ length: process.env['MATRIX'] === undefined ? 2 : 8 }, (_, seed) => seed);
const TARGETS = ['x86_64-unknown-linux-gnu', 'aarch64-apple-darwin', 'x86_64-pc-windows-msvc'] as const;
const TIMEOUT = { timeout: 60_000 };

const temporary = mkdtempSync(join(tmpdir(), 'deny-'));
afterAll(() => {
  rmSync(temporary, { recursive: true });
}, TIMEOUT.timeout);

describe.each(CHOSEN)('the %s catalogue', (catalogueName, folder) => {
  const catalogue = readCatalogue(folder);
  const workspaces = [
    ['whole', [catalogue.root]] as const,
    ...SEEDS.map((seed) => [`random workspace ${seed}`, randomWorkspace(catalogue, seed)] as const),
  ];

  it.each(workspaces)('agrees with cargo-deny, %s', TIMEOUT, (name, members) => {
    const workspace = join(temporary, catalogueName, name);
    const { graph, policy, skip } = prepare(workspace, catalogue, members);
    expect(listGraph(workspace, TARGETS)).toEqual(
      Array.from(graph.keys(), (found) => `${found.name} ${found.version}`).sort(),
    );
    expect(checkPolicy(workspace, TARGETS, policy, skip)).toEqual([]);
  });
});

describe('one entry', () => {
  const catalogue = readCatalogue(CATALOGUES.product);
  const workspace = join(temporary, 'entries');
  const { policy, skip } = prepare(workspace, catalogue, [catalogue.root]);
  const without = <T>(entries: readonly T[], entry: T) => entries.filter((other) => other !== entry);
  const check = (changed: LicencePolicy, skipped: readonly Skip[]) => checkPolicy(workspace, TARGETS, changed, skipped);

  it.each(policy.allow)('too few, the licence %s, is an error', TIMEOUT, (licence) => {
    expect(check({ ...policy, allow: without(policy.allow, licence) }, skip)).toEqual(['rejected']);
  });

  it.each(policy.exceptions)('too few, the exception for $crate, is an error', TIMEOUT, (exception) => {
    expect(check({ ...policy, exceptions: without(policy.exceptions, exception) }, skip)).toEqual(['rejected']);
  });

  it.each(skip)('too few, the version $crate, is an error', TIMEOUT, (skipped) => {
    expect(check(policy, without(skip, skipped))).toEqual(expect.arrayContaining(['duplicate']));
  });

  it.each<[string, LicencePolicy, readonly Skip[]]>([
    ['license-not-encountered', { ...policy, allow: [...policy.allow, 'AGPL-3.0-only'] }, skip],
    [
      'license-exception-not-encountered',
      { ...policy, exceptions: [...policy.exceptions, { crate: 'serde', allow: ['AGPL-3.0-only'] }] },
      skip,
    ],
    ['unmatched-skip', policy, [...skip, { crate: 'serde@0.9.0', reason: 'gone' }]],
    ['unnecessary-skip', policy, [...skip, { crate: 'serde', reason: 'the only version' }]],
  ])('too many is an error: %s', TIMEOUT, (code, changed, skipped) => {
    expect(check(changed, skipped)).toEqual([code]);
  });
});

function prepare(workspace: string, catalogue: Catalogue, members: readonly Member[]) {
  writeWorkspace(workspace, members);
  writeFileSync(join(workspace, 'Cargo.lock'), cutLock(catalogue, members));
  const graph = denyGraph(catalogue, members, TARGETS);
  return { graph, policy: licences(graph), skip: duplicates(graph) };
}
