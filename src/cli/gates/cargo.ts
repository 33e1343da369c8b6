import { stripVTControlCharacters } from 'node:util';

import type { ProjectMetadata } from '../../lifecycle/gates/project.ts';
import { InputError } from '../../options/errors.ts';

/** Where commands run, and when they end. */
export interface Running {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program, whatever comes of it; undefined where it is not there. rustup fetches no toolchain for it. */
export async function runProgram([program, ...args]: readonly string[], where: Running): Promise<Ran | undefined> {
  const { execa } = await import('execa');
  const { exitCode, code, stdout, stderr } = await execa(program ?? '', args, {
    cwd: where.cwd,
    env: { ...where.env, RUSTUP_AUTO_INSTALL: '0' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    maxBuffer: 512 * 1024 * 1024,
    ...(where.signal === undefined ? {} : { cancelSignal: where.signal }),
  });
  where.signal?.throwIfAborted();
  return code === 'ENOENT' || exitCode === 127 ? undefined : { exitCode: exitCode ?? 1, stdout, stderr };
}

/** What Cargo says of the workspace around a folder, its dependencies left out: Cargo writes nothing for that. */
export async function readRoot(where: Running, shown: string): Promise<Omit<ProjectMetadata, 'resolve'>> {
  return metadata(['--no-deps'], where, (problem) => `cargo cannot read ${shown}: ${problem}; mend that first`);
}

/** What Cargo says of a workspace, with all features and for all targets. It writes a Cargo.lock where there is none. */
export async function readMetadata(where: Running, shown: string): Promise<ProjectMetadata> {
  return readCopy(where, (problem) => `cargo cannot read ${shown}: ${problem}; mend that first`);
}

/** As `readMetadata`, where the words for what Cargo cannot read are the caller's. */
export async function readCopy(where: Running, words: (problem: string) => string): Promise<ProjectMetadata> {
  return metadata(['--all-features'], where, words);
}

async function metadata(
  flags: readonly string[],
  where: Running,
  words: (problem: string) => string,
): Promise<ProjectMetadata> {
  const ran = await runProgram(['cargo', 'metadata', '--format-version', '1', ...flags], where);
  if (ran === undefined) throw new InputError('cargo was not found; install Rust with rustup first');
  if (ran.exitCode === 0) return JSON.parse(ran.stdout) as ProjectMetadata;
  throw new InputError(words([errorLine(ran.stderr, where.cwd), ...causes(ran.stderr, where.cwd)].join(': ')));
}

/** What Cargo names as the reasons of its error, the nearest first. */
function causes(output: string, cwd: string): string[] {
  const [, ...parts] = stripVTControlCharacters(output).split(/^Caused by:$/m);
  return parts.map((part) => errorLine(`error: ${part.trim().split('\n')[0] ?? ''}`, cwd));
}

/** The line of a tool's output that says what is wrong; paths in it begin at the folder in which the tool ran. */
export function errorLine(output: string, cwd: string): string {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim());
  const errors = lines.filter((line) => /^error/i.test(line)).map((line) => line.replace(/^error(\[\w+\])?: */i, ''));
  const line = errors[0] ?? lines.filter((each) => each !== '').at(-1) ?? 'it says nothing';
  return line.replaceAll(`${cwd}/`, '').replaceAll(cwd, '.').replace(/\.$/, '');
}

/** As nextest and rustdoc say it: `FAIL [   0.004s] (1/3) orders::api refuses`, `test src/lib.rs - open (line 3) ... FAILED`. */
const FAILED_TEST =
  /^\s*(?:TRY \d+ )?(?:FAIL|ABORT|TIMEOUT|SIG[A-Z]+) \[[^\]]*\] (?:\([^)]*\) )?(.+)$|^test (.+) \.\.\. FAILED$/gm;

/** The tests that failed, sorted. */
export function failedTests(output: string): string[] {
  const found = stripVTControlCharacters(output).matchAll(FAILED_TEST);
  return [...new Set(Array.from(found, ([, nextest, rustdoc]) => (nextest ?? rustdoc ?? '').trim()))].sort();
}
