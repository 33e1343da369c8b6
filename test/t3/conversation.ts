/** What a client that knows only the API's contract says to a running service, and what it must hear. */
import assert from 'node:assert/strict';

import { forged, type Credentials } from './service.ts';

export interface Client {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** Of somebody with the role editor; absent when the service asks nobody. */
  readonly credentials?: Credentials | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

type Ask = (
  method: string,
  path: string,
  request?: { body?: unknown; ifMatch?: string; credentials?: Credentials },
) => Promise<Answer>;

/** The sample domain of orders. */
export async function talkAboutOrders(client: Client): Promise<void> {
  const ask = asker(client);
  const reference = `PO ${Date.now()}`;
  const opened = await ask('POST', '/v1/orders', { body: { reference, currency: 'EUR' } });
  assert.equal(opened.status, 201);
  const { id } = opened.body;
  assert.equal(opened.headers.get('location'), `/v1/orders/${String(id)}`);
  assert.equal(opened.headers.get('etag'), '"1"');

  const twice = await ask('POST', '/v1/orders', { body: { reference, currency: 'EUR' } });
  expectProblem(twice, 409);

  const line = { quantity: 3, unit_price: { minor: 450, currency: 'EUR' } };
  const lineAt = `/v1/orders/${String(id)}/lines/TEA-GREEN-100`;
  expectProblem(await ask('PUT', lineAt, { body: line }), 428);
  const put = await ask('PUT', lineAt, { body: line, ifMatch: '"1"' });
  assert.equal(put.status, 201);
  assert.deepEqual(put.body['total'], { minor: 1350, currency: 'EUR' });
  assert.equal(put.headers.get('etag'), '"2"');

  const place = `/v1/orders/${String(id)}/place`;
  expectProblem(await ask('POST', place, { ifMatch: '"1"' }), 412);
  const placed = await ask('POST', place, { ifMatch: '"2"' });
  assert.equal(placed.body['state'], 'placed');
  expectProblem(await ask('POST', place, { ifMatch: '"3"' }), 409);

  const invalid = await ask('POST', '/v1/orders', { body: { reference: '', currency: 'euro' } });
  expectProblem(invalid, 422);
  assert.deepEqual(
    (invalid.body['errors'] as { field: string }[]).map((error) => error.field),
    ['reference', 'currency'],
  );

  const found = await ask('GET', `/v1/orders/${String(id)}`);
  assert.deepEqual(found.body, placed.body);
  await expectPages(ask, '/v1/orders', async (index) => {
    await ask('POST', '/v1/orders', { body: { reference: `${reference}-${index}`, currency: 'CHF' } });
  });
  await talkAboutEverything(client, ask, '/v1/orders');
}

/** The minimal sample of items. */
export async function talkAboutItems(client: Client): Promise<void> {
  const ask = asker(client);
  const created = await ask('POST', '/v1/items', { body: { name: 'kettle' } });
  assert.equal(created.status, 201);
  const at = `/v1/items/${String(created.body['id'])}`;
  assert.equal(created.headers.get('location'), at);
  expectProblem(await ask('PUT', at, { body: { name: 'teapot' } }), 428);
  const renamed = await ask('PUT', at, { body: { name: 'teapot' }, ifMatch: '"1"' });
  assert.equal(renamed.body['name'], 'teapot');
  assert.equal(renamed.headers.get('etag'), '"2"');
  expectProblem(await ask('PUT', at, { body: { name: 'cup' }, ifMatch: '"1"' }), 412);
  assert.deepEqual((await ask('GET', at)).body, renamed.body);
  await expectPages(ask, '/v1/items', async (index) => {
    await ask('POST', '/v1/items', { body: { name: `cup ${index}` } });
  });
  await talkAboutEverything(client, ask, '/v1/items');
}

/** What every sample has: the description of the API, health, one form for errors, and the guard. */
async function talkAboutEverything(client: Client, ask: Ask, collection: string): Promise<void> {
  assert.equal((await fetch(`${client.url}/healthz`)).status, 200);
  assert.equal((await fetch(`${client.url}/readyz`)).status, 200);
  const docs = await fetch(`${client.url}/docs/`);
  assert.match(await docs.text(), /<html/i);
  const description = (await (await fetch(`${client.url}/openapi.json`)).json()) as { paths: object };
  assert.ok(collection in description.paths);

  expectProblem(await ask('GET', '/nowhere'), 404);
  expectProblem(await ask('PATCH', collection), 405);
  const missing = '01900000-0000-7000-8000-000000000000';
  expectProblem(await ask('GET', `${collection}/${missing}`), 404);
  const malformed = await fetch(`${client.url}${collection}`, {
    method: 'POST',
    body: '{',
    headers: { 'content-type': 'application/json', ...client.credentials },
  });
  assert.equal(malformed.status, 400);
  assert.equal(malformed.headers.get('content-type'), 'application/problem+json');

  if (client.credentials === undefined) return;
  expectProblem(await ask('GET', collection, { credentials: {} }), 401);
  expectProblem(await ask('GET', collection, { credentials: forged(client.credentials) }), 401);
  const { authorization } = client.credentials;
  if (authorization === undefined) return;
  const [, payload = ''] = authorization.split('.');
  const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
  expectProblem(await ask('GET', collection, { credentials: { authorization: `Bearer ${unsigned}` } }), 401);
  // RFC 6750, section 3.1: a request that is malformed.
  expectProblem(await ask('GET', collection, { credentials: { authorization: 'Bearer ' } }), 400);
}

/** Pages of two must give each element once, in the order of their ids. */
async function expectPages(ask: Ask, collection: string, add: (index: number) => Promise<void>): Promise<void> {
  for (let index = 0; index < 3; index += 1) await add(index);
  const ids: string[] = [];
  let next: string | undefined = `${collection}?limit=2`;
  while (next !== undefined) {
    const page: Answer = await ask('GET', next);
    const elements = page.body[collection.slice('/v1/'.length)] as { id: string }[];
    assert.ok(elements.length <= 2);
    ids.push(...elements.map((element) => element.id));
    next = page.body['next'] as string | undefined;
  }
  assert.ok(ids.length >= 4);
  assert.deepEqual(ids, [...new Set(ids)].sort());
}

function expectProblem(answer: Answer, status: number): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.equal(answer.body['status'], status);
}

function asker(client: Client): Ask {
  return async (method, path, { body, ifMatch, credentials = client.credentials } = {}) => {
    const response = await fetch(new URL(path, client.url), {
      method,
      headers: {
        ...credentials,
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) as Answer['body'] };
  };
}
