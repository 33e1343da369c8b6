import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

import { execa } from 'execa';
import fs from 'fs-extra';
import pg from 'pg';

const HOST = '127.0.0.1';
const USER = 'postgres';

/** Where Debian and Ubuntu keep the server's programs, which are not on the path there. */
const DEBIAN = '/usr/lib/postgresql';

/** Gives the service an empty database of this name on the machine's PostgreSQL, or on that at another port. */
export async function recreateDatabase(name: string, port = 5432): Promise<void> {
  const client = new pg.Client({ host: HOST, port, user: USER, database: 'postgres' });
  await client.connect();
  try {
    const quoted = client.escapeIdentifier(name);
    await client.query(`DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${quoted}`);
  } finally {
    await client.end();
  }
}

/** The folder with initdb and pg_ctl; undefined where PostgreSQL's server is not installed. */
export async function serverPrograms(): Promise<string | undefined> {
  const versions = await fs.readdir(DEBIAN).catch((): string[] => []);
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => path.join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ];
  for (const folder of folders) {
    if (await fs.pathExists(path.join(folder, 'initdb'))) return folder;
  }
  return undefined;
}

/** A PostgreSQL of the test's own, in a temporary folder, at a free port. It can be stopped and started again. */
export class PostgresServer {
  readonly port: number;
  readonly #folder: string;
  readonly #programs: string;
  readonly #owner: Owner;

  private constructor(folder: string, programs: string, owner: Owner, port: number) {
    this.#folder = folder;
    this.#programs = programs;
    this.#owner = owner;
    this.port = port;
  }

  /** Makes it; it does not run yet. */
  static async create(): Promise<PostgresServer> {
    const programs = await serverPrograms();
    if (programs === undefined) throw new Error('there is no initdb');
    const folder = await fs.mkdtemp(path.join(tmpdir(), 'postgres-'));
    const owner = await ownerOfServers();
    if (owner.uid !== undefined && owner.gid !== undefined) await fs.chown(folder, owner.uid, owner.gid);
    const server = new PostgresServer(folder, programs, owner, await freePort());
    await server.#run('initdb', ['--username', USER, '--auth', 'trust', '--pgdata', server.#data]);
    return server;
  }

  get #data(): string {
    return path.join(this.#folder, 'data');
  }

  url(database: string): string {
    return `postgres://${USER}@${HOST}:${this.port}/${database}`;
  }

  async start(): Promise<void> {
    const options = `-p ${this.port} -h ${HOST} -k ${this.#folder}`;
    const log = path.join(this.#folder, 'log');
    await this.#run('pg_ctl', ['start', '--wait', '--pgdata', this.#data, '--log', log, '--options', options]);
  }

  /** `fast` cuts everybody off, `immediate` is a crash. */
  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    await this.#run('pg_ctl', ['stop', '--wait', '--pgdata', this.#data, '--mode', mode]);
  }

  /** Stops it, if it runs, and leaves nothing behind. */
  async remove(): Promise<void> {
    await this.stop('immediate').catch(() => undefined);
    await fs.remove(this.#folder);
  }

  async #run(program: string, args: readonly string[]): Promise<void> {
    // The server would keep a pipe open after pg_ctl has ended.
    await execa(path.join(this.#programs, program), args, { ...this.#owner, cwd: this.#folder, stdio: 'ignore' });
  }
}

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** Who may run a server: initdb refuses root. */
async function ownerOfServers(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  const known = await execa('id', ['-u', USER], { reject: false });
  const user = known.failed ? 'nobody' : USER;
  const id = async (flag: string) => Number((await execa('id', [flag, user])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
