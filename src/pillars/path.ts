/** The learning path: every lab there is, with the command that makes it and the test that proves it understood. */
import { GENERATOR } from '../options/generator.ts';
import type { Condition } from '../options/types.ts';
import type { Feature } from '../project/feature.ts';
import { inLearningOrder, testOf } from '../project/labs.ts';
import type { ProjectLab } from '../project/model.ts';

export interface PathNode extends Omit<ProjectLab, 'role' | 'command'> {
  /** Makes a workspace with this lab. */
  readonly command: string;
  /** That workspace's folder, in which the tests run. */
  readonly folder: string;
}

/** The labs of some features, in the order in which to learn them. */
export function learningPath(features: readonly Feature[]): PathNode[] {
  const nodes = features.flatMap(({ when = {}, labs = [] }) => {
    const answers = answersFor(when);
    // A project for each set of answers, so that one command does not meet the other's files.
    const project = `learn-${answers.at(-1)?.value ?? 'rust'}`;
    const flags = answers.map(({ option, value }) => `--${option} ${value}`);
    const command = ['npx', GENERATOR, project, ...flags].join(' ');
    return labs.map(({ id, level, after, teaches, ...tests }): PathNode => ({
      id,
      level,
      after,
      teaches,
      command,
      folder: project,
      test: testOf(project, tests),
    }));
  });
  return inLearningOrder(nodes);
}

/** The least that has to be answered for a condition to hold. */
function answersFor(when: Condition): { readonly option: string; readonly value: string }[] {
  return Object.entries(when).flatMap(([option, wanted]) => {
    if (typeof wanted === 'string') return [{ option, value: wanted }];
    if ('given' in wanted) return [];
    return [{ option, value: 'all' in wanted ? wanted.all.join(',') : String(wanted[0]) }];
  });
}
