import { createServer, type AddressInfo } from 'node:net';
import process from 'node:process';

import { describe, expect, test } from 'vitest';

import { isLower, Prober } from '../../../src/cli/probe.ts';
import { parseToolchain } from '../../../src/cli/toolchain-file.ts';
import type { Need } from '../../../src/gates/needs.ts';
import { InputError } from '../../../src/options/errors.ts';

const prober = new Prober(process.cwd(), { PATH: process.env['PATH'] });

const NODE: Need = { what: 'Node', install: 'get it', probe: { kind: 'version', command: ['node', '--version'] } };

describe('a program', () => {
  test('is found with its version', async () => {
    expect(await prober.find(NODE)).toEqual({
      what: 'Node',
      state: 'found',
      version: process.version.slice(1),
      install: 'get it',
    });
  });

  test('may be too old', async () => {
    expect(await prober.find({ ...NODE, wanted: '99.0.0' })).toMatchObject({ state: 'old', wanted: '99.0.0' });
    expect(await prober.find({ ...NODE, wanted: '20.0.0' })).toMatchObject({ state: 'found' });
  });

  test.each([
    ['that is not there', ['no-such-program', '--version']],
    ['that fails', ['node', '--no-such-flag']],
  ] as const)('%s is missing', async (_title, command) => {
    expect(await prober.find({ ...NODE, probe: { kind: 'version', command } })).toMatchObject({ state: 'missing' });
  });
});

test('a server is found where it listens', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const need: Need = { what: 'server', install: 'start it', probe: { kind: 'port', port } };
  expect(await prober.find(need)).toEqual({ what: 'server', state: 'found', install: 'start it' });
  await new Promise((resolve) => server.close(resolve));
  expect(await prober.find(need)).toMatchObject({ state: 'missing' });
});

test.each([
  ['1.2.3', '1.2.3', false],
  ['1.2.3', '1.2.4', true],
  ['1.10.0', '1.9.9', false],
  ['0.9.143', '0.20.2', true],
  ['2.47.3', '2.28.0', false],
  ['1.95.0-nightly', '1.95.0', false],
  ['12.2.0-14+deb12u1', '13.0.0', true],
  ['20', '20.19.0', true],
])('%s is lower than %s: %s', (version, wanted, lower) => {
  expect(isLower(version, wanted)).toBe(lower);
});

describe('rust-toolchain.toml', () => {
  test('says channel, components and targets', () => {
    const text = '[toolchain]\nchannel = "1.95.0"\ncomponents = ["clippy"]\ntargets = ["wasm32-wasip2"]\n';
    expect(parseToolchain(text)).toEqual({ channel: '1.95.0', components: ['clippy'], targets: ['wasm32-wasip2'] });
  });

  test.each([
    ['[toolchain]\nchannel = "stable"\n', { channel: 'stable', components: [], targets: [] }],
    ['[toolchain]\npath = "/opt/rust"\n', undefined],
    ['', undefined],
    ['[toolchain]\nchannel = 5\n', undefined],
  ])('%j is %j', (text, toolchain) => {
    expect(parseToolchain(text)).toEqual(toolchain);
  });

  test('that is broken is told with its line', () => {
    expect(() => parseToolchain('[toolchain]\nchannel = ]\n')).toThrow(InputError);
    expect(() => parseToolchain('[toolchain]\nchannel = ]\n')).toThrow(
      /^rust-toolchain\.toml, line 2: not valid TOML: /,
    );
  });
});
