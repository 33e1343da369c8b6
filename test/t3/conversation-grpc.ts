/** Clients that others wrote talk over gRPC to a running service: Python’s, which knows the protocol, and Node’s bare HTTP/2. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:http2';
import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { ensureGrpc } from '../support/python.ts';
import { Service } from '../support/service.ts';
import { filesBelow, type Workspace } from '../support/workspace.ts';
import type { Proof } from './proof.ts';
import { expectSecret, letIn, startService, type Credentials } from './service.ts';
import type { Subject } from './subjects.ts';

const CLIENT = path.resolve(import.meta.dirname, '../support/grpc/client.py');

/** gRPC's number of DEADLINE_EXCEEDED. */
const DEADLINE_EXCEEDED = '4';

/** The service is asked twice: reflection is off unless it is switched on. */
export function grpcProof(subject: Subject): Proof {
  return {
    title: 'gRPC’s clients get what the protocol says',
    prove: async (workspace) => {
      const variable = subject.answers.name.replaceAll('-', '_').toUpperCase();
      await converse(workspace, subject, false, await startService(workspace, subject));
      const switchedOn = { [`${variable}__GRPC__REFLECTION`]: 'true' };
      await converse(workspace, subject, true, await Service.start(workspace, switchedOn));
    },
  };
}

async function converse(workspace: Workspace, subject: Subject, reflection: boolean, service: Service): Promise<void> {
  const { name, sample } = subject.answers;
  const generated = await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-grpc-'));
  try {
    const python = path.join(await ensureGrpc(), 'python3');
    await compile(python, path.join(workspace.folder, `crates/${name}-grpc/proto`), generated);
    const editor = await letIn(workspace, subject, service.url);
    const viewer = await letIn(workspace, subject, service.url, { role: 'viewer' });
    const asked = {
      target: new URL(service.url).host,
      package: `${name.replaceAll('-', '_')}.v1`,
      sample,
      generated,
      ...(editor && { editor, viewer }),
      reflection,
    };
    const { failed, all } = await execa(python, [CLIENT, JSON.stringify(asked)], { all: true, reject: false });
    assert.ok(!failed, `${all}\n${service.output()}`);
    const list = sample === 'full' ? 'OrderService/ListOrders' : 'ItemService/ListItems';
    await expectDeadline(service.url, `/${asked.package}.${list}`, editor);
    if (editor !== undefined) expectSecret(editor, service.output());
  } finally {
    await fs.remove(generated);
    await service.stop();
  }
}

/** What grpcio makes of the protocol, as the workspace has it. */
async function compile(python: string, proto: string, generated: string): Promise<void> {
  const files = (await filesBelow(proto)).filter((file) => file.endsWith('.proto'));
  assert.ok(files.length > 0, 'there is no protocol');
  const places = [`--proto_path=${proto}`, `--python_out=${generated}`, `--grpc_python_out=${generated}`];
  await execa(python, ['-m', 'grpc_tools.protoc', ...places, ...files]);
}

/** Other clients stop waiting by themselves, and never tell whether the service did. */
async function expectDeadline(url: string, method: string, credentials: Credentials | undefined): Promise<void> {
  const session = connect(url);
  try {
    const stream = session.request({
      ':method': 'POST',
      ':path': method,
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-timeout': '1n',
      ...credentials,
    });
    const told: Record<string, unknown> = {};
    for (const event of ['response', 'trailers']) {
      stream.on(event, (headers: object) => Object.assign(told, headers));
    }
    // A message without a field: nothing is compressed, and nothing long.
    stream.end(Buffer.alloc(5));
    stream.resume();
    await once(stream, 'end');
    assert.equal(told['grpc-status'], DEADLINE_EXCEEDED, JSON.stringify(told));
  } finally {
    session.close();
  }
}
