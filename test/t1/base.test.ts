import { createHash } from 'node:crypto';

import { parse as parseJson, evaluate } from '@humanwhocodes/momoa';
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import type { Tree } from '../../src/render/tree.ts';
import { assets } from '../support/assets.ts';

function treeOf(raw: RawAnswers = {}): Tree {
  return create(resolveAnswers({ name: 'tea-shop', ...raw }), assets).tree;
}

function textOf(tree: Tree, file: string): string {
  const text = tree.get(file)?.text;
  if (text === undefined) throw new Error(`there is no ${file}`);
  return text;
}

function names(tree: Tree, pattern: RegExp): string[] {
  return [...tree.keys()].filter((file) => pattern.test(file));
}

describe('licences', () => {
  it.each([
    ['MIT OR Apache-2.0', ['LICENSE-APACHE', 'LICENSE-MIT']],
    ['MIT', ['LICENSE']],
    ['Apache-2.0', ['LICENSE']],
    ['proprietary', ['LICENSE']],
  ])('%s', (license, files) => {
    const tree = treeOf({ license });
    expect(names(tree, /LICEN/)).toEqual(files);
    files.forEach((file) => {
      expect(textOf(tree, 'README.md')).toContain(`(${file})`);
    });
  });

  it('the Apache licence is the one that apache.org publishes', () => {
    const published = 'cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30';
    for (const [license, file] of [
      ['MIT OR Apache-2.0', 'LICENSE-APACHE'],
      ['Apache-2.0', 'LICENSE'],
    ] as const) {
      expect(
        createHash('sha256')
          .update(textOf(treeOf({ license }), file))
          .digest('hex'),
      ).toBe(published);
    }
  });

  it('the MIT licence names the project’s authors and no year', () => {
    const [title, , holder] = textOf(treeOf({ license: 'MIT' }), 'LICENSE').split('\n');
    expect([title, holder]).toEqual(['MIT License', 'Copyright (c) the tea-shop authors']);
    expect(textOf(treeOf(), 'LICENSE-MIT')).toBe(textOf(treeOf({ license: 'MIT' }), 'LICENSE'));
  });

  it('a proprietary project reserves all rights', () => {
    expect(textOf(treeOf({ license: 'proprietary' }), 'LICENSE')).toContain('All rights reserved.');
  });
});

describe('the README', () => {
  it.each<[string, RawAnswers, string[]]>([
    ['a service on SQLite', {}, ['rustup', 'A C compiler', '`cargo install --locked just`']],
    ['a service on PostgreSQL', { db: 'postgres' }, ['Docker', '`database.url`', '`DATABASE_URL`']],
    ['a kernel', { pillar: ['systems'] }, ['rustup', '`qemu-system-x86_64`', '`just tools`']],
  ])('says first what %s needs', (_, raw, needs) => {
    const [, section = ''] = textOf(treeOf(raw), 'README.md').split('\n## ');
    expect(section).toMatch(/^What you need\n/);
    needs.forEach((need) => {
      expect(section).toContain(need);
    });
  });

  it.each<[string[], boolean]>([
    [['cloud'], false],
    [['cloud', 'data'], false],
    [['cloud', 'systems'], true],
    [['systems'], false],
  ])('of %s says what Cargo leaves out at the root, where it does', (pillar, narrowed) => {
    const tree = treeOf({ pillar });
    expect(textOf(tree, 'Cargo.toml').includes('default-members')).toBe(narrowed);
    expect(textOf(tree, 'README.md').includes('`--workspace` means every crate')).toBe(narrowed);
  });

  it.each([['data'], ['systems']])('of %s says what to try', (pillar) => {
    const { project, tree } = create(resolveAnswers({ name: 'tea-shop', pillar: [pillar] }), assets);
    const [, block = ''] = /\n## Try it\n\n```sh\n(.*?)\n```/s.exec(textOf(tree, 'README.md')) ?? [];
    expect(block.split('\n')).toEqual(project.next.map(({ command }) => command));
  });
});

