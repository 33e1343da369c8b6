/** What `add` and `remove` have in common: other answers, and the way there. */
import fs from 'node:fs';
import path from 'node:path';

import type { Command } from 'commander';

import { applyChanges, checkChanges } from '../disk/changes/apply.ts';
import { unifiedDiff } from '../disk/changes/diff.ts';
import { readFile, readFiles } from '../disk/changes/read.ts';
import { openWorksite, type Worksite } from '../disk/changes/worksite.ts';
import { showNames } from '../disk/errors.ts';
import type { AnswersRecord } from '../lifecycle/answers-file.ts';
import { create } from '../lifecycle/create.ts';
import { mergeTrees, movedPaths, type Move } from '../lifecycle/trees.ts';
import { InputError, quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { didYouMean } from '../options/near.ts';
import { checkGiven, exampleOf, hasChoices, isList, resolveAnswers, type RawAnswers } from '../options/resolve.ts';
import { OPTIONS, type Answers } from '../options/table.ts';
import type { Option } from '../options/types.ts';
import { sameState, type Change } from '../render/change.ts';
import type { Invocation, Surroundings } from './command.ts';
import { isFolder } from './executable.ts';
import { answersFrom, knownPresetFlag, presetsFrom, splitList, toFlag, type Flags } from './flags.ts';
import { answersText, describeGrowth, growthText, listing, type Growth } from './growth-report.ts';
import { ignoredOfChanges } from './ignored.ts';
import { toJson } from './json.ts';
import { plannedText } from './listing.ts';
import { LOCK_FILE, planLock } from './lock.ts';
import { Cancelled } from './prompter.ts';
import { addChangeFlags, mayBeDirty, settleRun, warnOfRefusal, type ExitCode } from './settle.ts';
import { shellWord } from './shell.ts';
import { styleOf } from './style.ts';
import { placeOf, recreate, type Place } from './workspace.ts';

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
    .argument('[option]', 'the option, where it is only one: pillar, service')
    .argument('[value]', `what to ${verb}: memory,async or billing`)
    .optionsGroup(`What to ${verb}:`);
  for (const option of OPTIONS as readonly Option[]) {
    // Where nothing is said the workspace's answers count. A flag that remove has no use for is refused with a reason.
    const flag = toFlag(option, { defaults: false });
    command.addOption(flag.hideHelp(verb === 'remove' && !isList(option)));
  }
  command
    .optionsGroup('How to do it:')
    .option('--dir <folder>', 'the workspace (default: this folder)')
    .addOption(knownPresetFlag())
    .option('-y, --yes', 'ask nothing');
  addChangeFlags(command);
}

/**
 * Reads what is to be done; an exit code where a run that was killed came to its end instead.
 *
 * @throws InputError where nothing is said, or one thing twice
 */
export async function readRequest(
  verb: Verb,
  { args, flags }: Invocation,
  { io }: Pick<Surroundings, 'io'>,
): Promise<Request | ExitCode> {
  const place = placeOf(flags['dir'] as string | undefined, io.cwd);
  const given = flags['abort'] === true ? {} : checkGiven(givenIn(verb, args, answersFrom(flags)));
  const words = [verb, ...Object.entries(given).flatMap(([id, value]) => [`--${id}`, [value].flat().join(',')])];
  return (await settleRun(place.folder, words, flags, io)) ?? { verb, place, given, words, flags };
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
  if (verb === 'remove' && !isList(option)) {
    throw new InputError(`--${name} is no list to take something out of; give it another answer with add`);
  }
  if (value === undefined) {
    throw new InputError(
      `say what to ${verb}, such as ${GENERATOR} ${verb} ${name} ${hasChoices(option) ? (option.choices.at(-1)?.id ?? '') : exampleOf(option)}`,
    );
  }
  if (name in said) throw new InputError(`--${name} is said twice; leave one of them out`);
  return { ...said, [name]: isList(option) ? splitList(value) : value };
}

/**
 * Gives a generated workspace other answers.
 *
 * @param change the answers that are to be, from those that are and what was said
 * @returns the exit code: 1 where there are conflicts
 */
export async function changeAnswers(
  request: Request & { readonly record: AnswersRecord },
  change: (present: Answers, given: RawAnswers) => RawAnswers,
  surroundings: Surroundings,
): Promise<number> {
  const { verb, place, record, given, words, flags } = request;
  const { io, assets } = surroundings;
  const presets = presetsFrom(flags);
  const { project, tree, refuseOverrides } = await recreate(record, again(request), { ...surroundings, presets });
  const answers = resolveAnswers(change(project.answers, given));
  refuseOverrides(Object.fromEntries(Object.entries(answers).filter(([id]) => id in given)));
  const site = await openWorksite(place.folder, { allowDirty: mayBeDirty(flags) });
  const next = create(answers, await assets.load(answers), project.additions);
  refuseTaken(site, { base: tree, next: next.tree });
  const { move, left } = leaveCrates(verb, site, { base: tree, next: next.tree });
  const files = planFiles(site, move, words);
  if (verb === 'remove') refuseEdited(site, files);
  checkChanges(site, files);
  const { change: lock, isOpen } = await planLock({ site, move, changes: files }, io.env);
  const changes = lock === undefined ? files : [...files, lock];
  const growth = describeGrowth(verb, changes, { before: project.answers, after: answers, lockIsOpen: isOpen, left });
  await carryOut({ request, site, growth, changes }, surroundings);
  return growth.conflicts.length === 0 ? 0 : 1;
}

