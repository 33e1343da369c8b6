import process from 'node:process';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A program that we had started was interrupted; a key like Ctrl-C means us too, and may reach it first. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  constructor(readonly signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
  }
}

/** Whether a signal, where there was one, is how a person or a system asks a program to end. */
export function isInterruption(signal: NodeJS.Signals | undefined): signal is NodeJS.Signals {
  return signal !== undefined && SIGNALS.includes(signal);
}

/**
 * Runs work that cleans up after itself when its signal aborts or it throws an Interruption, then lets the interruption
 * end the process as usual.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    received = signal;
    controller.abort();
  };
  SIGNALS.forEach((signal) => process.on(signal, stop));
  try {
    return await work(controller.signal);
  } catch (error) {
    if (error instanceof Interruption) received ??= error.signal;
    throw error;
  } finally {
    await new Promise((resolve) => setImmediate(resolve)); // A signal that has come is heard before nobody listens.
    SIGNALS.forEach((signal) => process.off(signal, stop));
    if (received !== undefined) process.kill(process.pid, received);
  }
}
