import path from 'node:path';

import { inspectTarget, writeWorkspace, type TargetPlan } from '../disk/target.ts';
import { create, type Creation } from '../lifecycle/create.ts';
import { resolveAnswers } from '../options/resolve.ts';
import type { Assets } from '../render/project.ts';
import { defaultTarget } from './destination.ts';
import { isInstalled } from './executable.ts';
import type { Flags } from './flags.ts';
import { gatherGiven, type Given } from './given.ts';
import type { Io } from './io.ts';
import { toJson } from './json.ts';
import { count, dryRunText, reportText } from './report.ts';
import { describeResult, type Result } from './result.ts';
import { styleOf } from './style.ts';

interface NewRequest {
  readonly path: string | undefined;
  readonly flags: Flags;
  readonly assets: Assets;
  readonly io: Io;
}

/**
 * `new`: a workspace from what was said, asked and left to defaults.
 *
 * @throws InputError, Cancelled; nothing has been written then.
 */
export async function runNew(request: NewRequest): Promise<void> {
  const { flags, assets, io } = request;
  const given = await gatherGiven(request.path, flags, io.cwd);
  const dialogue = asks(request, given) ? await openDialogue(io) : undefined;
  const { target, raw } = (await dialogue?.ask(given)) ?? decideAlone(given, io.cwd);
  const creation = create(resolveAnswers(raw, given.naming), assets);
  const plan = await inspectTarget(target, creation.tree, { force: flags['force'] === true });
  await dialogue?.confirm(creation, target, plan);

  const git = flags['git'] !== false;
  const outcome = flags['dryRun'] === true ? undefined : await writeWorkspace(plan, creation.tree, { git });
  const hasCargo = isInstalled('cargo', io.env);
  const { version } = assets;
  print(describeResult(creation, { version, cwd: io.cwd, target, plan, git, outcome, hasCargo }), request);
}

/** A person is asked only where something to choose was left open. */
function asks({ path: argument, flags, io }: NewRequest, { raw }: Given): boolean {
  const quiet = ['yes', 'json', 'dryRun'].some((flag) => flags[flag] === true);
  return io.interactive && !quiet && (argument === undefined || raw['pillar'] === undefined);
}

function decideAlone({ target, raw }: Given, cwd: string) {
  const name = raw['name'] as string | undefined;
  const decided = target ?? (name === undefined ? defaultTarget(raw, cwd) : path.resolve(cwd, name));
  return { target: decided, raw: { name: path.basename(decided), ...raw } };
}

async function openDialogue(io: Io) {
  const [{ askForRest, confirmSummary }, prompter] = await Promise.all([import('./questions.ts'), io.prompter()]);
  return {
    ask: (given: Given) => askForRest(given, io.cwd, prompter),
    confirm: ({ project, tree }: Creation, target: string, plan: TargetPlan) =>
      confirmSummary(prompter, project.answers, [
        ['Name', project.name],
        ['Folder', target],
        ['Makes', `${count(tree.size - plan.kept.length, 'file')}, ${count(project.crates.length, 'crate')}`],
        ...(plan.kept.length === 0 ? [] : [['Keeps', plan.kept.join(', ')] as [string, string]]),
      ]),
  };
}

function print(result: Result, { flags, io }: NewRequest): void {
  if (flags['json'] === true) {
    io.out(toJson(result));
    return;
  }
  io.out((result.dryRun ? dryRunText : reportText)(result, styleOf(io)));
  result.warnings.forEach((warning) => {
    io.err(`warning: ${warning}\n`);
  });
}
