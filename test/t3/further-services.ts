import assert from 'node:assert/strict';
import path from 'node:path';

import fs from 'fs-extra';

import { recreateDatabase } from '../support/postgres.ts';
import { Service, type Place } from '../support/service.ts';
import type { Workspace } from '../support/workspace.ts';
import { talkAboutItems } from './conversation.ts';
import type { Proof } from './proof.ts';
import { letIn, startService } from './service.ts';
import type { Subject } from './subjects.ts';

/** All services of a workspace run at once, each as the README says. */
export function furtherServicesProof(subject: Subject): Proof {
  return {
    title: 'further services run beside the first, and none knows what another one knows',
    prove: async (workspace) => {
      const places = placesIn(await workspace.read('README.md'));
      assert.deepEqual(
        places.map(({ folder }) => folder),
        subject.answers.service?.map((name) => `crates/${name}`),
      );
      const first = await startService(workspace, subject);
      const running = [first];
      try {
        for (const place of places) running.push(await startFurther(workspace, subject, place));
        for (const place of places) await talkTo(workspace, subject, first.url, place);
        const answers = await Promise.all(running.map(async ({ url }) => (await fetch(`${url}/readyz`)).status));
        assert.deepEqual(
          answers,
          running.map(() => 200),
        );
      } finally {
        await Promise.all(running.map((service) => service.stop()));
      }
    },
  };
}

/** What the table in the README says of each further service. */
function placesIn(readme: string): Place[] {
  const rows = readme.matchAll(/`cd (\S+) && cargo run` \| <(http:[^>]+)>/g);
  return Array.from(rows, ([, folder = '', url = '']) => ({ folder, url }));
}

async function startFurther(workspace: Workspace, { answers }: Subject, place: Place): Promise<Service> {
  if (answers.db === 'postgres') await recreateDatabase(path.basename(place.folder));
  return Service.start(workspace, {}, place);
}

async function talkTo(workspace: Workspace, subject: Subject, first: string, { folder, url }: Place): Promise<void> {
  const { answers } = subject;
  await talkAboutItems({ url, credentials: await letIn(workspace, subject, url, { folder }) });
  const headers = await letIn(workspace, subject, first);
  if (headers !== undefined) {
    assert.equal((await fetch(`${url}/v1/items`, { headers })).status, 401, 'it knows the callers of another service');
  }
  if (answers.db === 'sqlite') {
    const file = path.join(workspace.folder, folder, 'data', `${path.basename(folder)}.db`);
    assert.ok(await fs.pathExists(file), `there is no ${file}`);
  }
}
