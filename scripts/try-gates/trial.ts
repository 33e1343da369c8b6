import path from 'node:path';
import process from 'node:process';

import fs from 'fs-extra';

import { narrowed, type Terms } from '../../src/lifecycle/gates/terms.ts';
import { gatesOfWorkflow, type EmittedGate } from '../../test/support/emitted-gates.ts';
import { lintWorkflow } from '../../test/support/actionlint.ts';
import { checkOut, type Checkout } from './checkout.ts';
import type { TriedProject } from './projects.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../dist/cli.js');
const WORKFLOWS = ['.github/workflows/gates.yml', '.github/workflows/gates-nightly.yml'];

/** What `gates` did to a project, and whether it holds. */
export interface Trial {
  /** Whether the project keeps a Cargo.lock. */
  readonly locked: boolean;
  readonly newFiles: readonly string[];
  /** The project's own files that got lines, and how many. */
  readonly addedLines: Readonly<Record<string, number>>;
  /** Gates of `gates.yml`. */
  readonly on: readonly string[];
  /** Findings by gate. */
  readonly counted: Readonly<Record<string, number>>;
  /** What the gates leave out of what they look at. */
  readonly narrowed: readonly string[];
  /** Why a gate is not on. */
  readonly off: Readonly<Record<string, string>>;
  /** What was left as it was. */
  readonly left: readonly string[];
  /** What was looked at, and what is wrong there; empty where it holds. */
  readonly checks: Readonly<Record<string, string>>;
}

/** `gates --json`. */
interface Summary {
  readonly files: readonly { readonly path: string }[];
  readonly left: readonly string[];
  readonly terms: Terms;
  readonly counted: Readonly<Record<string, number>>;
}

export async function tryOn(project: TriedProject): Promise<Trial> {
  const checkout = await checkOut(project);
  const before = await checkout.tree();
  const locked = (await checkout.git('ls-files', 'Cargo.lock')) !== '';
  const { files, left, terms, counted } = JSON.parse(await gates(checkout, '--json')) as Summary;
  await checkout.commit('Gates');
  const changes = await changesSince(checkout, before);
  const emitted = gatesOfWorkflow(await fs.readFile(path.join(checkout.folder, WORKFLOWS[0] ?? ''), 'utf8'));
  const checks = {
    ...(await runAll(checkout, emitted)),
    'every changed file is listed': same(changes.names, files.map((file) => file.path).sort()),
    'their lines are as they were': changes.rewritten.join('; '),
    'actionlint finds nothing': await lintWorkflows(checkout),
    'a second run changes nothing': await repeat(checkout),
    'one more finding turns `clippy` red': await plant(checkout, project, emitted),
    '`--remove` gives their tree back': await takeOut(checkout, before),
  };
  return {
    locked,
    newFiles: changes.newFiles,
    addedLines: changes.addedLines,
    on: emitted.map(({ id }) => id),
    counted,
    narrowed: narrowed(terms),
    off: terms.off,
    left,
    checks,
  };
}

/** @returns what it prints. */
async function gates(checkout: Checkout, ...flags: readonly string[]): Promise<string> {
  const { exitCode, all, stdout } = await checkout.run([process.execPath, PROGRAM, 'gates', ...flags]);
  if (exitCode !== 0) throw new Error(`gates ${flags.join(' ')} in ${checkout.folder}: ${all}`);
  return stdout;
}

interface Changes extends Pick<Trial, 'newFiles' | 'addedLines'> {
  /** Paths, sorted. */
  readonly names: readonly string[];
  /** Lines that are not there any more. */
  readonly rewritten: readonly string[];
}

async function changesSince(checkout: Checkout, tree: string): Promise<Changes> {
  const { git } = { git: checkout.git.bind(checkout) };
  const status = lines(await git('diff', '--no-renames', '--name-status', tree, 'HEAD')).map(fields);
  const rows = lines(await git('diff', '--no-renames', '--numstat', tree, 'HEAD')).map(fields);
  const newFiles = status.flatMap(([kind, file = '']) => (kind === 'A' ? [file] : []));
  const theirs = rows.filter(([, , file = '']) => !newFiles.includes(file));
  const diff = await git('diff', '--no-renames', '--unified=0', '--diff-filter=a', tree, 'HEAD');
  const added = new Set(ofKind(diff, '+'));
  return {
    names: status.map(([, file = '']) => file).sort(),
    newFiles,
    addedLines: Object.fromEntries(theirs.map(([count, , file = '']) => [file, Number(count)])),
    // A list's last element may get a comma.
    rewritten: ofKind(diff, '-').filter((line) => !added.has(`${line},`)),
  };
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function fields(line: string): string[] {
  return line.split('\t');
}

/** Lines of a diff without the sign in front, and without those that name files. */
function ofKind(diff: string, sign: '+' | '-'): string[] {
  return lines(diff).flatMap((line) =>
    line.startsWith(sign) && !line.startsWith(sign.repeat(3)) ? [line.slice(1)] : [],
  );
}

async function runAll(checkout: Checkout, emitted: readonly EmittedGate[]): Promise<Record<string, string>> {
  const checks: Record<string, string> = {};
  for (const { id, command, env } of emitted) {
    const { exitCode, all } = await checkout.run(['bash', '-e', '-c', command], env);
    checks[`\`${id}\` passes`] = exitCode === 0 ? '' : lastLine(all);
  }
  await checkout.restore();
  return checks;
}

function lastLine(text: string): string {
  return lines(text).at(-1)?.trim() ?? 'it says nothing';
}

async function lintWorkflows(checkout: Checkout): Promise<string> {
  const found = await Promise.all(
    WORKFLOWS.map(async (file) => lintWorkflow(await fs.readFile(path.join(checkout.folder, file), 'utf8'), file)),
  );
  return found
    .flat()
    .map(({ line, message }) => `line ${line}: ${message}`)
    .join('; ');
}

async function repeat(checkout: Checkout): Promise<string> {
  const { files } = JSON.parse(await gates(checkout, '--json')) as Summary;
  return same(lines(await checkout.git('status', '--porcelain')).concat(files.map(({ path: file }) => file)), []);
}

/** A lint of Clippy's that is on in every project. */
const PLANT = '\nfn planted() -> u8 {\n    return 1;\n}\n';

async function plant(checkout: Checkout, { plantIn }: TriedProject, emitted: readonly EmittedGate[]): Promise<string> {
  const clippy = emitted.find(({ id }) => id === 'clippy');
  if (clippy === undefined) return 'there is no such gate';
  await fs.appendFile(path.join(checkout.folder, plantIn), PLANT);
  const { exitCode, all } = await checkout.run(['bash', '-e', '-c', clippy.command], clippy.env);
  await checkout.restore();
  if (exitCode === 0) return 'it stays green';
  return /needless.return/.test(all) ? '' : `it is red for another reason: ${lastLine(all)}`;
}

async function takeOut(checkout: Checkout, before: string): Promise<string> {
  await gates(checkout, '--remove');
  const difference = await checkout.git('diff', '--name-status', before, await checkout.tree());
  await checkout.restore();
  return lines(difference).join('; ');
}

function same(actual: readonly string[], expected: readonly string[]): string {
  const odd = [
    ...actual.filter((each) => !expected.includes(each)),
    ...expected.filter((each) => !actual.includes(each)),
  ];
  return odd.join('; ');
}
