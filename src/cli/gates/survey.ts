import path from 'node:path';

import { readFile } from '../../disk/changes/read.ts';
import { inRepository, openWorksite, type Worksite } from '../../disk/changes/worksite.ts';
import { currentBranch } from '../../disk/git.ts';
import { readRecord, recordedGates } from '../../lifecycle/answers-file.ts';
import { LOOKED_AT } from '../../lifecycle/gates/files.ts';
import type { Files } from '../../lifecycle/gates/plan.ts';
import type { ExistingProject } from '../../lifecycle/gates/project.ts';
import type { GatesRecord } from '../../lifecycle/gates/record.ts';
import { InputError } from '../../options/errors.ts';
import { ANSWERS_FILE } from '../../render/answers.ts';
import type { FileState } from '../../render/change.ts';
import { readRoot, type Running } from './cargo.ts';

/** A project as it stands. */
export interface Survey {
  readonly site: Worksite;
  /** Where Cargo builds it; absolute. */
  readonly targetFolder: string;
  /** What the default branch is called, as far as that can be told. */
  readonly branch: string;
  /** What was put in by an earlier run. */
  readonly record: GatesRecord | undefined;
}

/**
 * Looks at the project in a folder.
 *
 * @throws InputError where it is none, or not one whose files can be changed
 */
export async function survey(folder: string, running: Running, options: { allowDirty: boolean }): Promise<Survey> {
  const site = await openWorksite(folder, options);
  const root = await readRoot({ ...running, cwd: site.root }, site.shown);
  if (path.resolve(root.workspace_root) !== site.root) {
    throw new InputError(`${site.shown} is part of the workspace ${root.workspace_root}; run gates there`);
  }
  if (inRepository(site, 'Cargo.toml') !== 'Cargo.toml') {
    throw new InputError(`${site.shown} is not the root of its git repository, where CI looks for workflows`);
  }
  const { targetFolder, branch } = { targetFolder: root.target_directory, branch: currentBranch(site.root) ?? 'main' };
  return { site, targetFolder, branch, record: recordOf(site) };
}

function recordOf(site: Worksite): GatesRecord | undefined {
  const state = readFile(site, ANSWERS_FILE);
  if (state === undefined) return undefined;
  const record = readRecord(state.text, ANSWERS_FILE);
  if (record.kind === 'gates') return recordedGates(record);
  throw new InputError(`${site.shown} was made with its gates; change its answers with add`);
}

/** The texts of all files that the gates bring, change or give way to. */
export function readFiles(site: Worksite, names: Iterable<string>): Files {
  const files = new Map<string, FileState>();
  for (const name of new Set(names)) {
    const state = readFile(site, name);
    if (state !== undefined) files.set(name, state);
  }
  return files;
}

/** Every path that matters to the gates of a project. */
export function pathsOf(
  { members }: ExistingProject,
  ours: Iterable<string>,
  record: GatesRecord | undefined,
): string[] {
  const recorded = record === undefined ? [] : [...Object.keys(record.files), ...Object.keys(record.added)];
  return ['Cargo.toml', ANSWERS_FILE, ...LOOKED_AT, ...members.map(({ manifest }) => manifest), ...ours, ...recorded];
}
