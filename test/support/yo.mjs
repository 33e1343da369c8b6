/**
 * What the command `yo` does with its arguments, without its update check and greetings: looks generators up in the
 * node_modules folders above the working directory, runs the one that is named first, and ends with 1 and the error's
 * message where that fails. A flag's value stands behind `=`; several runs are separated by a comma of its own.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';

import { createEnv } from 'yeoman-environment';

try {
  for (const args of runs(process.argv.slice(2))) {
    const { values, positionals } = parseArgs({ args, strict: false, allowPositionals: true });
    const env = createEnv();
    await env.lookup({ localOnly: true });
    await env.run(positionals, values);
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function runs(args) {
  const comma = args.indexOf(',');
  return comma === -1 ? [args] : [args.slice(0, comma), ...runs(args.slice(comma + 1))];
}
