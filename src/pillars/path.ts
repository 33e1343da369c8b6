/** The learning path: every lab there is, with the command that makes it and the test that proves it understood. */
import { GENERATOR } from '../options/generator.ts';
import type { Condition } from '../options/types.ts';
import type { Feature } from '../project/feature.ts';
import { inLearningOrder, testOf } from '../project/labs.ts';
import type { ProjectLab } from '../project/model.ts';

/** What the commands of the path call the project. */
const PROJECT = 'learn';

export interface PathNode extends Omit<ProjectLab, 'role' | 'command'> {
  /** Makes a workspace with this lab. */
  readonly command: string;
}

/** The labs of some features, in the order in which to learn them. */
export function learningPath(features: readonly Feature[]): PathNode[] {
  const nodes = features.flatMap(({ when = {}, labs = [] }) =>
    labs.map(({ id, level, after, teaches, ...tests }): PathNode => ({
      id,
      level,
      after,
      teaches,
      command: commandFor(when),
      test: testOf(PROJECT, tests),
    })),
  );
  return inLearningOrder(nodes);
}

function commandFor(when: Condition): string {
  const flags = Object.entries(when).flatMap(([option, wanted]) => {
    if (typeof wanted === 'string') return [`--${option} ${wanted}`];
    if ('given' in wanted) return [];
    return [`--${option} ${'all' in wanted ? wanted.all.join(',') : String(wanted[0])}`];
  });
  return ['npx', GENERATOR, PROJECT, ...flags].join(' ');
}
