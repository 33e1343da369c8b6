import { stripVTControlCharacters } from 'node:util';

import { spawn, type IPty } from '@lydell/node-pty';

import { packed } from './packed.ts';
import { deskEnvironment } from './program.ts';

/** Keys as a terminal sends them. */
export const KEY = {
  enter: '\r',
  down: '\u001b[B',
  space: ' ',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
  escape: '\u001b',
} as const;

/** The packed program, or another of Node's, in a terminal, and somebody who reads and types. */
export class Terminal {
  /** Everything that was written, control sequences included. */
  raw = '';
  /** Ends with the exit code; 128 and the signal's number where a signal ended it, as shells say it. */
  readonly exit: Promise<number>;
  readonly #pty: IPty;
  #read = 0;
  #wake: () => void = () => undefined;
  #ended = false;

  constructor(
    folder: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    program: string = packed.cli,
  ) {
    this.#pty = spawn(process.execPath, [program, ...args], {
      cols: 120,
      rows: 50,
      cwd: folder,
      env: deskEnvironment(env),
    });
    this.#pty.onData((data) => {
      this.raw += data;
      this.#wake();
    });
    this.exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal = 0 }) => {
        this.#ended = true;
        this.#wake();
        resolve(signal === 0 ? exitCode : 128 + signal);
      });
    });
  }

  /** What can be read, without colours and the like. */
  get text(): string {
    return stripVTControlCharacters(this.raw);
  }

  /** Waits for a text that comes after all that was seen before. */
  async see(wanted: string): Promise<void> {
    for (;;) {
      const position = this.text.indexOf(wanted, this.#read);
      if (position !== -1) {
        this.#read = position + wanted.length;
        return;
      }
      if (this.#ended) throw new Error(`ended without ${JSON.stringify(wanted)}:\n${this.text.slice(this.#read)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** The window is closed. */
  hangUp(): void {
    this.#pty.kill('SIGHUP');
  }
}
