/**
 * Defects, at least one for each gate of the night: it fails by them, and all gates of a pull request pass, for they lie in
 * what changes around a workspace.
 */
import type { Workspace } from '../support/workspace.ts';
import type { World } from '../support/world.ts';
import type { Plant } from './plants.ts';

export interface NightlyPlant extends Omit<Plant, 'plant'> {
  readonly plant: (workspace: Workspace, world: World) => Promise<void>;
}

export const NIGHTLY_PLANTS: readonly NightlyPlant[] = [
  {
    gate: 'advisories',
    title: 'a vulnerable dependency',
    evidence: /error\[vulnerability\].*RUSTSEC-2026-0001/s,
    plant: (_, world) => world.advise({ id: 'RUSTSEC-2026-0001', crate: 'itoa' }),
  },
  {
    gate: 'advisories',
    title: 'a dependency that nobody maintains, and that a member names',
    evidence: /error\[unmaintained\].*RUSTSEC-2026-0002/s,
    plant: (_, world) => world.advise({ id: 'RUSTSEC-2026-0002', crate: 'serde_json', informational: 'unmaintained' }),
  },
  {
    gate: 'advisories',
    title: 'a yanked dependency',
    evidence: /error\[yanked\].*\buuid v/s,
    plant: (_, world) => world.yank('uuid'),
  },
  {
    gate: 'workflows',
    title: 'an action that a tag names',
    evidence: /error\[unpinned-uses\].*nightly\.yml/s,
    plant: (workspace) =>
      workspace.edit(
        '.github/workflows/nightly.yml',
        /actions\/checkout@[0-9a-f]{40} # (v[\d.]+)/,
        'actions/checkout@$1',
      ),
  },
  {
    gate: 'workflows',
    title: 'a token that may do everything',
    evidence: /error\[excessive-permissions\].*ci\.yml/s,
    plant: (workspace) => workspace.edit('.github/workflows/ci.yml', /^permissions: \{\}$/m, 'permissions: write-all'),
  },
  {
    gate: 'latest',
    title: 'a test that only the locked version of a dependency passes',
    evidence: /left: "text\/javascript"\s+right: "application\/javascript"/,
    plant: async (workspace) => {
      // 2.0.5 says text/javascript, as RFC 9239 does.
      const { failed, all } = await workspace.run('cargo update mime_guess --precise 2.0.4');
      if (failed) throw new Error(`cargo cannot lock mime_guess:\n${all}`);
      await workspace.edit(
        'crates/orders-rest/tests/http/description.rs',
        /^.*swagger-initializer\.js.*\n/m,
        '$&    assert_eq!(script.header("content-type"), "application/javascript");\n',
      );
    },
  },
];