/** The command line, for a shell. */
function again({ place: { given }, words, flags }: Request): string {
  const presets = presetsFrom(flags).flatMap((preset) => ['--preset', preset]);
  return [...words, ...(given === undefined ? [] : ['--dir', given]), ...presets].map(shellWord).join(' ');
}

/** All files but Cargo.lock, which is not merged by lines. */
function planFiles(site: Worksite, move: Move, words: readonly string[]): Change[] {
  const others = without(move, (file) => file === LOCK_FILE);
  const labels = { ours: 'this workspace', theirs: `${GENERATOR} ${words.join(' ')}` };
  return mergeTrees(others, readFiles(site, movedPaths(others)), labels);
}

function without({ base, next }: Move, isLeft: (file: string) => boolean): Move {
  const [others, nextOthers] = [base, next].map((tree) => new Map([...tree].filter(([file]) => !isLeft(file))));
  return { base: others ?? base, next: nextOthers ?? next };
}

/** A crate that comes must not come into a folder of the user's. */
function refuseTaken({ root, shown }: Worksite, { base, next }: Move): void {
  const [taken] = cratesOf(next).filter(
    (crate) => !base.has(`${crate}/Cargo.toml`) && fs.existsSync(path.join(root, crate)),
  );
  if (taken === undefined) return;
  throw new InputError(`${path.join(shown, taken)} is there already, and a crate is to come there; move it away first`);
}

function cratesOf(tree: Move['base']): string[] {
  return [...tree.keys()].flatMap((file) => /^(crates\/[^/]+)\/Cargo\.toml$/.exec(file)?.[1] ?? []);
}

interface Leaving {
  readonly move: Move;
  /** What is left, each as half a sentence. */
  readonly left: readonly string[];
}

/**
 * Leaves out of a move the crates that would only change in part: one that goes and holds what the user wrote, and one that
 * he has taken away. Cargo would take what is left of either for a broken member.
 *
 * @throws InputError where something is to be removed that holds what the user wrote
 */
function leaveCrates(verb: Verb, site: Worksite, move: Move): Leaving {
  const crates = cratesOf(move.base);
  const own = new Map(crates.map((crate) => [crate, ownFiles(site, crate, move)]));
  const touched = crates.filter((crate) => (own.get(crate) ?? []).length > 0);
  if (verb === 'remove' && touched.length > 0) {
    const names = showNames(touched.flatMap((crate) => own.get(crate) ?? []));
    throw new InputError(
      `in crates that would go lie files that were edited or are yours in ${site.shown}: ${names}; move them away, or undo that`,
    );
  }
  const gone = crates.filter((crate) => readFile(site, `${crate}/Cargo.toml`) === undefined);
  const isLeft = (file: string) => [...touched, ...gone].some((crate) => file.startsWith(`${crate}/`));
  return {
    move: without(move, isLeft),
    left: [
      ...touched.map((crate) => `${crate} is not needed any more, but was edited: take it out by hand`),
      ...gone
        .filter((crate) => movedPaths(move).some((file) => file.startsWith(`${crate}/`)))
        .map((crate) => `${crate} is gone, so that nothing is changed in it`),
    ],
  };
}

/** Of a crate that goes, the files that are not as they came, ignored ones included. */
function ownFiles(site: Worksite, crate: string, { base, next }: Move): string[] {
  const folder = path.join(site.root, crate);
  if (next.has(`${crate}/Cargo.toml`) || !isFolder(folder)) return [];
  const names = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(site.root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((file) => !base.has(file) || !sameState(base.get(file), readFile(site, file)))
    .sort();
}

/** What is taken out must be as it came. */
function refuseEdited({ shown }: Worksite, changes: readonly Change[]): void {
  const edited = changes.filter(({ conflict }) => conflict !== undefined).map(({ path: file }) => file);
  if (edited.length === 0) return;
  throw new InputError(
    `edited in ${shown} since it was made: ${showNames(edited)}; undo that first, or take it out by hand`,
  );
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
  checkChanges(site, changes);
  if (!dryRun) {
    if (!json) io.out(listing(growth, styleOf(io)));
    if (changes.length > 0 && io.interactive && flags['yes'] !== true && !json) {
      const prompter = await io.prompter();
      if (!(await prompter.confirm({ id: 'confirmed', message: 'Make these changes?' }))) throw new Cancelled();
    }
    await applyChanges(site, words, changes);
  }
  const style = styleOf(io);
  const warnings = dryRun ? [] : await ignoredOfChanges(site.root, changes);
  if (json) io.out(toJson({ ...growth, dryRun, warnings }));
  else if (!dryRun) io.out(growthText(growth, style));
  else io.out(`${answersText(growth)}${plannedText(growth, style)}${await unifiedDiff(changes)}`);
  if (!json) {
    const notes = [
      ...growth.left.map((line) => `left: ${line}`),
      ...(dryRun ? growth.conflicts.map((file) => `conflict: ${file}, shown with its markers`) : []),
      ...warnings.map((line) => `warning: ${line}`),
    ];
    notes.forEach((line) => {
      io.err(`${line}\n`);
    });
  }
  warnOfRefusal(site, changes, flags, io);
}