describe('who reviews, and where to report', () => {
  it('CODEOWNERS is there when owners are given, and only then', () => {
    const owners = '@acme/platform @ada';
    expect(textOf(treeOf({ owners }), '.github/CODEOWNERS')).toBe(`* ${owners}\n`);
    expect(names(treeOf(), /CODEOWNERS/)).toEqual([]);
  });

  it.each([
    ['github', '.github/CODEOWNERS'],
    ['gitlab', '.gitlab/CODEOWNERS'],
    ['both', 'CODEOWNERS'],
  ])('for %s there is one CODEOWNERS, where it is looked for: %s', (ci, file) => {
    const tree = treeOf({ ci, owners: '@acme/backend/orders' });
    expect(names(tree, /CODEOWNERS/)).toEqual([file]);
    expect(textOf(tree, file)).toBe('* @acme/backend/orders\n');
  });

  it.each([
    ['github', 'https://github.com/acme/tea', '<https://github.com/acme/tea/security/advisories/new>'],
    ['github', 'https://git.acme.example/tea', 'Report it to the maintainers directly.'],
    ['github', '', 'Report it to the maintainers directly.'],
    [
      'gitlab',
      'https://git.acme.example/a/tea',
      '<https://git.acme.example/a/tea/-/issues/new?issue[confidential]=true>',
    ],
    ['gitlab', 'https://github.com/acme/tea', '<https://github.com/acme/tea/security/advisories/new>'],
    ['gitlab', '', 'Report it to the maintainers directly.'],
  ])('with CI by %s and the repository %j', (ci, repository, sentence) => {
    expect(textOf(treeOf({ ci, repository }), 'SECURITY.md')).toContain(sentence);
  });

  it.each([
    ['github', ['linguist-generated=false'], ['linguist-generated']],
    ['gitlab', ['-gitlab-generated'], ['gitlab-generated']],
    ['both', ['-gitlab-generated', 'linguist-generated=false'], ['gitlab-generated', 'linguist-generated']],
  ])('reviews on %s show Cargo.lock, and fold away what is generated', (ci, lock, generated) => {
    const lines = textOf(treeOf({ ci }), '.gitattributes').split('\n');
    expect(lines).toContain(['Cargo.lock', 'text', ...lock].join(' '));
    // What describes an interface is generated, too, but reviewed like code.
    expect(lines.filter((line) => line.startsWith('/'))).toEqual(
      generated.map((attribute) => `/crates/*/.sqlx/* ${attribute}`),
    );
  });
});

