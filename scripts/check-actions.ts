/**
 * Reads the tags of every pinned action again, and the versions of the tools that the pinned install-action knows. An
 * action is cloned from GitHub unless a clone is given:
 *
 *     npm run check-actions -- [owner/name=GIT_FOLDER ...]
 */
import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { ACTIONS, type Action } from '../src/gates/actions.ts';
import { GATES } from '../src/gates/list.ts';
import { toolsOf } from '../src/gates/select.ts';
import { findTool, isPrebuiltTool } from '../src/gates/tools.ts';

/** Those that CI installs with install-action. */
const TOOLS = toolsOf(GATES).map(findTool).filter(isPrebuiltTool);

const given = new Map(process.argv.slice(2).map((argument) => argument.split('=', 2) as [string, string]));
const temporary = await fs.mkdtemp(path.join(os.tmpdir(), 'check-actions-'));
try {
  const problems = (await Promise.all(Object.values(ACTIONS).map(checkAction))).flat();
  problems.push(...(await checkTools(ACTIONS.installTools)));
  problems.forEach((problem) => {
    console.error(problem);
  });
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${Object.keys(ACTIONS).length} actions and ${TOOLS.length} tools are as their tables say`);
} finally {
  await fs.remove(temporary);
}

async function checkAction({ repository, tag, commit }: Action): Promise<string[]> {
  // `^{commit}` follows an annotated tag to what it points to.
  const actual = await git({ repository, tag }, 'rev-parse', '--verify', `refs/tags/${tag}^{commit}`);
  return actual === commit ? [] : [`${repository} ${tag} is ${actual}, src/gates/actions.ts says ${commit}`];
}

async function checkTools(action: Action): Promise<string[]> {
  const problems = TOOLS.map(async ({ name, version }) => {
    const manifest = await git(action, 'show', `${action.commit}:manifests/${name}.json`);
    const known = Object.keys(JSON.parse(manifest) as Record<string, unknown>);
    return known.includes(version) ? [] : [`${action.repository} ${action.tag} does not know ${name} ${version}`];
  });
  return (await Promise.all(problems)).flat();
}

async function git(action: Pick<Action, 'repository' | 'tag'>, ...args: readonly string[]): Promise<string> {
  const folder = await gitFolder(action);
  const { stdout } = await execa('git', ['--git-dir', folder, ...args]);
  return stdout;
}

async function gitFolder({ repository, tag }: Pick<Action, 'repository' | 'tag'>): Promise<string> {
  const known = given.get(repository);
  if (known !== undefined) return known;
  const folder = path.join(temporary, repository);
  const url = `https://github.com/${repository}`;
  await execa('git', ['clone', '--quiet', '--bare', '--depth', '1', '--branch', tag, url, folder]);
  given.set(repository, folder);
  return folder;
}
