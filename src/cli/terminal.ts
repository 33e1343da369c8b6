import type { Io } from './io.ts';

/** What a process can tell of its terminal. */
export function terminalOf({ stdin, stdout, env }: NodeJS.Process): Pick<Io, 'env' | 'interactive' | 'colour'> {
  return {
    env,
    interactive: stdin.isTTY && stdout.isTTY && /^(false)?$/.test(env['CI'] ?? ''),
    colour: stdout.isTTY && stdout.hasColors(),
  };
}
