import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

import { run } from './program.ts';
import { terminalOf } from './terminal.ts';

// A run is over before optimised code has paid for the memory in which it is made.
setFlagsFromString('--no-opt');

process.stdout.on('error', leaveQuietly);

// Not awaited here: the chunks of the commands import this one, and would wait for its end as it does for theirs.
void main();

async function main(): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2), {
      cwd: process.cwd(),
      ...terminalOf(process),
      columns: process.stdout.columns || 80,
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      prompter: async () => (await import('./clack.ts')).openClack(),
    });
  } catch (error) {
    process.stderr.write(`error: a defect of this program: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** A reader such as head has seen enough. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
