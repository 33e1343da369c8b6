import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import type { Result } from '../../../src/cli/result.ts';
import { sandbox, sandboxWith } from '../../support/disk.ts';
import { refusalOf, runProgram } from '../../support/program.ts';
import { readTree } from '../../support/tree.ts';

async function dryRun(folder: string, args: readonly string[]): Promise<Result> {
  const { code, out } = await runProgram(folder, [...args, '--dry-run', '--json']);
  expect(code).toBe(0);
  return JSON.parse(out) as Result;
}

const refusal = (folder: string, ...args: readonly string[]): Promise<string> => refusalOf(folder, ['orders', ...args]);

const COMPANY = { 'acme/preset.toml': 'db = "postgres"\n', 'acme/files/NOTES.md': '# @name@\n' };

describe('a folder', () => {
  test.each(['acme', 'acme/', './acme', 'acme/preset.toml', path.join('acme', '..', 'acme')])(
    'given as %s is a preset',
    async (given) => {
      const folder = sandboxWith(COMPANY);
      const { answers, files, presets } = await dryRun(folder, ['orders', '--preset', given]);
      expect(answers.db).toBe('postgres');
      expect(files).toContainEqual({ path: 'NOTES.md', bytes: '# orders\n'.length });
      expect(presets.map(({ source }) => source)).toEqual(['acme']);
    },
  );

  test('may hold preset.json, and be reached over a link of the user’s', async () => {
    const folder = sandboxWith({ 'real/preset.json': '{ "db": "postgres" }' });
    fs.symlinkSync('real', path.join(folder, 'acme'));
    expect((await dryRun(folder, ['orders', '--preset', 'acme'])).presets[0]?.source).toBe('acme');
  });

  test('gives the same bytes wherever it lies, and others when it changes', async () => {
    const folder = sandboxWith(COMPANY);
    fs.copySync(path.join(folder, 'acme'), path.join(folder, 'deep/er/acme'));
    for (const [cwd, given] of [
      ['one', '../acme'],
      ['two', path.join(folder, 'deep/er/acme')],
    ] as const) {
      fs.ensureDirSync(path.join(folder, cwd));
      expect((await runProgram(path.join(folder, cwd), ['orders', '--preset', given, '--no-git'])).code).toBe(0);
    }
    const [one, two] = [await readTree(path.join(folder, 'one')), await readTree(path.join(folder, 'two'))];
    expect(two).toEqual(one);
    fs.appendFileSync(path.join(folder, 'acme/files/NOTES.md'), '\n');
    const { presets } = await dryRun(folder, ['x', '--preset', 'acme']);
    expect(one['orders/.create-rust-2026.json']).not.toContain(presets[0]?.digest);
  });

  test('is named in the closing text, whose command makes the same again', async () => {
    const folder = sandboxWith({ ...COMPANY, 'team.toml': 'extends = "acme"\nauth = "none"\n' });
    const { out } = await runProgram(folder, ['orders', '--preset', 'team.toml', '--db', 'sqlite', '--no-git']);
    expect(out).toContain('\nFrom the presets:\n  acme\n  team.toml\n');
    const command = /\n {2}npx create-rust-2026@\S+ (.*)\n$/.exec(out)?.[1] ?? '';
    const first = await readTree(path.join(folder, 'orders'));
    fs.removeSync(path.join(folder, 'orders'));
    const { stdout } = await execa('sh', ['-c', String.raw`printf '%s\0' ` + command]);
    expect((await runProgram(folder, stdout.split('\0').slice(0, -1))).code).toBe(0);
    expect(await readTree(path.join(folder, 'orders'))).toEqual(first);
  });

  test('takes no file that a fresh clone keeps', async () => {
    const folder = sandboxWith({
      'acme/preset.toml': '[replaces]\n"README.md" = "ours"\n',
      'acme/files/README.md': 'company\n',
      'orders/README.md': 'mine\n',
    });
    const { code, err } = await runProgram(folder, ['orders', '--preset', 'acme', '--no-git']);
    expect(code).toBe(0);
    expect(err).toMatch(/^warning: kept as they were: README\.md\nwarning: the README\.md of this workspace [^\n]+\n$/);
    expect(fs.readFileSync(path.join(folder, 'orders/README.md'), 'utf8')).toBe('mine\n');
  });
});

