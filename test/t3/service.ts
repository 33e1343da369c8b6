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

/** The header by which a service knows who calls. */
export type Credentials = Readonly<Record<string, string>>;

/** Who is let in. */
interface Somebody {
  /** Of the service, below the workspace. */
  readonly folder?: string;
  readonly role?: 'editor' | 'viewer';
  /** What the service was told, where it is not its defaults. */
  readonly env?: Readonly<Record<string, string>>;
}

const PASSWORD = 'correct horse battery staple';

/** Has a service that runs know somebody, who may do everything unless a role is named; undefined where it asks nobody. */
export async function letIn(
  workspace: Workspace,
  { answers }: Subject,
  url: string,
  { folder = '.', role = 'editor', env = {} }: Somebody = {},
): Promise<Credentials | undefined> {
  const run = async (command: string): Promise<string> => {
    const { failed, stdout, all } = await workspace.run(`cd ${folder} && ${command}`, env);
    assert.ok(!failed, all);
    return stdout.trim();
  };
  const program = 'cargo run --locked --quiet --';
  switch (answers.auth) {
    case 'jwt':
      return { authorization: `Bearer ${await run(`${program} token --subject tester --role ${role}`)}` };
    case 'session': {
      const name = `tester-${role}-${Date.now()}`;
      await run(`echo '${PASSWORD}' | ${program} account add ${name} --role ${role}`);
      const answer = await fetch(`${url}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, password: PASSWORD }),
      });
      assert.equal(answer.status, 200, await answer.text());
      const [cookie = ''] = (answer.headers.getSetCookie()[0] ?? '').split(';');
      return { cookie };
    }
    default:
      return undefined;
  }
}

/** The same, as somebody has it who makes it up: the end is missing. */
export function forged(credentials: Credentials): Credentials {
  return Object.fromEntries(Object.entries(credentials).map(([name, value]) => [name, value.slice(0, -4)]));
}

/** Nothing of what proves who calls stands in a log. */
export function expectSecret(credentials: Credentials, log: string): void {
  for (const value of Object.values(credentials)) {
    const secret = value.split(/[ =]/).at(-1) ?? value;
    assert.ok(!log.includes(secret), 'what proves who calls stands in the log');
  }
}
