import assert from 'node:assert/strict';

import { recreateDatabase } from '../support/postgres.ts';
import { Service } from '../support/service.ts';
import type { Workspace } from '../support/workspace.ts';
import type { Subject } from './subjects.ts';

/** Starts the program with its defaults and an empty database, which it migrates. */
export async function startService(workspace: Workspace, { answers }: Subject): Promise<Service> {
  if (answers.db === 'postgres') await recreateDatabase(answers.name);
  return Service.start(workspace, {});
}

/** A token for whoever may do everything, or what else a role may, by the program of a folder, below the workspace, and that folder's key. */
export async function mintToken(workspace: Workspace, folder = '.', role = 'editor'): Promise<string> {
  const { failed, stdout, all } = await workspace.run(
    `cd ${folder} && cargo run --locked --quiet -- token --subject tester --role ${role}`,
  );
  assert.ok(!failed, all);
  return stdout.trim();
}
