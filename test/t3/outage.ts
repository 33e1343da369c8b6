import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

import { PostgresServer, recreateDatabase } from '../support/postgres.ts';
import { Service, type Place } from '../support/service.ts';
import type { Workspace } from '../support/workspace.ts';
import type { Proof } from './proof.ts';
import { letIn } from './service.ts';
import type { Subject } from './subjects.ts';

const CLIENTS = 16;

/** The service's time-out for a request, and as much again for a slow machine. */
const BOUND_MS = 20_000;

/** How long anything here may take to come about. */
const PATIENCE_MS = 300_000;

/** A real server stops and crashes under load; the emitted tests do as much with a door in front of one. */
export function outageProof(subject: Subject): Proof {
  return {
    title: 'the service outlives its database, and has kept what it said it made',
    prove: async (workspace) => proveOutage(workspace, subject),
  };
}

export async function proveOutage(workspace: Workspace, subject: Subject, place?: Place): Promise<void> {
  const { answers } = subject;
  const server = await PostgresServer.create();
  try {
    await server.start();
    await recreateDatabase(answers.name, server.port);
    const prefix = answers.name.replaceAll('-', '_').toUpperCase();
    const env = { [`${prefix}__DATABASE__URL`]: server.url(answers.name) };
    const port = place === undefined ? {} : { [`${prefix}__SERVER__PORT`]: new URL(place.url).port };
    const service = await Service.start(workspace, { ...env, ...port }, place);
    try {
      const headers = await letIn(workspace, subject, service.url, { env });
      const load = new Load(service.url, answers.sample === 'full', headers ?? {});
      for (const mode of ['fast', 'immediate'] as const) {
        await load.made(100);
        await server.stop(mode);
        await load.refused(2 * CLIENTS);
        assert.equal((await fetch(`${service.url}/readyz`)).status, 503);
        await server.start();
        await load.made(100);
        assert.equal((await fetch(`${service.url}/readyz`)).status, 200);
      }
      await load.end();
    } finally {
      await service.stop();
    }
  } finally {
    await server.remove();
  }
}

/** Clients that make one thing after another. Whatever the service does not make it must refuse in time, and say when to try again. */
class Load {
  readonly #url: string;
  readonly #orders: boolean;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #made: string[] = [];
  readonly #clients: Promise<void>;
  #refused = 0;
  #asked = 0;
  #ended = false;

  constructor(url: string, orders: boolean, headers: Readonly<Record<string, string>>) {
    this.#url = `${url}/v1/${orders ? 'orders' : 'items'}`;
    this.#orders = orders;
    this.#headers = headers;
    this.#clients = Promise.all(Array.from({ length: CLIENTS }, () => this.#keepMaking())).then(() => undefined);
  }

  /** Waits until so many more were made. */
  async made(count: number): Promise<void> {
    const wanted = this.#made.length + count;
    await this.#until(() => this.#made.length >= wanted);
  }

  /** Waits until so many more were refused. */
  async refused(count: number): Promise<void> {
    const wanted = this.#refused + count;
    await this.#until(() => this.#refused >= wanted);
  }

  /** Asks for no more, and looks for all that was made. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#clients;
    for (const location of this.#made) {
      const { status } = await fetch(new URL(location, this.#url), { headers: this.#headers });
      assert.equal(status, 200, `${location} is lost`);
    }
  }

  async #until(come: () => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!come()) {
      assert.ok(Date.now() < deadline, `${this.#made.length} made, ${this.#refused} refused, and no more`);
      // A client that has failed has more to say.
      await Promise.race([this.#clients, delay(20)]);
    }
  }

  async #keepMaking(): Promise<void> {
    while (!this.#ended) {
      this.#asked += 1;
      const thing = this.#orders ? { reference: `PO ${this.#asked}`, currency: 'EUR' } : { name: `cup ${this.#asked}` };
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers: { ...this.#headers, 'content-type': 'application/json' },
        body: JSON.stringify(thing),
        signal: AbortSignal.timeout(BOUND_MS),
      });
      const text = await answer.text();
      if (answer.status === 201) {
        this.#made.push(answer.headers.get('location') ?? '');
      } else {
        assert.equal(answer.status, 503, text);
        assert.equal(answer.headers.get('retry-after'), '1', text);
        this.#refused += 1;
      }
    }
  }
}
