/** What `add` and `remove` have in common: other answers, and the way there. */
import type { Command } from 'commander';

import { applyChanges } from '../disk/changes/apply.ts';
import { unifiedDiff } from '../disk/changes/diff.ts';
import { readFile } from '../disk/changes/read.ts';
import { openWorksite, type Worksite } from '../disk/changes/worksite.ts';
import { showNames } from '../disk/errors.ts';
import { trackableFiles } from '../disk/work-tree.ts';
import { create } from '../lifecycle/create.ts';
import { mergeTrees, movedPaths, type Move } from '../lifecycle/trees.ts';
import { InputError, quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { didYouMean } from '../options/near.ts';
import { resolveAnswers, type RawAnswers } from '../options/resolve.ts';
import { OPTIONS, type Answers } from '../options/table.ts';
import type { Option } from '../options/types.ts';
import type { Change, FileState } from '../render/change.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { addAnswerFlags, answersFrom, splitList, type Flags } from './flags.ts';
import { describeGrowth, growthText, listing, type Growth } from './growth-report.ts';
import { toJson } from './json.ts';
import { LOCK_FILE, planLock } from './lock.ts';
import { Cancelled } from './prompter.ts';
import { addChangeFlags, settleRun } from './settle.ts';
import { shellWord } from './shell.ts';
import { styleOf } from './style.ts';
import { openWorkspace, placeOf, type Workspace } from './workspace.ts';

/** A command that gives a workspace other answers. */
export interface GrowthCommand {
  readonly id: 'add' | 'remove';
  /** The answers that are to be, from those that are and what was said. */
  readonly answers: (present: Answers, given: RawAnswers) => RawAnswers;
}

/** Gives the command its arguments and flags. */
export function describeChange(command: Command, { id }: Pick<GrowthCommand, 'id'>): void {
  command
    .argument('[option]', `the option, where it is only one: pillar`)
    .argument('[value]', `what to ${id}: memory,async`)
    .optionsGroup(`What to ${id}:`);
  addAnswerFlags(command);
  command
    .optionsGroup('How to do it:')
    .option('--dir <folder>', 'the workspace (default: this folder)')
    .option('-y, --yes', 'ask nothing');
  addChangeFlags(command);
}

/** What the command does. */
export function changeAnswers(command: GrowthCommand): CommandModule['run'] {
  return async (invocation, surroundings) => {
    const { flags } = invocation;
    const { io, assets } = surroundings;
    const dir = flags['dir'] as string | undefined;
    if (await settleRun(placeOf(dir, io.cwd).folder, flags, io)) return 0;
    const given = givenIn(command, invocation);
    const words = [
      command.id,
      ...Object.entries(given).flatMap(([id, value]) => [`--${id}`, [value].flat().join(',')]),
    ];
    const workspace = await openWorkspace(dir, words.map(shellWord).join(' '), surroundings);
    const site = await openWorksite(workspace.folder, { allowDirty: flags['allowDirty'] === true });
    const answers = resolveAnswers(command.answers(workspace.project.answers, given));
    const next = create(answers, await assets.load(answers), workspace.project.additions);
    const move = { base: workspace.tree, next: next.tree };
    if (command.id === 'remove') await refuseOwnFiles(site, move);
    const files = planFiles(site, move, words);
    if (command.id === 'remove') refuseEdited(site, files);
    const lock = await planLock({ site, move, changes: files }, io.env);
    const changes = lock.change === undefined ? files : [...files, lock.change];
    const growth = describeGrowth({
      command: command.id,
      before: workspace,
      after: next,
      changes,
      isLockOpen: lock.isOpen,
    });
    await carryOut({ site, words, growth, changes }, flags, surroundings);
    return growth.conflicts.length === 0 ? 0 : 1;
  };
}

/** @throws InputError where nothing is said, or one thing twice */
function givenIn({ id: verb }: GrowthCommand, { args: [name, value], flags }: Invocation): RawAnswers {
  const said = answersFrom(flags);
  if (name === undefined) {
    if (Object.keys(said).length > 0) return said;
    throw new InputError(`say what to ${verb}, such as ${GENERATOR} ${verb} pillar memory`);
  }
  const options: readonly Option[] = OPTIONS;
  const option = options.find(({ id }) => id === name);
  if (option === undefined) {
    const known = options.map(({ id }) => id);
    throw new InputError(`${verb}: there is no option ${quoted(name)}; ${didYouMean(name, known)}`);
  }
  if (value === undefined)
    throw new InputError(`say what to ${verb}, such as ${GENERATOR} ${verb} ${name} ${exampleOf(option)}`);
  if (name in said) throw new InputError(`--${name} is said twice; leave one of them out`);
  return { ...said, [name]: option.kind === 'text' || option.kind === 'one-of' ? value : splitList(value) };
}

function exampleOf(option: Option): string {
  return option.kind === 'text' ? option.example : (option.choices.at(-1)?.id ?? '');
}

/** All files but Cargo.lock, which is not merged by lines. */
function planFiles(site: Worksite, move: Move, words: readonly string[]): Change[] {
  const states = movedPaths(move).flatMap((file): [string, FileState][] => {
    const state = readFile(site, file);
    return state === undefined ? [] : [[file, state]];
  });
  const labels = { ours: 'this workspace', theirs: `${GENERATOR} ${words.join(' ')}` };
  return mergeTrees(withoutLock(move), new Map(states), labels);
}

function withoutLock({ base, next }: Move): Move {
  const [without, nextWithout] = [base, next].map((tree) => new Map([...tree].filter(([file]) => file !== LOCK_FILE)));
  return { base: without ?? base, next: nextWithout ?? next };
}

function refuseEdited({ shown }: Worksite, changes: readonly Change[]): void {
  const edited = changes.filter(({ conflict }) => conflict !== undefined).map(({ path }) => path);
  if (edited.length === 0) return;
  throw new InputError(
    `edited in ${shown} since it was made: ${showNames(edited)}; undo that first, or take it out by hand`,
  );
}

/** A crate that goes must not hold files that nobody but the user wrote. */
async function refuseOwnFiles({ root, shown }: Worksite, { base, next }: Move): Promise<void> {
  const gone = cratesOf(base).filter((folder) => !next.has(`${folder}/Cargo.toml`));
  const own = ((await trackableFiles(root)) ?? []).filter(
    (file) => !base.has(file) && gone.some((folder) => file.startsWith(`${folder}/`)),
  );
  if (own.length === 0) return;
  throw new InputError(
    `in what would be taken out of ${shown} lie files of yours: ${showNames(own)}; move them away first`,
  );
}

function cratesOf(tree: Move['base']): string[] {
  return [...tree.keys()].flatMap((file) => /^(crates\/[^/]+)\/Cargo\.toml$/.exec(file)?.[1] ?? []);
}

interface Work {
  readonly site: Worksite;
  /** The command line, for the record of the run. */
  readonly words: readonly string[];
  readonly growth: Growth;
  readonly changes: readonly Change[];
}

async function carryOut({ site, words, growth, changes }: Work, flags: Flags, { io }: Surroundings): Promise<void> {
  const [dryRun, json] = [flags['dryRun'] === true, flags['json'] === true];
  if (dryRun) {
    io.out(json ? toJson({ ...growth, dryRun }) : await unifiedDiff(changes));
    return;
  }
  if (!json) io.out(listing(growth, styleOf(io)));
  if (io.interactive && flags['yes'] !== true && !json && changes.length > 0) {
    const prompter = await io.prompter();
    if (!(await prompter.confirm({ id: 'confirmed', message: 'Make these changes?' }))) throw new Cancelled();
  }
  await applyChanges(site, words, changes);
  io.out(json ? toJson({ ...growth, dryRun }) : growthText(growth, styleOf(io)));
}
