import { createPrivateKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A private key and its certificate, in PEM, for `localhost`. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
}

/** An OpenID Connect issuer on this machine: it says where its keys are, shows them, and signs tokens as RS256. */
export class Issuer {
  readonly url: string;
  readonly #server: Server;
  #id = randomUUID();
  #key = rsaKey();

  private constructor(server: Server, scheme: string) {
    this.#server = server;
    this.url = `${scheme}://localhost:${(server.address() as AddressInfo).port}`;
  }

  static async start(tls?: Tls): Promise<Issuer> {
    const listener: RequestListener = ({ url }, response) => {
      const document = issuer.#documents().get(url ?? '');
      response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document));
    };
    const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const issuer = new Issuer(server, tls === undefined ? 'http' : 'https');
    return issuer;
  }

  /** From now on it signs with another key, and shows no other. */
  rotate(): void {
    this.#id = randomUUID();
    this.#key = rsaKey();
  }

  /** A token for whoever may do everything there. */
  token(audience: string, minutes = 60): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.url, aud: audience, sub: 'tester', roles: ['editor'], exp: now + minutes * 60 };
    const parts = [{ typ: 'at+jwt', alg: 'RS256', kid: this.#id }, claims];
    const message = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${message}.${sign('sha256', Buffer.from(message), this.#key).toString('base64url')}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #documents(): ReadonlyMap<string, object> {
    const { kty, n, e } = this.#key.export({ format: 'jwk' });
    return new Map<string, object>([
      ['/.well-known/openid-configuration', { issuer: this.url, jwks_uri: `${this.url}/jwks` }],
      ['/jwks', { keys: [{ kid: this.#id, use: 'sig', alg: 'RS256', kty, n, e }] }],
    ]);
  }
}

/**
 * By way of text: the key that was generated shares a lock with what generated it, and Node 20 waits for ever when it clears
 * that away while the key is being exported.
 */
function rsaKey(): KeyObject {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return createPrivateKey(privateKey);
}
