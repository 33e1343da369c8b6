import { describe, expect, test } from 'vitest';

import { gateNeeds, generatingNeeds, JUST, type GateSurroundings } from '../../../src/gates/needs.ts';
import { GATES } from '../../../src/gates/list.ts';
import type { Gate } from '../../../src/gates/types.ts';

const SURROUNDINGS: GateSurroundings = {
  toolchain: { channel: '1.95.0', components: ['clippy'], targets: ['x86_64-unknown-none'] },
  services: [{ id: 'postgres', image: 'postgres:18', port: 5432, environment: {}, healthCommand: 'pg_isready' }],
  start: 'docker compose up --detach --wait database',
  platform: 'linux',
};

function gate(id: string): Gate {
  const found = GATES.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`there is no gate ${id}`);
  return found;
}

function installs(id: string, changes: Partial<GateSurroundings> = {}): Record<string, string> {
  const needs = gateNeeds(gate(id), { ...SURROUNDINGS, ...changes });
  return Object.fromEntries(needs.map(({ what, install }) => [what, install]));
}

const RUST = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";

const TOOLCHAIN = {
  bash: 'sudo apt-get install --yes bash',
  Rust: RUST,
  'toolchain 1.95.0': 'rustup toolchain install 1.95.0 --profile minimal',
  'clippy of 1.95.0': 'rustup component add clippy --toolchain 1.95.0',
  'target x86_64-unknown-none': 'rustup target add x86_64-unknown-none --toolchain 1.95.0',
};

describe('a gate needs', () => {
  test('the toolchain that the workspace asks for, where Cargo runs it', () => {
    expect(installs('clippy')).toEqual(TOOLCHAIN);
    expect(installs('clippy', { toolchain: undefined })).toEqual({ bash: TOOLCHAIN.bash, Rust: RUST });
  });

  test('its tools in the versions of CI', () => {
    expect(installs('typos')).toEqual({
      bash: TOOLCHAIN.bash,
      'typos-cli': expect.stringMatching(/^cargo install --locked typos-cli@\d+\.\d+\.\d+$/) as string,
    });
    const [tool] = gateNeeds(gate('typos'), SURROUNDINGS).filter(({ wanted }) => wanted !== undefined);
    expect(tool).toMatchObject({ install: `cargo install --locked typos-cli@${tool?.wanted ?? ''}` });
  });

  test('Cargo for one of its commands, compiled with what is needed of it', () => {
    expect(installs('query-data', { services: [] })).toEqual({
      ...TOOLCHAIN,
      'sqlx-cli': expect.stringMatching(
        /^cargo install --locked sqlx-cli@[\d.]+ --no-default-features --features postgres,sqlite$/,
      ) as string,
    });
  });

  test('a tool of npm’s, which runs nothing while it is installed', () => {
    expect(installs('proto-lint')).toEqual({
      bash: TOOLCHAIN.bash,
      '@bufbuild/buf': expect.stringMatching(
        /^npm install --global --ignore-scripts @bufbuild\/buf@\d+\.\d+\.\d+$/,
      ) as string,
    });
  });

  test('a database, where its tests do', () => {
    expect(installs('doctest')).toEqual({
      ...TOOLCHAIN,
      'postgres at 127.0.0.1:5432': 'docker compose up --detach --wait database',
    });
    expect(installs('doctest', { services: [] })).toEqual(TOOLCHAIN);
    expect(installs('doctest', { start: undefined })['postgres at 127.0.0.1:5432']).toBe(
      'docker run --detach --publish 127.0.0.1:5432:5432 postgres:18',
    );
  });

  test('a nightly toolchain with its components', () => {
    expect(installs('miri')).toEqual({
      ...TOOLCHAIN,
      'toolchain nightly': 'rustup toolchain install nightly --profile minimal --component miri,rust-src',
      'miri of nightly': 'rustup component add miri --toolchain nightly',
      'rust-src of nightly': 'rustup component add rust-src --toolchain nightly',
    });
  });

  test('programs of the system, by the package of the system', () => {
    expect(installs('test-bare-metal')).toEqual({
      ...TOOLCHAIN,
      'qemu-system-x86_64': 'sudo apt-get install --yes qemu-system-x86',
    });
    expect(installs('test-bare-metal', { platform: 'darwin' })).toMatchObject({
      'qemu-system-x86_64': 'brew install qemu',
    });
  });
});

test('making a workspace needs what the README says', () => {
  expect(generatingNeeds('linux').map(({ what }) => what)).toEqual(['Node', 'git', 'C compiler', 'Rust']);
  expect(JUST).toMatchObject({ what: 'just', probe: { kind: 'version', command: ['just', '--version'] } });
});
