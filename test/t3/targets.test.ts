import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { TARGETS, targetFacts } from '../../src/render/targets.ts';

/** What depends on how a crate is compiled, not on the target alone. */
const NOT_OF_THE_TARGET = /^(?:debug_assertions|target_feature=)/;

it.each(TARGETS)('rustc describes %s in the same words', (target) => {
  const lines = execFileSync('rustc', ['--print', 'cfg', '--target', target], { encoding: 'utf8' }).trim().split('\n');
  expect([...targetFacts(target)].sort()).toEqual(lines.filter((line) => !NOT_OF_THE_TARGET.test(line)).sort());
});
