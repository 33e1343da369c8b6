import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import type { Reproduction } from '../../../src/cli/reproduction.ts';
import { put, sandbox } from '../../support/disk.ts';
import { packed } from '../../support/packed.ts';
import { deskEnvironment, runProgram } from '../../support/program.ts';
import { workspace } from '../../support/stand-ins.ts';

/** How a place differs from the one where a workspace was made. */
interface Elsewhere {
  readonly umask: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What new files and new programs are allowed under a mask, in octal. */
function modesUnder(umask: string): readonly [file: string, program: string] {
  const kept = ~Number.parseInt(umask, 8);
  return [(0o666 & kept).toString(8), (0o777 & kept).toString(8)];
}

/** Bytes and mode of every file, but for what .git holds; a file that is executable says so. */
function files(folder: string): Record<string, { text: string; mode: string; executable: boolean }> {
  const all = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = all.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  return Object.fromEntries(
    paths
      .filter((file) => !file.startsWith('.git/'))
      .map((file) => {
        const mode = fs.statSync(path.join(folder, file)).mode & 0o777;
        const text = fs.readFileSync(path.join(folder, file), 'latin1');
        return [file, { text, mode: mode.toString(8), executable: (mode & 0o100) !== 0 }];
      }),
  );
}

/** Runs a printed command in a shell, in an empty folder, with the packed program in the place of npx. */
async function follow(command: string, { umask, env }: Elsewhere): Promise<string> {
  const folder = sandbox();
  const script = `umask ${umask}; npx() { shift; '${process.execPath}' '${packed.cli}' "$@"; }\n${command}`;
  await execa('sh', ['-c', script], { cwd: folder, env: deskEnvironment(env), extendEnv: false });
  const [made = ''] = fs.readdirSync(folder);
  return path.join(folder, made);
}

describe('the printed command', () => {
  test.each<[string, string[], Elsewhere]>([
    ['another mask', [], { umask: '077', env: {} }],
    ['another locale', ['--db', 'postgres'], { umask: '022', env: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' } }],
    ['another time zone', ['--owners', '@acme/platform @ada'], { umask: '002', env: { TZ: 'Pacific/Kiritimati' } }],
    [
      'all of them',
      ['--license', 'proprietary', '--editors', 'all'],
      { umask: '027', env: { LC_ALL: 'ar_EG.UTF-8', TZ: 'Asia/Kathmandu' } },
    ],
  ])('gives the same bytes and modes elsewhere, under %s', async (_title, args, elsewhere) => {
    const original = await workspace(args);
    const { code, out, err } = await runProgram(original, ['reproduce']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const again = files(await follow(out, elsewhere));
    const [file, program] = modesUnder(elsewhere.umask);
    const expected = Object.entries(files(original)).map(([name, { text, executable }]) => {
      return [name, { text, executable, mode: executable ? program : file }] as const;
    });
    expect(again).toEqual(Object.fromEntries(expected));
  });
});

describe('what was changed since', () => {
  test('is told beside the command', async () => {
    const folder = await workspace();
    put(folder, { 'README.md': 'mine\n', 'crates/orders/src/more.rs': '', 'target/built': '' });
    fs.removeSync(path.join(folder, 'rustfmt.toml'));
    fs.removeSync(path.join(folder, '.vscode'));
    put(folder, { '.vscode': 'a file where there was a folder\n' });
    const { code, out, err } = await runProgram(path.dirname(folder), ['reproduce', 'orders']);
    expect(code).toBe(0);
    expect(out).toMatch(/^npx create-rust-2026@[\d.]+ orders --sample minimal --yes\n$/);
    expect(err.split('\n')).toEqual([
      'warning: 1 file changed since, which the command does not know: README.md',
      expect.stringMatching(/^warning: \d files gone since, which the command writes: .*rustfmt\.toml/) as string,
      'warning: 2 files added since, which the command does not write: .vscode, crates/orders/src/more.rs',
      '',
    ]);
    const json = JSON.parse((await runProgram(folder, ['reproduce', '--json'])).out) as Reproduction;
    expect(json).toMatchObject({
      command: out.trim(),
      differences: { changed: ['README.md'], added: ['.vscode', 'crates/orders/src/more.rs'] },
    });
    expect(json.differences?.missing).toEqual(expect.arrayContaining(['.vscode/settings.json', 'rustfmt.toml']));
  });

  test('is not known of another version, whose command is printed all the same', async () => {
    const folder = sandbox();
    const generator = { name: 'create-rust-2026', version: '9.8.7' };
    const answers = { name: 'orders', pillar: ['cloud'], colour: 'blue green', owners: '' };
    put(folder, { '.create-rust-2026.json': JSON.stringify({ generator, answers }) });
    const { code, out, err } = await runProgram(folder, ['reproduce']);
    expect(code).toBe(0);
    expect(out).toBe('npx create-rust-2026@9.8.7 orders --pillar cloud --colour "blue green" --owners none --yes\n');
    expect(err).toMatch(/^warning: create-rust-2026 9\.8\.7 made this, and this is [\d.]+: .*\n$/);
  });

  test('of a folder that is no workspace nothing can be told', async () => {
    expect(await runProgram(sandbox(), ['reproduce'])).toEqual({
      code: 2,
      out: '',
      err: 'error: this folder holds no .create-rust-2026.json, so create-rust-2026 did not make it; give the folder of a workspace\n',
    });
  });
});
