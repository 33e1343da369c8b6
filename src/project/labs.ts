import { LEVELS, type Lab } from './model.ts';
import { packageFlag, packageName } from './names.ts';
import { compareText } from './order.ts';

/**
 * Level by level, and within one so that each lab comes after those it builds on; by id where that leaves a choice. A
 * lab that is not among the given ones holds nobody up.
 *
 * @throws Error when labs wait for each other, or for one of a higher level: a defect of a feature.
 */
export function inLearningOrder<L extends Pick<Lab, 'id' | 'level' | 'after'>>(labs: readonly L[]): L[] {
  const given = new Set(labs.map(({ id }) => id));
  const ordered: L[] = [];
  const known = new Set<string>();
  const isReady = (lab: L): boolean => lab.after.every((id) => !given.has(id) || known.has(id));
  const waiting = labs.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || compareText(a.id, b.id));
  while (waiting.length > 0) {
    const level = waiting[0]?.level;
    const next = waiting.findIndex((lab) => lab.level === level && isReady(lab));
    const [lab] = next < 0 ? [] : waiting.splice(next, 1);
    if (lab === undefined) throw new Error(`the labs ${waiting.map(({ id }) => id).join(', ')} wait for each other`);
    known.add(lab.id);
    ordered.push(lab);
  }
  return ordered;
}

/** The command that runs the tests of a lab's crate. */
export function testOf(project: string, { role, command }: Pick<Lab, 'role' | 'command'>): string {
  const crate = { role, package: packageName(project, role) };
  return command?.replace('{package}', crate.package) ?? `cargo nextest run ${packageFlag(crate).join(' ')}`;
}
