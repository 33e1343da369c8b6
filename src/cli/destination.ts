import { lstatSync } from 'node:fs';
import path from 'node:path';

import { InputError, quoted } from '../options/errors.ts';
import type { RawAnswers } from '../options/resolve.ts';
import { nameProblem, suggestName } from '../options/name.ts';
import { optionOf } from '../options/table.ts';

/**
 * Where the workspace goes, absolute, and the name that follows from it: the path's last part.
 *
 * @throws InputError where the path is empty or holds what no path may.
 */
export function destinationOf(given: string, cwd: string): { target: string; name: string } {
  if (given === '') throw new InputError('the path is empty; give the folder to make');
  if (given.includes('\0')) throw new InputError('the path holds a NUL character');
  if (/^\w+:\/\//.test(given)) {
    throw new InputError(
      `${quoted(given)} is a URL, and the path is a folder; say where the code will live with --repository`,
    );
  }
  const target = path.resolve(cwd, given);
  return { target, name: path.basename(target) };
}

/** The way to a folder as one types it, with `/` between its parts, which every shell takes; empty for the working folder. */
export function wayTo(target: string, cwd: string): string {
  const relative = path.relative(cwd, target).replaceAll(path.sep, '/');
  return relative.startsWith('-') ? `./${relative}` : relative;
}

/**
 * Checks the name that a path ends in.
 *
 * @throws InputError that says how to give another.
 */
export function checkPathName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) {
    throw new InputError(`the path's last part names the project: ${problem}; ${nameHint(name)}`);
  }
}

function nameHint(name: string): string {
  const near = suggestName(name);
  return near === undefined ? '--name gives another name' : `--name ${near} would do`;
}

/**
 * Where a workspace goes when nothing says it: `my-cloud` for one pillar, `my-workspace` for several, with a number
 * where that is taken.
 */
export function defaultTarget(raw: RawAnswers, cwd: string): string {
  const pillars = [raw['pillar'] ?? optionOf('pillar').default].flat();
  const wanted = pillars.length === 1 ? `my-${pillars[0] ?? ''}` : 'my-workspace';
  for (let number = 1; ; number += 1) {
    const target = path.join(cwd, number === 1 ? wanted : `${wanted}-${number}`);
    if (lstatSync(target, { throwIfNoEntry: false }) === undefined) return target;
  }
}
