import { recreateDatabase } from '../support/postgres.ts';
import { Service } from '../support/service.ts';
import type { Workspace } from '../support/workspace.ts';
import type { Subject } from './subjects.ts';

/** Starts the program with its defaults and an empty database, which it migrates. */
export async function startService(workspace: Workspace, { answers }: Subject): Promise<Service> {
  if (answers.db === 'postgres') await recreateDatabase(answers.name);
  return Service.start(workspace, {});
}