describe('layers', () => {
  test('come in the order of their flags, each once, what they extend below them', async () => {
    const folder = sandboxWith({
      'company/preset.toml': 'db = "postgres"\nauth = "none"\nlicense = "MIT"\n',
      'teams/a/preset.toml': 'extends = "../../company"\nauth = "jwt"\n',
      'b.toml': 'extends = ["company", "teams/a/preset.toml"]\nlicense = "proprietary"\n',
    });
    const { answers, presets } = await dryRun(folder, [
      'orders',
      '--preset',
      'teams/a',
      '--preset',
      'b.toml',
      '--editors',
      'none',
    ]);
    expect(answers).toMatchObject({ db: 'postgres', auth: 'jwt', license: 'proprietary', editors: [] });
    expect(presets.map(({ source }) => source)).toEqual(['company', 'a', 'b.toml']);
  });

  test('that go round in a circle are refused with the line', async () => {
    const folder = sandboxWith({
      'a/preset.toml': '\nextends = "../b"\n',
      'b/preset.toml': 'extends = ["../a"]\n',
      'c.toml': 'extends = "c.toml"',
    });
    expect(await refusal(folder, '--preset', 'a')).toBe(
      '"extends" (b/preset.toml, line 1) closes a circle: the preset extends itself',
    );
    expect(await refusal(folder, '--preset', 'c.toml')).toBe(
      '"extends" (c.toml, line 1) closes a circle: the preset extends itself',
    );
  });

  test('may be the answers file of a workspace, which says what it leaves out', async () => {
    const folder = sandboxWith(COMPANY);
    await runProgram(folder, ['orders', '--preset', 'acme', '--no-git']);
    const alone = await dryRun(folder, ['billing', '--preset', 'orders/.create-rust-2026.json']);
    expect(alone).toMatchObject({ answers: { name: 'billing', db: 'postgres' }, presets: [] });
    expect(alone.warnings).toEqual([
      'an answers file gives answers alone; for files and gates give "acme" with --preset too',
    ]);
    const both = await dryRun(folder, ['billing', '--preset', 'acme', '--preset', 'orders/.create-rust-2026.json']);
    expect(both).toMatchObject({ warnings: [], presets: [{ source: 'acme' }] });
  });
});

