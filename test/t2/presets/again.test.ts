/** Commands that read a workspace which was made with presets of this disk: only their names are remembered. */
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import type { Diagnosis } from '../../../src/cli/doctor.ts';
import type { Explanation } from '../../../src/cli/explain.ts';
import type { Receipt } from '../../../src/gates/receipt.ts';
import { contents, put, sandboxWith } from '../../support/disk.ts';
import { refusalOf, runProgram } from '../../support/program.ts';
import { cargoThat, standIns } from '../../support/stand-ins.ts';

const PRESETS = {
  'rust/company/preset.toml': `db = "postgres"

[locked]
db = "one database for all (OPS-3)"

[registries.acme]
index = "sparse+https://cargo.acme.example/index/"

[[gates]]
id = "notes"
title = "Notes"
command = "cat NOTES.md"
tier = "pull-request"
why = "workspaces that nobody has named"
tools = ["cargo-hack"]

[replaces]
"SECURITY.md" = "reports go to the security desk"
`,
  'rust/company/files/NOTES.md': '# @name@\n',
  'rust/company/files/SECURITY.md': '# @name@\n',
  'rust/payments/preset.toml': 'extends = "../company"\nauth = "none"\n',
  'other/preset.toml': 'db = "sqlite"\n',
};

const RECORD = 'orders/.create-rust-2026.json';

/** A workspace of both layers, beside them. */
async function made(): Promise<string> {
  const folder = sandboxWith(PRESETS);
  const { code } = await runProgram(folder, ['orders', '--preset', 'rust/payments', '--no-git']);
  expect(code).toBe(0);
  return folder;
}

const refusal = (folder: string, ...args: readonly string[]): Promise<string> => refusalOf(folder, args);

/** The line of the answers file on which a preset's entry begins. */
function lineOf(folder: string, source: string): number {
  const lines = fs.readFileSync(path.join(folder, RECORD), 'utf8').split('\n');
  return lines.indexOf(`      "source": "${source}",`);
}

