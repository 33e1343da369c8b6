import path from 'node:path';

import { inspectTarget, writeWorkspace } from '../disk/target.ts';
import { create } from '../lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../options/resolve.ts';
import { OPTIONS } from '../options/table.ts';
import type { Assets } from '../render/project.ts';
import type { Io } from './io.ts';

interface NewRequest {
  readonly path: string | undefined;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly assets: Assets;
  readonly io: Io;
}

/** `new`: a workspace in a new folder. */
export async function runNew({ path: given, flags, assets, io }: NewRequest): Promise<void> {
  const target = path.resolve(io.cwd, given ?? 'my-cloud');
  const answers = resolveAnswers({ name: path.basename(target), ...rawAnswers(flags) });
  const { tree } = create(answers, assets);
  const plan = await inspectTarget(target, tree, { force: flags['force'] === true });
  await writeWorkspace(plan, tree, { git: flags['git'] !== false });
  io.out(`Created ${answers.name} with ${tree.size} files\n`);
}

function rawAnswers(flags: Readonly<Record<string, unknown>>): RawAnswers {
  const ids = ['name', ...OPTIONS.map((option) => option.id)];
  return Object.fromEntries(ids.flatMap((id) => (flags[id] === undefined ? [] : [[id, flags[id] as string]])));
}
