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
import type { Invocation, Surroundings } from './command.ts';
import { addAnswerFlags, answersFrom, splitList, type Flags } from './flags.ts';
import { describeGrowth, growthText, listing, type Growth } from './growth-report.ts';
import { toJson } from './json.ts';
import { LOCK_FILE, planLock } from './lock.ts';
import { Cancelled } from './prompter.ts';
import { addChangeFlags, settleRun } from './settle.ts';
import { shellWord } from './shell.ts';
import { styleOf } from './style.ts';
import { openWorkspace, placeOf, type Place } from './workspace.ts';

/** Which of the two. */
export type Verb = 'add' | 'remove';

/** What was said to a command, and where. */
export interface Request {
  readonly verb: Verb;
  readonly place: Place;
  readonly given: RawAnswers;
  /** The program's arguments, every answer as a flag. */
  readonly words: readonly string[];
  readonly flags: Flags;
}

/** Gives the command its arguments and flags. */
export function describeGrowthCommand(command: Command, verb: Verb): void {
  command
    .argument('[option]', 'the option, where it is only one: pillar')
    .argument('[value]', `what to ${verb}: memory,async`)
    .optionsGroup(`What to ${verb}:`);
  addAnswerFlags(command);
  command
    .optionsGroup('How to do it:')
    .option('--dir <folder>', 'the workspace (default: this folder)')
    .option('-y, --yes', 'ask nothing');
  addChangeFlags(command);
}

/**
 * Reads what is to be done; undefined where a run that was killed came to its end instead.
 *
 * @throws InputError where nothing is said, or one thing twice
 */
export async function readRequest(
  verb: Verb,
  { args, flags }: Invocation,
  { io }: Pick<Surroundings, 'io'>,
): Promise<Request | undefined> {
  const place = placeOf(flags['dir'] as string | undefined, io.cwd);
  if (await settleRun(place.folder, flags, io)) return undefined;
  const given = givenIn(verb, args, answersFrom(flags));
  const words = [verb, ...Object.entries(given).flatMap(([id, value]) => [`--${id}`, [value].flat().join(',')])];
  return { verb, place, given, words, flags };
}

function givenIn(verb: Verb, [name, value]: readonly string[], said: RawAnswers): RawAnswers {
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
  if (value === undefined) {
    throw new InputError(`say what to ${verb}, such as ${GENERATOR} ${verb} ${name} ${exampleOf(option)}`);
  }
  if (name in said) throw new InputError(`--${name} is said twice; leave one of them out`);
  return { ...said, [name]: option.kind === 'any-of' ? splitList(value) : value };
}

function exampleOf(option: Option): string {
  return option.kind === 'text' ? option.example : (option.choices.at(-1)?.id ?? '');
}

/**
 * Gives a generated workspace other answers.
 *
 * @param change the answers that are to be, from those that are and what was said
 * @returns the exit code: 1 where there are conflicts
 */
export async function changeAnswers(
  request: Request,
  change: (present: Answers, given: RawAnswers) => RawAnswers,
  surroundings: Surroundings,
): Promise<number> {
  const { verb, place, given, words, flags } = request;
  const { io, assets } = surroundings;
  const workspace = await openWorkspace(place.given, words.map(shellWord).join(' '), surroundings);
  const site = await openWorksite(workspace.folder, { allowDirty: flags['allowDirty'] === true });
  const answers = resolveAnswers(change(workspace.project.answers, given));
  const next = create(answers, await assets.load(answers), workspace.project.additions);
  const move = { base: workspace.tree, next: next.tree };
  const files = planFiles(site, move, words);
  if (verb === 'remove') refuseEdited(site, files);
  await refuseOwnFiles(site, move);
  const { change: lock, isOpen } = await planLock({ site, move, changes: files }, io.env);
  const changes = lock === undefined ? files : [...files, lock];
  const growth = describeGrowth(verb, changes, {
    before: workspace.project.answers,
    after: answers,
    lockIsOpen: isOpen,
  });
  await carryOut({ request, site, growth, changes }, surroundings);
  return growth.conflicts.length === 0 ? 0 : 1;
}

/** All files but Cargo.lock, which is not merged by lines. */
function planFiles(site: Worksite, move: Move, words: readonly string[]): Change[] {
  const others = { base: withoutLock(move.base), next: withoutLock(move.next) };
  const labels = { ours: 'this workspace', theirs: `${GENERATOR} ${words.join(' ')}` };
  return mergeTrees(others, readStates(site, movedPaths(others)), labels);
}

function withoutLock(tree: Move['base']): Move['base'] {
  return new Map([...tree].filter(([file]) => file !== LOCK_FILE));
}

/** Those files that are there. */
export function readStates(site: Worksite, files: Iterable<string>): ReadonlyMap<string, FileState> {
  return new Map(
    Array.from(files).flatMap((file): [string, FileState][] => {
      const state = readFile(site, file);
      return state === undefined ? [] : [[file, state]];
    }),
  );
}

/** What is to go must be as it came. */
function refuseEdited({ shown }: Worksite, changes: readonly Change[]): void {
  const edited = changes.filter(({ conflict }) => conflict !== undefined).map(({ path }) => path);
  if (edited.length === 0) return;
  throw new InputError(
    `edited in ${shown} since it was made: ${showNames(edited)}; undo that first, or take it out by hand`,
  );
}

/** A crate that goes must not leave files behind that only the user knows: Cargo would take them for a broken member. */
async function refuseOwnFiles({ root, shown }: Worksite, { base, next }: Move): Promise<void> {
  const gone = cratesOf(base).filter((folder) => !next.has(`${folder}/Cargo.toml`));
  if (gone.length === 0) return;
  const own = ((await trackableFiles(root)) ?? []).filter(
    (file) => !base.has(file) && gone.some((folder) => file.startsWith(`${folder}/`)),
  );
  if (own.length === 0) return;
  throw new InputError(
    `in crates that would go lie files of yours in ${shown}: ${showNames(own)}; move them away first`,
  );
}

function cratesOf(tree: Move['base']): string[] {
  return [...tree.keys()].flatMap((file) => /^(crates\/[^/]+)\/Cargo\.toml$/.exec(file)?.[1] ?? []);
}

/** What is to be done, all of it known. */
interface Work {
  readonly request: Pick<Request, 'words' | 'flags'>;
  readonly site: Worksite;
  readonly growth: Growth;
  readonly changes: readonly Change[];
}

/**
 * Lists the changes, asks where somebody is there to answer, and makes them.
 *
 * @throws InputError as `applyChanges`, Cancelled
 */
export async function carryOut({ request, site, growth, changes }: Work, { io }: Surroundings): Promise<void> {
  const { words, flags } = request;
  const [dryRun, json] = [flags['dryRun'] === true, flags['json'] === true];
  if (!dryRun) {
    if (!json) io.out(listing(growth, styleOf(io)));
    if (changes.length > 0 && io.interactive && flags['yes'] !== true && !json) {
      const prompter = await io.prompter();
      if (!(await prompter.confirm({ id: 'confirmed', message: 'Make these changes?' }))) throw new Cancelled();
    }
    await applyChanges(site, words, changes);
  }
  if (json) io.out(toJson({ ...growth, dryRun }));
  else io.out(dryRun ? await unifiedDiff(changes) : growthText(growth, styleOf(io)));
}