describe('given where they lie', () => {
  test('the presets give the gates that CI has', async () => {
    const folder = await made();
    const PATH = await standIns(cargoThat({ hack: 'echo cargo-hack 99.0.0' }));
    const verify = ['verify', 'orders', '--gate', 'fmt,notes', '--json'];
    const { code, out } = await runProgram(folder, [...verify, '--preset', 'rust/payments'], { PATH });
    expect(code).toBe(0);
    const { gates, presets, answers } = JSON.parse(out) as Receipt;
    expect(gates).toMatchObject([
      { id: 'fmt', state: 'passed' },
      { id: 'notes', state: 'passed', command: 'cat NOTES.md', output: ['# orders'] },
    ]);
    const record = fs.readJsonSync(path.join(folder, RECORD)) as object;
    expect(record).toMatchObject({ presets, answers });
    const receipt = fs.readFileSync(path.join(folder, 'orders/target/gates/receipt.md'), 'utf8');
    expect(receipt).toContain('## Presets\n\n```json\n[\n  {\n    "source": "company",\n');
    const workflow = fs.readFileSync(path.join(folder, 'orders/.github/workflows/ci.yml'), 'utf8');
    expect(workflow).toContain('run: cat NOTES.md');
  });

  test('they are known by what they hold, whatever they are called', async () => {
    const folder = await made();
    fs.moveSync(path.join(folder, 'rust'), path.join(folder, 'elsewhere'));
    fs.moveSync(path.join(folder, 'elsewhere/company'), path.join(folder, 'elsewhere/acme'));
    fs.moveSync(path.join(folder, 'elsewhere/payments/preset.toml'), path.join(folder, 'elsewhere/team.toml'));
    // What the layer extends is not beside it any more: each is given by itself.
    const given = ['--preset', 'elsewhere/acme', '--preset', 'elsewhere/team.toml'];
    expect(await refusal(folder, 'explain', 'notes', 'orders', ...given)).toBe(
      '"extends" (elsewhere/team.toml, line 1): cannot read company: there is no such file or folder',
    );
    put(folder, { 'company/preset.toml': PRESETS['rust/company/preset.toml'] });
    fs.copySync(path.join(folder, 'elsewhere/acme/files'), path.join(folder, 'company/files'));
    const { out } = await runProgram(folder, ['explain', 'notes', 'orders', ...given.slice(2), '--json']);
    const { meanings } = JSON.parse(out) as Explanation;
    expect(meanings).toMatchObject([{ kind: 'gate', id: 'notes', here: true, preset: 'company' }]);
  });

  test('what they lock and which registries they bring is explained', async () => {
    const folder = await made();
    const explained = async (name: string): Promise<string> =>
      (await runProgram(folder, ['explain', name, 'orders', '--preset', 'rust/payments'])).out;
    expect(await explained('db')).toContain('\n  locked    by the preset company: one database for all (OPS-3)\n');
    expect(await explained('auth')).not.toContain('locked');
    expect(await explained('acme')).toContain('\n  because  the preset company brings it\n');
  });

  test('the doctor says what their gates need', async () => {
    const folder = await made();
    const PATH = await standIns(cargoThat());
    const { out } = await runProgram(folder, ['doctor', 'orders', '--preset', 'rust/payments', '--json'], { PATH });
    const { findings } = JSON.parse(out) as Diagnosis;
    expect(findings.find(({ what }) => what === 'cargo-hack')).toMatchObject({ state: 'missing', gates: ['notes'] });
  });

  test('their files and gates are explained', async () => {
    const folder = await made();
    const explain = async (name: string) =>
      (await runProgram(folder, ['explain', name, 'orders', '--preset', 'rust/payments'])).out;
    expect(await explain('SECURITY.md')).toBe(
      `SECURITY.md  file
  from     rust/company/files/SECURITY.md
  because  the preset company brings it
  change   edit it: it is yours
`,
    );
    expect(await explain('notes')).toMatch(
      /\n {2}what {5}Notes: keeps out workspaces that nobody has named\n {2}here {5}yes\n/,
    );
    expect(await explain('db')).toContain('\n  here      postgres\n');
  });

  test('the command takes them from where they lie, and makes the same again', async () => {
    const folder = await made();
    const { code, out, err } = await runProgram(folder, ['reproduce', 'orders', '--preset', 'rust/payments']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(' orders --preset rust/company --preset rust/payments --pillar cloud ');
    const first = contents(path.join(folder, 'orders'));
    fs.removeSync(path.join(folder, 'orders'));
    const { stdout } = await execa('sh', ['-c', String.raw`npx() { shift; printf '%s\0' "$@"; }; ` + out]);
    await runProgram(folder, [...stdout.split('\0').slice(0, -1), '--no-git']);
    expect(contents(path.join(folder, 'orders'))).toEqual(first);
  });

  test('their gates are explained before there is a workspace', async () => {
    const folder = sandboxWith(PRESETS);
    const { out } = await runProgram(folder, ['explain', 'notes', '--preset', 'rust/company', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      answers: { db: 'postgres' },
      meanings: [{ kind: 'gate', here: true, preset: 'company' }],
    });
  });
});

describe('not given', () => {
  test.each([
    ['verify', 'orders'],
    ['doctor', 'orders'],
    ['explain', 'db', 'orders'],
  ])('they are asked for by name: %s', async (...args) => {
    const folder = await made();
    const line = lineOf(folder, 'company');
    expect(line).toBeGreaterThan(10);
    expect(await refusal(folder, ...args)).toBe(
      `the workspace was made with "company" (${RECORD}, line ${line}), a file or folder of which only the name is remembered; say where it lies with --preset`,
    );
  });

  test('they are named in the command, which somebody completes', async () => {
    const folder = await made();
    const { code, out, err } = await runProgram(folder, ['reproduce', 'orders']);
    expect(code).toBe(0);
    expect(out).toContain(' orders --preset company --preset payments --pillar cloud ');
    expect(err).toBe(
      'warning: of "company", "payments" only the name is remembered: put the path into the command\n' +
        'warning: what was changed since is told where the presets are given with --preset\n',
    );
  });

  test('they are named in the command of another version, too', async () => {
    const folder = await made();
    const file = path.join(folder, RECORD);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/"version": ".*"/, '"version": "9.8.7"'));
    const { out, err } = await runProgram(folder, ['reproduce', 'orders']);
    expect(out).toContain('npx create-rust-2026@9.8.7 orders --preset company --preset payments --pillar cloud ');
    expect(err).toMatch(/^warning: of "company", "payments" only the name is remembered/);
    expect(await refusal(folder, 'verify', 'orders', '--preset', 'rust/payments')).toMatch(
      /; run npx create-rust-2026@9\.8\.7 verify orders --preset rust\/payments$/,
    );
  });
});

describe('is refused in one line, and nothing is run', () => {
  test('a preset that changed since', async () => {
    const folder = await made();
    fs.appendFileSync(path.join(folder, 'rust/company/files/NOTES.md'), 'more\n');
    const line = lineOf(folder, 'company');
    expect(await refusal(folder, 'verify', 'orders', '--preset', 'rust/payments')).toBe(
      `--preset: rust/company/preset.toml is not what the workspace was made from, "company" (${RECORD}, line ${line}); give it as it was then`,
    );
  });

  test('a preset that it was not made with', async () => {
    const folder = await made();
    expect(await refusal(folder, 'verify', 'orders', '--preset', 'rust/payments', '--preset', 'other')).toBe(
      `--preset: other/preset.toml is no preset that the workspace was made with: in ${RECORD} those are "company", "payments"; leave it out`,
    );
    await runProgram(folder, ['plain', '--no-git', '--pillar', 'dx']);
    expect(await refusal(folder, 'doctor', 'plain', '--preset', 'other')).toBe(
      '--preset: other/preset.toml is no preset that the workspace was made with: in plain/.create-rust-2026.json none is remembered; leave it out',
    );
    expect(await refusal(folder, 'doctor', 'rust', '--preset', 'other')).toBe(
      '--preset has no say here: rust is no workspace; leave it out',
    );
  });
});
