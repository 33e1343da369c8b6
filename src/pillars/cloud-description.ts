import type { Feature } from '../project/feature.ts';
import { GITHUB, GITLAB } from './ci.ts';

const CLOUD = { pillar: 'cloud' };
const NO_AUTH = { ...CLOUD, auth: 'none' };

/** The API's description as it is checked in: what the routes say follows from the sample and from who may use them. */
export const DESCRIPTION_FEATURES: readonly Feature[] = [
  { id: 'cloud/full-none', when: { ...NO_AUTH, sample: 'full' } },
  { id: 'cloud/minimal-none', when: { ...NO_AUTH, sample: 'minimal' } },
  {
    id: 'cloud/description-github',
    when: { ...CLOUD, ...GITHUB },
    slots: { gitattributes: ['/crates/*/openapi.json linguist-generated'] },
  },
  {
    id: 'cloud/description-gitlab',
    when: { ...CLOUD, ...GITLAB },
    slots: { gitattributes: ['/crates/*/openapi.json gitlab-generated'] },
  },
];
