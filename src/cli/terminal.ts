import type { Io } from './io.ts';

/** What a process can tell of its terminal. */
export function terminalOf({
  stdin,
  stdout,
  env,
}: NodeJS.Process): Pick<Io, 'env' | 'interactive' | 'live' | 'colour'> {
  const live = stdout.isTTY && /^(false)?$/.test(env['CI'] ?? '');
  return {
    env,
    interactive: stdin.isTTY && live,
    live,
    colour: stdout.isTTY && stdout.hasColors(),
  };
}
