import { evaluate, parse as parseJson } from '@humanwhocodes/momoa';
import { Ajv } from 'ajv';
import luaparse from 'luaparse';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import type { Tree } from '../../src/render/tree.ts';
import { assets } from '../support/assets.ts';
import { EDITOR_SCHEMAS, RUST_ANALYZER_NESTED } from '../support/editor-schemas.ts';
import { luaValue, type LuaTable } from '../support/lua.ts';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

/** What a file says, against the schema of its path; empty when it fits. */
function misfits(file: string, value: unknown): unknown[] {
  const validate = ajv.compile(EDITOR_SCHEMAS[file] ?? expect.fail(`no schema for ${file}`));
  return validate(value) ? [] : [...(validate.errors ?? [])];
}

function treeOf(raw: RawAnswers): Tree {
  return create(resolveAnswers({ name: 'tea-shop', editors: 'all', 'dev-container': 'yes', ...raw }), assets).tree;
}

const jsonc = (text: string): unknown => evaluate(parseJson(text, { mode: 'jsonc' }));

const SETS: Readonly<Record<string, RawAnswers>> = {
  'the habits alone': { pillar: 'dx' },
  'a service on PostgreSQL': { db: 'postgres' },
  'all pillars': { pillar: 'all' },
};

describe.each(Object.entries(SETS))('of %s', (_title, raw) => {
  const tree = treeOf(raw);
  const textOf = (file: string): string => tree.get(file)?.text ?? expect.fail(`there is no ${file}`);

  it.each(Object.keys(EDITOR_SCHEMAS))('%s says nothing that its reader does not know', (file) => {
    const said = jsonc(textOf(file));
    expect(said).not.toEqual({});
    expect(misfits(file, said)).toEqual([]);
  });

  it('every settings file in JSON has a schema', () => {
    const settings = [...tree.keys()].filter((file) => /^\.(vscode|zed|devcontainer)\/.*\.json$/.test(file));
    expect(settings).toEqual(Object.keys(EDITOR_SCHEMAS).sort());
  });

  it('Neovim hands rust-analyzer nothing that it does not know', () => {
    const [name, config] = configured(textOf('.nvim.lua'));
    expect(name).toBe('rust_analyzer');
    expect(Object.keys(config).sort()).toEqual(['cmd', 'filetypes', 'root_markers', 'settings']);
    const settings = config['settings'] as LuaTable;
    const validate = ajv.compile(RUST_ANALYZER_NESTED);
    expect(validate(settings['rust-analyzer']), JSON.stringify(validate.errors)).toBe(true);
  });
});

describe('a wrong key or value is seen in', () => {
  const tree = treeOf({});
  it.each([
    ['.vscode/settings.json', { 'rust-analyzer.checkOnSave.command': 'clippy' }],
    ['.vscode/settings.json', { 'rust-analyzer.cargo.features': true }],
    ['.vscode/extensions.json', { recommendations: ['rust-analyzer'] }],
    [
      '.vscode/launch.json',
      { version: '0.2.0', configurations: [{ name: 'a', type: 'lldb', request: 'run', cargo: {} }] },
    ],
    ['.zed/settings.json', { lsp: { 'rust-analyzer': { initialization_options: { checkOnSave: true } } } }],
    ['.devcontainer/devcontainer.json', { postCreate: 'just tools' }],
  ])('%s: %j', (file, wrong) => {
    expect(tree.has(file)).toBe(true);
    expect(misfits(file, { ...(jsonc(tree.get(file)?.text ?? '') as object), ...wrong })).not.toEqual([]);
  });
});

/** The arguments of the one call of `vim.lsp.config`. */
function configured(lua: string): [name: unknown, config: LuaTable] {
  const calls = luaparse
    .parse(lua, { luaVersion: '5.1', encodingMode: 'pseudo-latin1' })
    .body.flatMap((statement) =>
      statement.type === 'CallStatement' &&
      statement.expression.type === 'CallExpression' &&
      statement.expression.base.type === 'MemberExpression' &&
      statement.expression.base.identifier.name === 'config'
        ? [statement.expression.arguments]
        : [],
    );
  const [[name, config] = []] = calls;
  if (calls.length !== 1 || name?.type !== 'StringLiteral' || config === undefined) expect.fail('not one call');
  return [name.value, luaValue(config) as LuaTable];
}

