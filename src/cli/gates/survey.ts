import path from 'node:path';

import { readFiles } from '../../disk/changes/read.ts';
import { inRepository, openWorksite, type Worksite } from '../../disk/changes/worksite.ts';
import { currentBranch } from '../../disk/git.ts';
import { readRecord, recordedGates } from '../../lifecycle/answers-file.ts';
import { lookedAt } from '../../lifecycle/gates/files.ts';
import type { ExistingProject } from '../../lifecycle/gates/project.ts';
import type { GatesRecord } from '../../lifecycle/gates/record.ts';
import { InputError, quoted } from '../../options/errors.ts';
import { ANSWERS_FILE } from '../../render/answers.ts';
import { readRoot, type Running } from './cargo.ts';

/** Where a project lies: its files are named from its own folder, and changed from the repository's root. */
export interface Location {
  /** At the root of the repository, where CI looks for its files. */
  readonly site: Worksite;
  /** The project's folder from there, `/` between segments; undefined where it is the same. */
  readonly folder: string | undefined;
}

/** A project as it stands. */
export interface Survey extends Location {
  /** The project's folder; absolute. */
  readonly root: string;
  /** The same as the user wrote it, for messages. */
  readonly shown: string;
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
  const opened = await openWorksite(folder, options);
  const { root, shown } = opened;
  const cargo = await readRoot({ ...running, cwd: root }, shown);
  if (path.resolve(cargo.workspace_root) !== root) {
    throw new InputError(`${shown} is part of the workspace ${cargo.workspace_root}; run gates there`);
  }
  const location = locate(opened);
  return {
    ...location,
    root,
    shown,
    targetFolder: cargo.target_directory,
    branch: currentBranch(location.site.root) ?? 'main',
    record: recordOf(location, shown),
  };
}

/** Folders that shells, YAML and GitHub read without quotes. */
const PLAIN = /^[\w.+@][\w.+@/-]*$/;

function locate(opened: Worksite): Location {
  const { shown, repository } = opened;
  const folder = inRepository(opened, '');
  if (folder === '') return { site: opened, folder: undefined };
  if (!PLAIN.test(folder)) {
    throw new InputError(
      `${shown} lies in ${quoted(folder)} of its repository; gates need a path of letters, digits and _ . + @ -`,
    );
  }
  const site = { ...opened, root: repository.top, shown: path.join(shown, path.relative(opened.root, repository.top)) };
  return { site, folder };
}

function recordOf({ site, folder }: Location, shown: string): GatesRecord | undefined {
  const text = readFiles(site, [ANSWERS_FILE], folder).get(ANSWERS_FILE)?.text;
  if (text === undefined) return undefined;
  const record = readRecord(text, ANSWERS_FILE);
  if (record.kind === 'gates') return recordedGates(record);
  throw new InputError(`${shown} was made with its gates; change its answers with add`);
}

/** Every path that matters to the gates of a project: files that they bring, change or give way to. */
export function pathsOf(
  { members }: ExistingProject,
  ours: Iterable<string>,
  record: GatesRecord | undefined,
): string[] {
  const recorded = record === undefined ? [] : [...Object.keys(record.files), ...Object.keys(record.added)];
  const whole = Array.from(ours, lookedAt).flat();
  return ['Cargo.toml', ANSWERS_FILE, ...members.map(({ manifest }) => manifest), ...whole, ...recorded];
}
