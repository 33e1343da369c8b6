/**
 * `npm run workbench -- [folder] [--pillar cloud] [--db postgres] …` generates a workspace to work in with an editor and
 * Cargo, and says which template each file comes from. Run again after a change to a template, it writes what changed;
 * what was edited in the workspace is never overwritten.
 */
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import envPaths from 'env-paths';
import { execa } from 'execa';
import fs from 'fs-extra';

import { create } from '../src/lifecycle/create.ts';
import { InputError } from '../src/options/errors.ts';
import { isList, resolveAnswers, type RawAnswers } from '../src/options/resolve.ts';
import { OPTIONS } from '../src/options/table.ts';
import type { Option } from '../src/options/types.ts';
import { renderFiles } from '../src/render/project.ts';
import type { RenderedFile, Tree } from '../src/render/tree.ts';
import { readAssets } from './assets.ts';

/** Set in the git configuration of the folders that this made. */
const MARK = 'create-rust-2026.workbench';

try {
  await main(process.argv.slice(2));
} catch (error) {
  const badArgument = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  if (!(error instanceof InputError) && !badArgument) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}

async function main(argv: readonly string[]): Promise<void> {
  const { given, raw } = readArguments(argv);
  const answers = resolveAnswers(raw);
  const folder = path.resolve(
    given ?? path.join(envPaths('create-rust-2026', { suffix: '' }).cache, 'workbench', answers.name),
  );
  const assets = await readAssets();
  const { project, tree } = create(answers, assets);
  const files = renderFiles(project, assets);

  await prepare(folder, files);
  await write(folder, tree);
  console.log(originTable(files));
  console.log(`\n${folder}: edit, run Cargo, see \`git diff\`, and take what is good back into the templates.`);
}

/** The command line, told by the option table; an option that takes several is repeated or separated by commas. */
function readArguments(argv: readonly string[]): { given: string | undefined; raw: RawAnswers } {
  const options = OPTIONS as readonly Option[];
  const known = Object.fromEntries(
    ['name', ...options.map(({ id }) => id)].map((id) => [id, { type: 'string', multiple: true } as const]),
  );
  const { positionals, values } = parseArgs({ args: [...argv], options: known, allowPositionals: true });
  const entries = Object.entries(values as Record<string, string[]>).map(([id, texts]): [string, string | string[]] => [
    id,
    options.some((option) => option.id === id && isList(option)) ? texts.join().split(',') : texts.join(' '),
  ]);
  return { given: positionals[0], raw: { name: 'orders', ...Object.fromEntries(entries) } };
}

/** Makes the folder, or sees that nothing in it would be lost. */
async function prepare(folder: string, files: readonly RenderedFile[]): Promise<void> {
  await fs.ensureDir(folder);
  if ((await fs.readdir(folder)).length === 0) {
    await git(folder, 'init', '--quiet', '--template=');
    await git(folder, 'config', MARK, 'true');
    return;
  }
  // Asked of the folder's own repository, not of one that it may lie in.
  const { exitCode } = await execa('git', ['config', '--file', path.join(folder, '.git', 'config'), MARK], {
    reject: false,
  });
  if (exitCode !== 0) throw new InputError(`${folder} holds files that are not the workbench's; name another folder`);
  const edited = (await git(folder, 'status', '--porcelain', '-z')).split('\0').filter((entry) => entry !== '');
  if (edited.length > 0) {
    const origins = new Map(files.map(({ path: file, origin }) => [file, origin]));
    const list = edited.map((entry) => `  ${entry.slice(3)}  <-  ${origins.get(entry.slice(3)) ?? 'a new file'}`);
    throw new InputError(
      [
        `${folder} was edited; take this into the templates, or drop it with git stash --include-untracked, and run again:`,
        ...list,
      ].join('\n'),
    );
  }
}

/** Writes what differs, so that Cargo rebuilds no more than that, and removes what is no longer made. */
async function write(folder: string, tree: Tree): Promise<void> {
  const before = (await git(folder, 'ls-files', '-z')).split('\0').filter((file) => file !== '' && !tree.has(file));
  await Promise.all(before.map((file) => fs.remove(path.join(folder, file))));
  for (const [file, { text, executable }] of tree) {
    const target = path.join(folder, file);
    const current = await fs.readFile(target, 'utf8').catch(() => undefined);
    if (current !== text) await fs.outputFile(target, text, { mode: executable ? 0o777 : 0o666 });
  }
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--allow-empty', '--message=Generate');
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const own = [
    'user.name=workbench',
    'user.email=workbench@localhost',
    'commit.gpgSign=false',
    'core.hooksPath=/dev/null',
  ];
  return (await execa('git', [...own.flatMap((setting) => ['-c', setting]), ...args], { cwd: folder })).stdout;
}

function originTable(files: readonly RenderedFile[]): string {
  const rows = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const width = Math.max(...rows.map(({ path: file }) => file.length));
  return rows.map(({ path: file, origin }) => `${file.padEnd(width)}  ${origin}`).join('\n');
}
