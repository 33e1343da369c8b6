import { holds } from '../options/condition.ts';
import type { Answers } from '../options/table.ts';
import type { Feature } from '../project/feature.ts';
import { GATES_FEATURE } from './base.ts';
import { CI_FEATURES } from './ci.ts';

/** What a project that somebody else made gets: the gates, whose CI runs them, and what holds them to today's findings. */
export function existingFeatures(answers: Answers): Feature[] {
  const hosts = CI_FEATURES.filter(({ id, when }) => id.startsWith('ci/') && holds(when, answers));
  // Its lists of ignored files and of attributes are its own.
  return [GATES_FEATURE, ...hosts.map((feature) => ({ ...feature, slots: {} })), { id: 'existing' }];
}
