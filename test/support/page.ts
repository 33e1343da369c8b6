import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { packed } from './packed.ts';
import { deskEnvironment } from './program.ts';

/** A block of commands of a page, as written, and what it printed. */
export interface RunBlock {
  readonly commands: string;
  /** Whether the page says that it fails. */
  readonly fails: boolean;
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** The blocks of a page in a language: `sh`, or `sh fails`. */
export function blocksOf(page: string, language: string): string[] {
  const blocks = [...page.matchAll(/^```([^\n]*)\n([^]*?)^```$/gm)];
  return blocks.flatMap(([, info = '', text = '']) => (info.split(' ')[0] === language ? [text] : []));
}

/**
 * Runs a page's commands in one shell, as somebody would who copies block after block; `npx create-rust-2026` is the
 * packed program. A block that fails stops the shell, unless the page says that it fails.
 */
export async function runPage(page: string, folder: string): Promise<RunBlock[]> {
  const blocks = [...page.matchAll(/^```(sh(?: fails)?)\n([^]*?)^```$/gm)].map(([, info = '', commands = '']) => ({
    commands,
    fails: info !== 'sh',
  }));
  const logs = path.join(folder, '.logs');
  await fs.ensureDir(logs);
  await writeNpx(path.join(logs, 'npx'));
  const script = blocks.map(({ commands, fails }, n) => {
    const to = `> ${logs}/${n}.out 2> ${logs}/${n}.err`;
    return `{\n${fails ? 'set +e' : 'set -e'}\n${commands}echo $? > ${logs}/${n}.code\n} ${to}`;
  });
  await fs.writeFile(path.join(logs, 'script'), script.join('\n'));
  await execa('bash', [path.join(logs, 'script')], {
    cwd: folder,
    env: deskEnvironment({ HOME: folder, PATH: `${logs}${path.delimiter}${process.env['PATH'] ?? ''}` }),
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  });
  const read = async (n: number, what: string): Promise<string> => {
    const file = path.join(logs, `${n}.${what}`);
    return (await fs.pathExists(file)) ? fs.readFile(file, 'utf8') : '';
  };
  return Promise.all(
    blocks.map(async (block, n) => ({
      ...block,
      out: await read(n, 'out'),
      err: await read(n, 'err'),
      code: Number((await read(n, 'code')) || '-1'),
    })),
  );
}

async function writeNpx(file: string): Promise<void> {
  const lines = [
    '#!/bin/sh',
    'test "$1" = create-rust-2026 || exit 127',
    'shift',
    `exec '${process.execPath}' '${packed.cli}' "$@"`,
  ];
  await fs.writeFile(file, `${lines.join('\n')}\n`, { mode: 0o755 });
}
