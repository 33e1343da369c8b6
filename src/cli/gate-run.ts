import { spawn } from 'node:child_process';
import os from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

import { onOneLine } from '../options/errors.ts';
import type { Io } from './io.ts';

/** How many of the last lines of a gate are kept, and how many characters of each. */
const LINES = 40;
const WIDTH = 400;

/** How long what was asked to end may take before it is killed, in milliseconds. */
const GRACE = 5000;

/** How a command ended. */
export interface Ending {
  /** Undefined where it succeeded: `exit code 101`, `ended by SIGKILL`. */
  readonly failure: string | undefined;
  readonly milliseconds: number;
  /** The last lines of both its outputs, in the order in which they came. */
  readonly output: readonly string[];
}

/**
 * Runs a shell command as GitHub does, in a process group of its own.
 *
 * @param signal ends the whole group.
 * @throws the signal's reason when it was aborted, once the command has ended.
 */
export async function runCommand(
  command: string,
  { cwd, env, signal }: { readonly cwd: string; readonly env: Io['env']; readonly signal: AbortSignal },
): Promise<Ending> {
  signal.throwIfAborted();
  const started = performance.now();
  const tail = new Tail();
  // One pipe for both outputs: two would not keep the order.
  const child = spawn('bash', ['-e', '-c', `exec 2>&1\n${command}`], {
    cwd,
    env: env,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const stop = (): void => {
    endGroup(child.pid, 'SIGTERM');
    setTimeout(() => {
      endGroup(child.pid, 'SIGKILL');
    }, GRACE).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  child.stdout.on('data', (bytes: Buffer) => {
    tail.add(bytes);
  });
  try {
    const failure = await new Promise<string | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, killer) => {
        resolve(code === 0 ? undefined : code === null ? `ended by ${killer ?? 'a signal'}` : `exit code ${code}`);
      });
    });
    signal.throwIfAborted();
    return { failure, milliseconds: performance.now() - started, output: tail.lines() };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** Keeps the end of what comes. */
class Tail {
  readonly #decoder = new StringDecoder('utf8');
  #text = '';

  add(bytes: Buffer): void {
    this.#text += this.#decoder.write(bytes);
    if (this.#text.length > 4 * LINES * WIDTH) this.#text = this.#text.slice(-2 * LINES * WIDTH);
  }

  /** Without what only a terminal understands; of a line that was written over its last state. */
  lines(): string[] {
    const lines = stripVTControlCharacters(this.#text).trimEnd().split('\n').slice(-LINES);
    const shown = lines.map((line) => onOneLine(line.trimEnd().replace(/.*\r/, '').replaceAll('\t', '    ')));
    return shown.map((line) => line.slice(0, WIDTH)).filter((line, index) => line !== '' || index > 0);
  }
}

/** Whose paths and names a receipt does not tell. */
export interface Machine {
  readonly host: string;
  /** What stands for a folder: `.` for the workspace. */
  readonly folders: readonly (readonly [folder: string, label: string])[];
}

/** The machine at hand, seen from a workspace. */
export function machineOf(workspace: string, env: Io['env']): Machine {
  const folders: [string | undefined, string][] = [
    [workspace, '.'],
    [env['CARGO_TARGET_DIR'], '$CARGO_TARGET_DIR'],
    [env['CARGO_HOME'], '$CARGO_HOME'],
    [env['RUSTUP_HOME'], '$RUSTUP_HOME'],
    [env['HOME'], '~'],
    [os.homedir(), '~'],
    [os.tmpdir(), '$TMPDIR'],
  ];
  const known = folders.filter((entry): entry is [string, string] => (entry[0]?.length ?? 0) > 1);
  return { host: os.hostname(), folders: known.sort(([a], [b]) => b.length - a.length) };
}

/** A line without absolute paths and the machine's name. */
export function withoutMachine(line: string, { host, folders }: Machine): string {
  const names: readonly (readonly [string, string])[] = [
    ...folders,
    ...(host === '' ? [] : [[host, '$HOST'] as const]),
  ];
  const anonymous = names.reduce((text, [name, label]) => {
    return text.replaceAll(new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w-])`, 'g'), () => label);
  }, line);
  return anonymous.replaceAll(ABSOLUTE, '…/$1');
}

/** A path that leads from the root through a folder that systems have there; not what a URL or an API calls a path. */
const ABSOLUTE =
  /(?<![\w.~…-])\/(?:Users|Volumes|bin|dev|etc|home|lib|lib64|mnt|nix|opt|private|proc|root|run|sbin|srv|sys|tmp|usr|var|work|workspace)\/(?:[^\s:'"`)\],;]*\/)?([^\s/:'"`)\],;]+)/g;

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
