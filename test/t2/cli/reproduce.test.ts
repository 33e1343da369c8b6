import { execa } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { reproduceCommand } from '../../../src/cli/reproduce.ts';
import type { Result } from '../../../src/cli/result.ts';
import { resolveAnswers } from '../../../src/options/resolve.ts';
import { given, someAnswers } from '../../support/command-line.ts';
import { sandbox } from '../../support/disk.ts';
import { packed } from '../../support/packed.ts';
import { runProgram } from '../../support/program.ts';

/** What a shell hands over as arguments, with npx replaced by something that shows them. */
async function shellSplit(command: string): Promise<string[]> {
  const { stdout } = await execa('sh', ['-c', String.raw`npx() { printf '%s\0' "$@"; }` + `\n${command}`]);
  return stdout.split('\0').slice(0, -1);
}

test('the reproduce command survives a shell, whatever was answered', async () => {
  await fc.assert(
    fc.asyncProperty(someAnswers, fc.boolean(), async (raw, git) => {
      const answers = resolveAnswers({ name: 'orders', ...raw });
      const [program, ...argv] = await shellSplit(reproduceCommand(answers, '1.2.3', git));
      expect(program).toBe('create-rust-2026@1.2.3');
      expect(argv.includes('--no-git')).toBe(!git);
      const again = await given(...argv);
      expect(resolveAnswers(again.raw, again.naming)).toEqual(answers);
    }),
  );
});

test('the printed command, run through a shell, gives the same files', async () => {
  const args = ['orders', '--license', 'proprietary', '--owners', '@acme/platform @ada', '--editors', 'none'];
  const first = JSON.parse((await runProgram(sandbox(), [...args, '--dry-run', '--json'])).out) as Result;
  const script = `npx() { shift; exec '${process.execPath}' '${packed.cli}' "$@"; }\n${first.reproduce} --dry-run --json`;
  const { stdout } = await execa('sh', ['-c', script], { cwd: sandbox() });
  const second = JSON.parse(stdout) as Result;
  expect(second).toMatchObject({ answers: first.answers, files: first.files, reproduce: first.reproduce });
});
