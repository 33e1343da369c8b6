import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { execa } from 'execa';
import fs from 'fs-extra';

import { Issuer, type Tls } from '../support/issuer.ts';
import { recreateDatabase } from '../support/postgres.ts';
import { Service } from '../support/service.ts';
import type { Workspace } from '../support/workspace.ts';
import type { Proof } from './proof.ts';
import type { Subject } from './subjects.ts';

/** Longer than the service leaves its issuer alone. */
const PAUSE_MS = 6_000;

/** The emitted tests ask issuers of this machine without TLS; in production there is no other way but TLS. */
export function issuerProof(subject: Subject): Proof {
  return {
    title: 'in production the tokens of an issuer are taken, whose keys come over HTTPS and change',
    prove: async (workspace) => proveIssuer(workspace, subject),
  };
}

async function proveIssuer(workspace: Workspace, { answers }: Subject): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-issuer-'));
  const issuer = await Issuer.start(await certificate(folder));
  const prefix = answers.name.replaceAll('-', '_').toUpperCase();
  const production = { [`${prefix}__ENVIRONMENT`]: 'production', [`${prefix}__AUTH__ISSUER`]: issuer.url };
  try {
    if (answers.db === 'postgres') await recreateDatabase(answers.name);
    const trusting = { ...production, SSL_CERT_FILE: path.join(folder, 'cert.pem') };
    const service = await Service.start(workspace, trusting);
    let log: string;
    const tokens = [issuer.token(answers.name)];
    try {
      const list = `${service.url}/v1/${answers.sample === 'full' ? 'orders' : 'items'}`;
      const statusOf = async (token = ''): Promise<number> =>
        (await fetch(list, { headers: { authorization: `Bearer ${token}` } })).status;
      assert.equal(await statusOf(tokens[0]), 200);
      assert.equal(await statusOf(issuer.token('another service')), 401);

      await delay(PAUSE_MS);
      issuer.rotate();
      tokens.push(issuer.token(answers.name));
      assert.equal(await statusOf(tokens[1]), 200, 'a new key is not found');
      assert.equal(await statusOf(tokens[0]), 401, 'a withdrawn key still counts');

      await issuer.stop();
      issuer.rotate();
      await delay(PAUSE_MS);
      assert.equal(await statusOf(tokens[1]), 200, 'a known key does not outlive its issuer');
      assert.equal(await statusOf(issuer.token(answers.name)), 503);
    } finally {
      log = await service.stop();
    }
    assert.ok(
      tokens.every((token) => !log.includes(token)),
      'a token stands in the log',
    );
  } finally {
    await issuer.stop();
    await fs.remove(folder);
  }
}

/** A certificate that nobody trusts yet. */
async function certificate(folder: string): Promise<Tls> {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const extensions = ['subjectAltName=DNS:localhost', 'basicConstraints=critical,CA:FALSE'];
  await execa('openssl', [
    ...['req', '-x509', '-noenc', '-newkey', 'rsa:2048', '-subj', '/CN=localhost', '-days', '2'],
    ...['-keyout', key, '-out', cert, ...extensions.flatMap((extension) => ['-addext', extension])],
  ]);
  return { key: await fs.readFile(key, 'utf8'), cert: await fs.readFile(cert, 'utf8') };
}
