import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';

import { ownedCrates, renderDeny } from '../../src/render/deny.ts';
import { projectOf } from '../support/project.ts';

const POLICY = {
  targets: ['x86_64-unknown-linux-gnu', 'aarch64-apple-darwin'],
  licences: { allow: ['Apache-2.0', 'MIT'], exceptions: [{ crate: 'webpki-roots', allow: ['CDLA-Permissive-2.0'] }] },
  skips: [{ crate: 'syn@2.0.119', reason: 'needed by sqlx-macros' }],
  owned: [{ crate: 'sqlx', wrappers: ['orders-store'], reason: 'goes through the store' }],
  published: false,
  wildcards: false,
  sources: { git: [], registries: [] },
};

describe('deny.toml', () => {
  it('says what the policy says, and refuses the rest', () => {
    expect(parse(renderDeny(POLICY))).toEqual({
      graph: { 'all-features': true, targets: POLICY.targets },
      advisories: { unmaintained: 'workspace', yanked: 'deny' },
      licenses: { ...POLICY.licences, private: { ignore: true } },
      bans: {
        'multiple-versions': 'deny',
        wildcards: 'deny',
        'allow-wildcard-paths': true,
        deny: POLICY.owned,
        skip: POLICY.skips,
      },
      sources: { 'unknown-git': 'deny', 'unknown-registry': 'deny' },
    });
  });

  it('lets in what an existing workspace takes: any version, other sources', () => {
    const sources = { git: ['https://example.com/fork'], registries: ['https://example.com/index'] };
    expect(parse(renderDeny({ ...POLICY, wildcards: true, sources }))).toMatchObject({
      bans: { wildcards: 'allow' },
      sources: {
        'unknown-git': 'deny',
        'unknown-registry': 'deny',
        'allow-git': sources.git,
        'allow-registry': ['https://github.com/rust-lang/crates.io-index', ...sources.registries],
      },
    });
  });

  it('has no empty list', () => {
    const text = renderDeny({ ...POLICY, licences: { allow: ['MIT'], exceptions: [] }, skips: [], owned: [] });
    expect(text).not.toMatch(/exceptions|skip|deny = \[|\[\]/);
  });
});

describe('crates that a member keeps to itself', () => {
  it('are those that crates own, with the packages’ names', () => {
    expect(ownedCrates(projectOf({ auth: 'jwt' }))).toEqual([
      {
        crate: 'hyper-rustls',
        wrappers: ['orders-issuer'],
        reason: 'the rest of the workspace goes through orders-issuer',
      },
      {
        crate: 'jsonwebtoken',
        wrappers: ['orders-auth'],
        reason: 'the rest of the workspace goes through orders-auth',
      },
      { crate: 'sqlx', wrappers: ['orders-store'], reason: 'the rest of the workspace goes through orders-store' },
    ]);
  });
});
