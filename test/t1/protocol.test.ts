import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { assets } from '../support/assets.ts';

const treeOf = (raw: RawAnswers) => create(resolveAnswers({ name: 'tea-shop', ...raw }), assets).tree;

interface Buf {
  readonly modules: readonly { readonly path: string }[];
  readonly lint: { readonly use: readonly string[] };
  readonly breaking: { readonly use: readonly string[] };
}

describe.each([[['grpc']], [['rest', 'grpc']]])('with the interfaces %j', (api) => {
  const tree = treeOf({ api, service: ['billing', 'gift_cards'], 'dev-container': 'yes' });
  const textOf = (path: string): string => tree.get(path)?.text ?? expect.fail(`${path} is missing`);

  it('the gates of the protocol know every service’s', () => {
    const { modules } = parse(textOf('buf.yaml')) as Buf;
    const protocols = [...tree.keys()].filter((path) => path.endsWith('.proto'));
    expect(protocols.length).toBe(3);
    // A file lies where its package says, below its module: buf lint asks for it.
    const folders = protocols.map((path) => {
      const [, name = ''] = /^package ([a-z_.0-9]+);$/m.exec(textOf(path)) ?? [];
      expect(name).not.toBe('');
      return path.replace(new RegExp(`/${name.replaceAll('.', '/')}/[a-z]+\\.proto$`), '');
    });
    expect(modules.map(({ path }) => path).toSorted()).toEqual(folders.toSorted());
  });

  it('what the gates run is there', () => {
    const [, script = ''] = /^proto-breaking:\n {4}bash (.*)$/m.exec(textOf('justfile')) ?? [];
    expect(textOf(script)).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(textOf('justfile')).toMatch(/^proto-lint:\n {4}buf lint$/m);
  });

  it('the dev container brings npm, with which `just tools` installs buf', () => {
    expect(textOf('justfile')).toMatch(
      /^tools:\n(?: {4}cargo install .*\n)+ {4}npm install --global --ignore-scripts @bufbuild\/buf@[\d.]+\n\n/m,
    );
    const { features } = JSON.parse(textOf('.devcontainer/devcontainer.json')) as { features: object };
    expect(Object.keys(features)).toContain('ghcr.io/devcontainers/features/node:1');
  });
});

it('without gRPC there is nothing of it', () => {
  const tree = treeOf({ api: ['rest', 'graphql'], 'dev-container': 'yes', ci: 'both' });
  expect([...tree.keys()].filter((path) => /proto|buf/.test(path))).toEqual([]);
  for (const path of [
    'justfile',
    'README.md',
    '.github/workflows/ci.yml',
    '.gitlab-ci.yml',
    '.devcontainer/devcontainer.json',
  ]) {
    expect(tree.get(path)?.text ?? expect.fail(`${path} is missing`)).not.toMatch(/npm|\bbuf\b|proto-|node:1/);
  }
});
