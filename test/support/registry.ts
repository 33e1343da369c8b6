import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import fs from 'fs-extra';

/** A package registry on this machine that knows one package. */
export interface Registry {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Serves a package as npm's registry does: its description, with the one version that is the latest, and its tarball. */
export async function serveRegistry(name: string, version: string, tarball: string): Promise<Registry> {
  const bytes = await fs.readFile(tarball);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.url === `/${path.basename(tarball)}`) response.end(bytes);
    else if (request.url === `/${name}`) response.end(JSON.stringify(description()));
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function description() {
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const dist = { tarball: `${url}/${path.basename(tarball)}`, integrity };
    return {
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { name, version, bin: { [name]: 'dist/cli.js' }, dist } },
    };
  }

  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url, requests, close };
}