describe('RustRover', () => {
  it.each([
    ['cloud', ['Clippy', 'Run', 'Test']],
    ['dx', ['Clippy', 'Test']],
    ['memory', ['Clippy', 'Test']],
  ])('of %s runs what there is: %j', (pillar, names) => {
    const files = [...treeOf({ pillar }).keys()].filter((file) => file.startsWith('.idea/runConfigurations/'));
    expect(files).toEqual(names.map((name) => `.idea/runConfigurations/${name}.xml`));
  });

  it('lints as CI does', () => {
    const tree = treeOf({});
    const [, command] =
      /name="command" value="([^"]*)"/.exec(tree.get('.idea/runConfigurations/Clippy.xml')?.text ?? '') ?? [];
    expect(tree.get('justfile')?.text).toContain(`\n    cargo ${command ?? '?'}\n`);
  });
});

describe('the dev container', () => {
  interface DevContainer {
    readonly image?: string;
    readonly service?: string;
    readonly dockerComposeFile?: readonly string[];
    readonly forwardPorts?: readonly number[];
    readonly features: Readonly<Record<string, { version: string; targets?: string }>>;
    readonly onCreateCommand: Readonly<Record<string, string>>;
    readonly customizations?: { vscode?: { extensions: readonly string[] }; jetbrains?: { backend: string } };
  }
  const FILE = '.devcontainer/devcontainer.json';
  const read = (tree: Tree) => JSON.parse(tree.get(FILE)?.text ?? expect.fail('it is missing')) as DevContainer;
  const rustOf = ({ features }: DevContainer) => Object.values(features)[0];

  it('is there where it was asked for', () => {
    const tree = treeOf({ 'dev-container': 'no' });
    expect([...tree.keys()].filter((file) => file.startsWith('.devcontainer'))).toEqual([]);
    expect(tree.get('README.md')?.text).not.toContain('dev container');
  });

  it('has the toolchain and the targets of rust-toolchain.toml', () => {
    const tree = treeOf({ pillar: 'systems' });
    const toolchain = tree.get('rust-toolchain.toml')?.text ?? '';
    const rust = rustOf(read(tree));
    expect(toolchain).toContain(`channel = "${rust?.version ?? '?'}"`);
    expect(rust?.targets).toBe('wasm32-wasip2,x86_64-unknown-none');
    rust?.targets?.split(',').forEach((target) => {
      expect(toolchain).toContain(`"${target}"`);
    });
  });

  it('installs what the gates need', () => {
    expect(read(treeOf({ pillar: 'systems' })).onCreateCommand).toEqual({
      tools: expect.stringMatching(/^cargo install --locked just@\d+\.\d+\.\d+ && just tools$/) as string,
      packages: 'sudo apt-get update && sudo apt-get install --yes qemu-system-x86',
    });
    expect(Object.keys(read(treeOf({})).onCreateCommand)).toEqual(['tools']);
  });

  it('brings the extensions that VS Code is offered, and those of no other editor', () => {
    const tree = treeOf({ editors: 'vscode' });
    const offered = jsonc(tree.get('.vscode/extensions.json')?.text ?? '') as { recommendations: string[] };
    expect(read(tree).customizations).toEqual({ vscode: { extensions: offered.recommendations } });
    expect(read(treeOf({ editors: 'rustrover' })).customizations).toEqual({ jetbrains: { backend: 'RustRover' } });
    expect(read(treeOf({ editors: 'neovim' })).customizations).toBe(undefined);
  });

  it('forwards the port of every service', () => {
    const { forwardPorts } = read(treeOf({ service: ['billing'] }));
    expect(forwardPorts).toEqual([3000, 20_292]);
  });

  it('stands beside the database, and in its network, where there is one', () => {
    const tree = treeOf({ db: 'postgres' });
    const { image, service = '', dockerComposeFile } = read(tree);
    expect(image).toBe(undefined);
    expect(dockerComposeFile).toEqual(['../compose.yaml', 'compose.yaml']);
    const [database, own] = ['compose.yaml', '.devcontainer/compose.yaml'].map(
      (file) => (parseYaml(tree.get(file)?.text ?? '') as { services: Record<string, object> }).services,
    );
    expect(own?.[service]).toMatchObject({
      network_mode: 'service:database',
      depends_on: { database: { condition: 'service_healthy' } },
    });
    expect(database?.['database']).toHaveProperty('healthcheck');
    expect(read(treeOf({ db: 'sqlite' })).image).toMatch(/^mcr\.microsoft\.com\//);
  });
});
