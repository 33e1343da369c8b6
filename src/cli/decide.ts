import path from 'node:path';

import { inspectTarget, newFiles, type TargetPlan } from '../disk/target.ts';
import type { create as createTree, Creation } from '../lifecycle/create.ts';
import { onOneLine } from '../options/errors.ts';
import { resolveAnswers } from '../options/resolve.ts';
import type { Answers } from '../options/table.ts';
import type { PresetRecord } from '../project/additions.ts';
import type { Assets } from '../render/project.ts';
import { defaultTarget } from './destination.ts';
import type { Given } from './given.ts';
import type { Prompter } from './prompter.ts';
import { count } from './report.ts';

/** What is to be made, and where: nothing of it is written yet. */
export interface Decision {
  readonly creation: Creation;
  /** Absolute. */
  readonly target: string;
  readonly plan: TargetPlan;
}

/** What a decision needs besides what was said. */
export interface Setting {
  readonly create: typeof createTree;
  readonly loadAssets: (answers: Answers) => Promise<Assets>;
  readonly cwd: string;
  /** Whether to write beside what the target holds. */
  readonly force: boolean;
}

/** A person is asked only where something to choose was left open. */
export function leavesOpen({ target, raw }: Given): boolean {
  return target === undefined || raw['pillar'] === undefined;
}

/**
 * Decides from what was said, then asked, then left to defaults.
 *
 * @param prompter undefined where nobody is to be asked.
 * @throws InputError, Cancelled
 */
export async function decide(given: Given, setting: Setting, prompter: Prompter | undefined): Promise<Decision> {
  const questions = prompter === undefined ? undefined : await openQuestions(prompter, setting.cwd);
  const { target, raw } = (await questions?.ask(given)) ?? decideAlone(given, setting.cwd);
  const answers = resolveAnswers(raw, given.naming);
  const creation = setting.create(answers, await setting.loadAssets(answers), given.additions);
  const plan = await inspectTarget(target, creation.tree, {
    force: setting.force,
    madeBefore: async () => (await import('./made-before.ts')).madeBefore(target, raw, setting.cwd),
  });
  const decision = { creation, target, plan };
  await questions?.confirm(decision);
  return decision;
}

function decideAlone({ target, raw }: Given, cwd: string) {
  const { name } = raw;
  const decided = target ?? (name === undefined ? defaultTarget(raw, cwd) : path.resolve(cwd, name));
  return { target: decided, raw: { name: path.basename(decided), ...raw } };
}

async function openQuestions(prompter: Prompter, cwd: string) {
  const { askForRest, confirmSummary } = await import('./questions.ts');
  return {
    ask: (given: Given) => askForRest(given, cwd, prompter),
    confirm: ({ creation: { project, tree }, target, plan }: Decision) =>
      confirmSummary(prompter, project.answers, [
        ['Name', project.name],
        ['Folder', target],
        ['Makes', `${count(newFiles(plan, tree).size, 'file')}, ${count(project.crates.length, 'crate')}`],
        ...presetRows(project.additions.presets),
        ...(plan.kept.length === 0 ? [] : [['Keeps', plan.kept.join(', ')] as [string, string]]),
      ]),
  };
}

function presetRows(presets: readonly PresetRecord[]): [string, string][] {
  return presets.length === 0 ? [] : [['Presets', presets.map(({ source }) => onOneLine(source)).join(', ')]];
}
