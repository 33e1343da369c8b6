import type { Feature } from '../project/feature.ts';

/** GitHub runs the gates. */
export const GITHUB = { ci: ['github', 'both'] };

/** GitLab runs the gates. */
export const GITLAB = { ci: ['gitlab', 'both'] };

const OWNERS = { owners: { given: true } } as const;

/** What a workspace has for the sake of the host whose CI runs its gates. */
export const CI_FEATURES: readonly Feature[] = [
  {
    id: 'ci/github',
    when: GITHUB,
    gates: ['workflows'],
    slots: { 'lock-attributes': ['linguist-generated=false'] },
  },
  {
    id: 'ci/gitlab',
    when: GITLAB,
    // A cache of GitLab's lies inside the checkout.
    slots: { gitignore: ['/.cache/'], 'lock-attributes': ['-gitlab-generated'] },
  },
  { id: 'codeowners/github', when: { ...OWNERS, ci: 'github' } },
  { id: 'codeowners/gitlab', when: { ...OWNERS, ci: 'gitlab' } },
  // The root is where both look.
  { id: 'codeowners/both', when: { ...OWNERS, ci: 'both' } },
];
