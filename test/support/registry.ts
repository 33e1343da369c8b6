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

/** One version of the package. */
export interface Release {
  readonly version: string;
  readonly tarball: string;
  /** What the description says of the tarball's bytes, where that is not the truth. */
  readonly integrity?: string;
}

/** Serves a package as npm's registry does: its description, of whose versions the last is the latest, and its tarballs. */
export async function serveRegistry(name: string, releases: readonly Release[]): Promise<Registry> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(request.url ?? '');
    requests.push(asked);
    const release = releases.find(({ tarball }) => asked === `/${path.basename(tarball)}`);
    if (release !== undefined) response.end(fs.readFileSync(release.tarball));
    else if (asked === `/${name}`) response.end(JSON.stringify(description()));
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function description() {
    return {
      name,
      'dist-tags': { latest: releases.at(-1)?.version },
      versions: Object.fromEntries(releases.map((release) => [release.version, manifest(release)])),
    };
  }

  function manifest({ version, tarball, integrity = integrityOf(tarball) }: Release) {
    const dist = { tarball: `${url}/${path.basename(tarball)}`, integrity };
    return { name, version, bin: { [name]: 'dist/cli.js' }, dist };
  }

  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url, requests, close };
}

function integrityOf(tarball: string): string {
  return `sha512-${createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')}`;
}
