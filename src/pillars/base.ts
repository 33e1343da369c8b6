import type { Feature } from '../project/feature.ts';
import { GITHUB } from './ci.ts';

/** The gates of any Cargo project, with the files that configure their tools. */
export const GATES_FEATURE: Feature = {
  id: 'gates',
  gates: [
    'fmt',
    'typos',
    'lock',
    'unused-dependencies',
    'deny',
    'clippy',
    'doc',
    'msrv',
    'test',
    'doctest',
    'advisories',
    'latest',
  ],
};

/** What every workspace has. */
export const BASE: readonly Feature[] = [
  GATES_FEATURE,
  {
    id: 'base',
    disallowed: [
      ...['var', 'var_os', 'vars', 'vars_os'].map((read) => ({
        kind: 'method' as const,
        path: `std::env::${read}`,
        reason: 'no caller sees that the environment decides; read it in one place and pass the value',
      })),
      {
        kind: 'method',
        path: 'std::env::set_current_dir',
        reason: 'changes what every relative path of the process means; pass the path',
      },
    ],
    next: [{ order: 9, command: 'just ci' }],
  },
  // The texts; which files they go into depends on how many there are.
  { id: 'license/mit', when: { license: ['MIT', 'MIT OR Apache-2.0'] } },
  { id: 'license/apache', when: { license: ['Apache-2.0', 'MIT OR Apache-2.0'] } },
  { id: 'license/single', when: { license: ['MIT', 'Apache-2.0'] } },
  { id: 'license/pair', when: { license: 'MIT OR Apache-2.0' } },
  { id: 'license/proprietary', when: { license: 'proprietary' } },
  { id: 'editors/vscode', when: { editors: 'vscode' } },
  { id: 'editors/rustrover', when: { editors: 'rustrover' } },
  // Without the service there is no program that Cargo would know to run.
  { id: 'editors/rustrover-service', when: { editors: 'rustrover', pillar: 'cloud' } },
  { id: 'editors/neovim', when: { editors: 'neovim' } },
  { id: 'editors/zed', when: { editors: 'zed' } },
];

const DEV_CONTAINER = { 'dev-container': 'yes' };

/** What the README speaks of after everything that the pillars need. */
export const ON_TOP: readonly Feature[] = [
  { id: 'dev-container/base', when: DEV_CONTAINER },
  { id: 'dev-container/github', when: { ...DEV_CONTAINER, ...GITHUB } },
];
