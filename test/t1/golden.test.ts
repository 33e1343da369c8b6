import { describe, expect, it } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { assets } from '../support/assets.ts';

/** Sets that differ in every choice; `npx vitest run --project t1 --update` writes them anew, to be read as a diff. */
const SETS: Readonly<Record<string, RawAnswers>> = {
  default: { name: 'orders' },
  other: {
    name: 'my-service-2',
    sample: 'minimal',
    db: 'postgres',
    api: 'graphql',
    auth: 'none',
    telemetry: 'otlp',
    container: 'none',
    license: 'proprietary',
    ci: 'gitlab',
    repository: 'https://gitlab.com/acme/my-service-2',
    owners: '@acme/platform',
    editors: 'none',
    'dev-container': 'yes',
  },
  services: {
    name: 'orders',
    sample: 'minimal',
    db: 'postgres',
    deploy: 'kubernetes',
    service: 'billing',
    editors: 'none',
  },
  labs: { name: 'labs', pillar: ['memory', 'async', 'data', 'ai', 'systems'], ci: 'both' },
  habits: { name: 'habits', pillar: 'dx', editors: 'all', 'dev-container': 'yes' },
};

/** What is rendered rather than copied, and the README that most features have a part in. */
const SHOWN =
  /^(Cargo\.toml|crates\/[^/]+\/Cargo\.toml|\.cargo\/.*|\.devcontainer\/.*|\.git(hub|lab)\/.*|\.gitlab-ci\.yml|\.gitignore|README\.md|deploy\/.*|bacon\.toml|clippy\.toml|compose\.yaml|deny\.toml|justfile|rust-toolchain\.toml)$/;

describe.each(Object.entries(SETS))('the workspace of the set %s', (title, raw) => {
  const { tree } = create(resolveAnswers(raw), assets);

  it('holds these files', async () => {
    await expect([...tree.keys(), ''].join('\n')).toMatchFileSnapshot(`golden/${title}/FILES`);
  });

  it.each([...tree].filter(([path]) => SHOWN.test(path)))('has this %s', async (path, { text }) => {
    await expect(text).toMatchFileSnapshot(`golden/${title}/${path.replaceAll('/', '__')}`);
  });
});
