import process from 'node:process';

import { run } from './program.ts';

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  interactive: process.stdin.isTTY && process.stdout.isTTY && process.env['CI'] === undefined,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
