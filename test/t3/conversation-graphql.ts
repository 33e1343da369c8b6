/** What a client that knows only the schema says over GraphQL to a running service, and what it must hear. */
import assert from 'node:assert/strict';

import type { Client } from './conversation.ts';
import { forged } from './service.ts';

interface Answer {
  readonly status: number;
  readonly data: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
  /** The code of the first error. */
  readonly code: string | undefined;
}

type Ask = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** The sample domain of orders. */
export async function askAboutOrders(client: Client): Promise<void> {
  const ask = asker(client);
  const reference = `PG ${Date.now()}`;
  const open = `mutation($reference: String!) {
    openOrder(order: { reference: $reference, currency: "EUR" }) { id version } }`;
  const opened = await ask(open, { reference });
  const id = opened.data['openOrder']?.['id'];
  assert.equal(opened.data['openOrder']?.['version'], 1);
  assert.equal((await ask(open, { reference })).code, 'reference_taken');

  const put = `mutation($id: UUID!, $version: Int!) { putLine(id: $id, version: $version, line: {
    sku: "TEA-GREEN-100", quantity: 3, unitPrice: { minor: 450, currency: "EUR" } }) { version total { minor } } }`;
  assert.deepEqual((await ask(put, { id, version: 1 })).data['putLine'], { version: 2, total: { minor: 1350 } });
  assert.equal((await ask(put, { id, version: 1 })).code, 'stale_version');
  const placed = await ask('mutation($id: UUID!) { placeOrder(id: $id, version: 2) { state } }', { id });
  assert.equal(placed.data['placeOrder']?.['state'], 'PLACED');
  const found = await ask('query($id: UUID!) { order(id: $id) { reference state } }', { id });
  assert.deepEqual(found.data['order'], { reference, state: 'PLACED' });

  for (const number of [1, 2, 3]) await ask(open, { reference: `${reference}-${number}` });
  await expectPages(ask, 'orders');
  await talkAboutEverything(client, ask, 'orders');
}

/** The minimal sample of items. */
export async function askAboutItems(client: Client): Promise<void> {
  const ask = asker(client);
  const create = 'mutation($name: String!) { createItem(name: $name) { id version } }';
  const created = await ask(create, { name: 'kettle' });
  const id = created.data['createItem']?.['id'];
  assert.equal(created.data['createItem']?.['version'], 1);
  const rename = 'mutation($id: UUID!, $name: String!) { renameItem(id: $id, version: 1, name: $name) { version } }';
  assert.deepEqual((await ask(rename, { id, name: 'teapot' })).data['renameItem'], { version: 2 });
  assert.equal((await ask(rename, { id, name: 'cup' })).code, 'stale_version');
  const found = await ask('query($id: UUID!) { item(id: $id) { name } }', { id });
  assert.deepEqual(found.data['item'], { name: 'teapot' });

  for (const number of [1, 2, 3]) await ask(create, { name: `cup ${number}` });
  await expectPages(ask, 'items');
  await talkAboutEverything(client, ask, 'items');
}

/** What every sample has: health, limits, a schema that is not told, and the guard. */
async function talkAboutEverything(client: Client, ask: Ask, list: string): Promise<void> {
  assert.equal((await fetch(`${client.url}/healthz`)).status, 200);
  assert.equal((await fetch(`${client.url}/readyz`)).status, 200);
  assert.equal((await ask('{')).code, 'invalid_query');
  const costly = Array.from({ length: 100 }, (_, index) => `a${index}: ${list}(first: 100) { nodes { id } }`);
  assert.equal((await ask(`{ ${costly.join(' ')} }`)).code, 'invalid_query');
  const schema = await ask('{ __schema { types { name } } }');
  assert.ok(!JSON.stringify(schema.data).includes('Connection'));

  if (client.credentials === undefined) return;
  for (const credentials of [{}, forged(client.credentials)]) {
    const asStranger = asker({ ...client, credentials });
    assert.equal((await asStranger(`{ ${list} { nodes { id } } }`)).status, 401);
  }
}

/** Pages of two must give each element once, in the order of their ids. */
async function expectPages(ask: Ask, list: string): Promise<void> {
  const query = `query($after: String) { ${list}(first: 2, after: $after) {
    nodes { id } pageInfo { hasNextPage endCursor } } }`;
  const ids: string[] = [];
  let next: { hasNextPage: boolean; endCursor: string | null } = { hasNextPage: true, endCursor: null };
  while (next.hasNextPage) {
    const page: Answer = await ask(query, { after: next.endCursor });
    const nodes = page.data[list]?.['nodes'] as { id: string }[];
    assert.ok(nodes.length <= 2);
    ids.push(...nodes.map(({ id }) => id));
    next = page.data[list]?.['pageInfo'] as typeof next;
  }
  assert.ok(ids.length >= 4);
  assert.deepEqual(ids, [...new Set(ids)].sort());
}

function asker({ url, credentials }: Client): Ask {
  return async (query, variables = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentials },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as {
      data?: Answer['data'] | null;
      errors?: { extensions: { code: string } }[];
    };
    return { status: response.status, data: body.data ?? {}, code: body.errors?.[0]?.extensions.code };
  };
}