describe('is refused in one line, and nothing is written', () => {
  test.each<[string, Record<string, string>, string]>([
    [
      'an empty folder',
      { 'acme/x.toml': '' },
      '--preset: acme/preset.toml is not there; a preset is a folder that holds one',
    ],
    [
      'YAML',
      { 'acme/preset.yaml': '' },
      '--preset: acme/preset.toml is wanted, not preset.yaml; a preset is a folder that holds one',
    ],
    ['two files', { 'acme/preset.toml': '', 'acme/preset.json': '{}' }, 'stands beside preset.'],
    [
      'a folder for a file',
      { 'acme/preset.toml/x': '' },
      '--preset: acme/preset.toml is a folder, which has no place there',
    ],
    [
      'a file for a folder',
      { 'acme/preset.toml': '', 'acme/files': '' },
      '--preset: acme/files is a file, which has no place there',
    ],
    [
      'a large preset',
      { 'acme/preset.toml': '#'.repeat(64 * 1024 + 1) },
      '--preset: acme/preset.toml is larger than 64 KiB',
    ],
    [
      'a large file',
      { 'acme/preset.toml': '', 'acme/files/x': 'x'.repeat(1024 * 1024 + 1) },
      '--preset: acme/files/x is larger than 1 MiB',
    ],
    [
      'too many files',
      {
        'acme/preset.toml': '',
        ...Object.fromEntries(Array.from({ length: 2001 }, (_, n) => [`acme/files/${n}`, ''])),
      },
      '--preset: acme/files holds more than 2000 files',
    ],
    [
      'a repository',
      { 'acme/preset.toml': '', 'acme/files/.git/config': '' },
      '--preset: the path of acme/files/.git/config must be a path below the workspace',
    ],
    [
      'a path that Windows forbids',
      { 'acme/preset.toml': '', 'acme/files/a:b': '' },
      '--preset: the path of acme/files/a:b must be',
    ],
    [
      'a file of ours',
      { 'acme/preset.toml': '', 'acme/files/README.md': '' },
      'acme/files/README.md would replace README.md, which is made anyway',
    ],
    [
      'other letters',
      { 'acme/preset.toml': '', 'acme/files/readme.md': '' },
      'acme/files/readme.md makes readme.md, which differs from README.md by case alone',
    ],
    [
      'a reason for nothing',
      { 'acme/preset.toml': '[replaces]\n"READ.md" = "x"', 'acme/files/README.md': '' },
      '"replaces.READ.md" (acme/preset.toml, line 2) names no file of files/; did you mean README.md?',
    ],
    [
      'an absolute path',
      { 'acme/preset.toml': 'extends = "/etc"' },
      '"extends" (acme/preset.toml, line 1): "/etc" is an absolute path',
    ],
    [
      'what is not there',
      { 'acme/preset.toml': 'extends = "../company"' },
      '"extends" (acme/preset.toml, line 1): cannot read company: there is no such file or folder',
    ],
    [
      'what is not there, further down',
      { 'acme/preset.toml': 'extends = "../b"', 'b/preset.toml': '\nextends = ["../c"]', 'c/readme': '' },
      '"extends" (b/preset.toml, line 2): c/preset.toml is not there; a preset is a folder that holds one',
    ],
    [
      'a pointer of Git LFS',
      { 'acme/preset.toml': '', 'acme/files/x': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' },
      'acme/files/x is a pointer of Git LFS',
    ],
  ])('%s', async (_title, files, message) => {
    const folder = sandboxWith(files);
    expect(await refusal(folder, '--preset', 'acme')).toContain(message);
  });

  test.each([
    ['acme/preset.toml', '../secret'],
    ['acme/files', '../secrets'],
    ['acme/files/x', '../../secret'],
    ['acme/files/x', '../../secrets'],
    ['acme/files/x', 'nowhere'],
  ])('a link at %s to %s', async (link, to) => {
    const folder = sandboxWith({
      secret: 'db = "postgres"\n',
      'secrets/key': 'secret\n',
      ...(link === 'acme/preset.toml' ? {} : { 'acme/preset.toml': '' }),
    });
    fs.ensureDirSync(path.dirname(path.join(folder, link)));
    fs.symlinkSync(to, path.join(folder, link));
    expect(await refusal(folder, '--preset', 'acme')).toBe(
      `--preset: ${link} is a symbolic link, which has no place there; a preset holds plain files`,
    );
  });

  test('what is no file at all, such as a pipe', async () => {
    const folder = sandboxWith({ 'acme/preset.toml': '', 'acme/files/a': '' });
    await execa('mkfifo', [path.join(folder, 'acme/files/pipe')]);
    const { code, err } = await runProgram(folder, ['orders', '--preset', 'acme']);
    expect([code, err]).toEqual([
      2,
      'error: --preset: acme/files/pipe is no file, which has no place there; a preset holds plain files\n',
    ]);
  });

  test('bytes that are no UTF-8', async () => {
    const folder = sandboxWith({ 'acme/preset.toml': '' });
    fs.outputFileSync(path.join(folder, 'acme/files/logo.png'), new Uint8Array([0x89, 0x50, 0x4e, 0x47]));
    expect(await refusal(folder, '--preset', 'acme')).toBe('--preset: acme/files/logo.png is not UTF-8 text');
  });

  test('a link that leads to itself', async () => {
    const folder = sandbox();
    fs.symlinkSync('acme', path.join(folder, 'acme'));
    const { code, err } = await runProgram(folder, ['orders', '--preset', 'acme']);
    expect([code, err]).toEqual([2, 'error: --preset: cannot read acme: ELOOP\n']);
  });

  test('a lone file that wants to replace another', async () => {
    const folder = sandboxWith({ 'acme.toml': '[replaces]\n"README.md" = "x"' });
    expect(await refusal(folder, '--preset', 'acme.toml')).toBe(
      '"replaces.README.md" (acme.toml, line 2) names no file of files/; there is none',
    );
  });
});
