import type { PathNode } from '../pillars/path.ts';
import { LEVELS } from '../project/model.ts';
import type { Style } from './style.ts';

/** The learning path for people: level by level, what to know before what, and for each lab its commands. */
export function pathText(path: readonly PathNode[], style: Style): string {
  const levels = LEVELS.filter((level) => path.some((node) => node.level === level));
  const sections = levels.map((level) => [
    style('bold', level),
    ...path.filter((node) => node.level === level).map((node) => nodeText(node, style)),
  ]);
  return `${sections.map((section) => section.join('\n\n')).join('\n\n')}\n`;
}

function nodeText({ id, after, teaches, command, folder, test }: PathNode, style: Style): string {
  return [
    `  ${style('bold', id)}  ${teaches}${after.length === 0 ? '' : style('dim', ` (after ${after.join(', ')})`)}`,
    `    ${command}`,
    `    cd ${folder}`,
    `    ${test}`,
  ].join('\n');
}