describe('editors', () => {
  const tree = treeOf({ editors: 'all' });
  const jsonc = (file: string): unknown => evaluate(parseJson(textOf(tree, file), { mode: 'jsonc' }));

  it.each([
    ['vscode', /^\.vscode\//, 3],
    ['rustrover', /^\.idea\//, 4],
    ['neovim', /^\.nvim\.lua$/, 1],
    ['zed', /^\.zed\//, 1],
  ])('%s has its files, and no other editor’s', (editor, own, count) => {
    const files = names(treeOf({ editors: editor }), /^\.(vscode|idea|nvim|zed)/);
    expect(files.filter((file) => !own.test(file))).toEqual([]);
    expect(files).toHaveLength(count);
  });

  it('CONTRIBUTING speaks of editors only when there are some', () => {
    expect(textOf(tree, 'CONTRIBUTING.md')).toContain('## Your editor');
    expect(textOf(treeOf({ editors: 'none' }), 'CONTRIBUTING.md')).not.toContain('editor');
  });

  it('VS Code lints with Clippy, with all features, and formats on save', () => {
    expect(jsonc('.vscode/settings.json')).toMatchObject({
      'rust-analyzer.check.command': 'clippy',
      'rust-analyzer.cargo.features': 'all',
      '[rust]': { 'editor.formatOnSave': true },
    });
  });

  it('VS Code recommends the extensions that the settings need', () => {
    expect(jsonc('.vscode/extensions.json')).toEqual({
      recommendations: ['rust-lang.rust-analyzer', 'tamasfe.even-better-toml', 'vadimcn.vscode-lldb'],
    });
  });

  it('VS Code debugs the program and every test, as Cargo would run them', () => {
    const { configurations } = jsonc('.vscode/launch.json') as {
      configurations: {
        type: string;
        request: string;
        cargo: { args: string[]; filter: unknown };
        cwd: string;
        env: unknown;
      }[];
    };
    expect(configurations.map(({ cargo }) => cargo.args)).toEqual(
      [
        ['build', '--bin=tea-shop', '--manifest-path=crates/tea-shop/Cargo.toml'],
        ['test', '--no-run', '--lib', '--package=tea-shop-app'],
        ['test', '--no-run', '--lib', '--package=tea-shop-auth'],
        ['test', '--no-run', '--test=auth', '--package=tea-shop-auth'],
        ['test', '--no-run', '--test=attempt', '--package=tea-shop-domain'],
        ['test', '--no-run', '--test=order', '--package=tea-shop-domain'],
        ['test', '--no-run', '--test=properties', '--package=tea-shop-domain'],
        ['test', '--no-run', '--test=values', '--package=tea-shop-domain'],
        ['test', '--no-run', '--test=issuer', '--package=tea-shop-issuer'],
        ['test', '--no-run', '--test=http', '--package=tea-shop-rest'],
        ['test', '--no-run', '--lib', '--package=tea-shop-store'],
        ['test', '--no-run', '--test=attempts', '--package=tea-shop-store'],
        ['test', '--no-run', '--test=corrupt', '--package=tea-shop-store'],
        ['test', '--no-run', '--test=cost', '--package=tea-shop-store'],
        ['test', '--no-run', '--test=orders', '--package=tea-shop-store'],
        ['test', '--no-run', '--test=plan', '--package=tea-shop-store'],
        ['test', '--no-run', '--test=pool', '--package=tea-shop-store'],
        ['test', '--no-run', '--test=http', '--package=tea-shop-web'],
        ['test', '--no-run', '--bin=tea-shop', '--manifest-path=crates/tea-shop/Cargo.toml'],
        ['test', '--no-run', '--test=service', '--manifest-path=crates/tea-shop/Cargo.toml'],
      ].map((args) => [...args, '--locked']),
    );
    for (const { type, request, cargo, cwd, env } of configurations) {
      expect([type, request]).toEqual(['lldb', 'launch']);
      expect(env).toEqual({ SQLX_OFFLINE: 'true' });
      // To test a program Cargo builds it as well.
      const [, kind = 'test'] = /--(lib|bin)\b/.exec(cargo.args.join(' ')) ?? [];
      expect(cargo.filter).toEqual({ kind });
      const [crate] = /tea-shop[-a-z]*/.exec(cargo.args.at(-2) ?? '') ?? [];
      expect(cwd).toBe(cargo.args[0] === 'build' ? '${workspaceFolder}' : `\${workspaceFolder}/crates/${crate}`);
    }
  });

  it.each<RawAnswers>([{}, { db: 'postgres', telemetry: 'otlp', sample: 'minimal' }, { pillar: 'all' }])(
    'VS Code debugs the unit tests of every crate that has some, once: %j',
    (raw) => {
      const debugged = treeOf({ editors: 'vscode', ...raw });
      const unitTests = textOf(debugged, '.vscode/launch.json').matchAll(/"Debug ([\w-]+): unit tests"/g);
      const withSome = [...debugged]
        .filter(([file, { text }]) => /\/src\/.*\.rs$/.test(file) && text.includes('#[cfg(test)]'))
        .map(([file]) => file.split('/')[1]);
      expect([...unitTests].map(([, crate]) => crate).sort()).toEqual([...new Set(withSome)].sort());
    },
  );

  it('VS Code starts a further service behind the first one, in its own folder', () => {
    const text = textOf(treeOf({ service: 'billing' }), '.vscode/launch.json');
    const { configurations } = evaluate(parseJson(text, { mode: 'jsonc' })) as {
      configurations: { name: string; cwd: string }[];
    };
    expect(configurations.slice(0, 2).map(({ name, cwd }) => [name, cwd])).toEqual([
      ['Debug tea-shop', '${workspaceFolder}'],
      ['Debug billing', '${workspaceFolder}/crates/billing'],
    ]);
  });

  it('Zed lints with Clippy, with all features', () => {
    expect(jsonc('.zed/settings.json')).toMatchObject({
      lsp: {
        'rust-analyzer': { initialization_options: { check: { command: 'clippy' }, cargo: { features: 'all' } } },
      },
    });
  });

  it('Neovim starts rust-analyzer with Clippy', () => {
    expect(textOf(tree, '.nvim.lua')).toMatch(
      /check = \{ command = 'clippy' \}[^]*vim\.lsp\.enable\('rust_analyzer'\)/,
    );
  });

  it.each(names(tree, /^\.idea\/.*\.xml$/))('%s is a run configuration of RustRover', (file) => {
    const [configuration] = new DOMParser()
      .parseFromString(textOf(tree, file), 'text/xml')
      .getElementsByTagName('configuration');
    // RustRover silently drops a configuration whose type it does not know.
    expect(configuration?.getAttribute('type')).toBe('CargoCommandRunConfiguration');
    expect(configuration?.getAttribute('factoryName')).toBe('Cargo Command');
    expect(file).toBe(`.idea/runConfigurations/${configuration?.getAttribute('name') ?? ''}.xml`);
  });
});

describe('Dependabot', () => {
  it('is asked where GitHub is', () => {
    expect(names(treeOf({ ci: 'gitlab', db: 'postgres' }), /dependabot/)).toEqual([]);
    expect(names(treeOf({ ci: 'both', db: 'postgres' }), /dependabot/)).toEqual(['.github/dependabot.yml']);
  });

  interface Update {
    'package-ecosystem': string;
    cooldown: unknown;
    ignore?: Record<string, unknown>[];
  }
  const updatesOf = (raw: RawAnswers): Update[] =>
    (parseYaml(textOf(treeOf(raw), '.github/dependabot.yml')) as { updates: Update[] }).updates;
  const USUAL = ['cargo', 'rust-toolchain', 'github-actions', 'docker'];

  it.each([
    ['sqlite', USUAL],
    ['postgres', [...USUAL, 'docker-compose']],
  ])('watches whatever has versions with %s, and waits a week', (db, ecosystems) => {
    const updates = updatesOf({ db });
    expect(updates.map((update) => update['package-ecosystem'])).toEqual(ecosystems);
    expect(updates.map(({ cooldown }) => cooldown)).toEqual(updates.map(() => ({ 'default-days': 7 })));
  });

  it('leaves the Rust of the image and the major version of the database to people', () => {
    expect(updatesOf({ db: 'postgres' }).map(({ ignore }) => ignore)).toEqual([
      ...[undefined, undefined, undefined],
      [{ 'dependency-name': 'rust' }],
      [{ 'dependency-name': 'postgres', 'update-types': ['version-update:semver-major'] }],
    ]);
  });
});
