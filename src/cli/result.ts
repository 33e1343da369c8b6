import { showPath } from '../disk/errors.ts';
import { isLicence, newFiles, type TargetPlan, type writeWorkspace } from '../disk/target.ts';
import type { Creation } from '../lifecycle/create.ts';
import { GENERATOR } from '../options/generator.ts';
import type { Answers } from '../options/table.ts';
import type { PresetRecord } from '../project/additions.ts';
import type { Project } from '../project/model.ts';
import type { Tree } from '../render/tree.ts';
import { wayTo } from './destination.ts';
import { reproduceCommand } from './reproduce.ts';
import type { Said } from './said.ts';
import { shellWord } from './shell.ts';

/** What became of the workspace on disk. */
export type Outcome = Awaited<ReturnType<typeof writeWorkspace>>;

/** What `new` did: what `--json` prints, and what the closing text is made from. */
export interface Result {
  readonly generator: string;
  readonly version: string;
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly answers: Answers;
  /** What it was made with beside answers, the lowest layer first. */
  readonly presets: readonly PresetRecord[];
  /** Files that this run wrote, or would have, sorted by path. */
  readonly files: readonly SizedFile[];
  /** Files of the user's own that stay as they were. */
  readonly kept: readonly string[];
  readonly crates: number;
  /** Packages in Cargo.lock that come from a registry. */
  readonly dependencies: number;
  readonly dryRun: boolean;
  readonly git: Outcome['git'];
  /** Sentences without a full stop. */
  readonly warnings: readonly string[];
  /** Shell commands to go on with. */
  readonly next: readonly string[];
  /** Shell commands for another terminal, while the last of `next` runs. */
  readonly meanwhile: readonly string[];
  /** The shell command that makes the same workspace again. */
  readonly reproduce: string;
}

export interface SizedFile {
  readonly path: string;
  readonly bytes: number;
}

/** What happened around the pure stages. */
export interface Circumstances {
  readonly version: string;
  readonly cwd: string;
  readonly given: Pick<Said, 'presetArguments' | 'warnings'>;
  readonly target: string;
  readonly plan: TargetPlan;
  /** Whether a repository was asked for. */
  readonly git: boolean;
  /** Undefined where nothing was to be written. */
  readonly outcome: Outcome | undefined;
  /** What git ignores of what was written, as warnings. */
  readonly ignored: readonly string[];
  readonly hasCargo: boolean;
}

/** Puts the result of `new` together. */
export function describeResult({ project, tree }: Creation, circumstances: Circumstances): Result {
  const { version, cwd, given, target, plan, git, outcome } = circumstances;
  return {
    generator: GENERATOR,
    version,
    path: target,
    name: project.name,
    answers: project.answers,
    presets: project.additions.presets,
    files: sizedFiles(newFiles(plan, tree)),
    kept: plan.kept,
    crates: project.crates.length,
    dependencies: lockedDependencies(tree),
    dryRun: outcome === undefined,
    git: outcome?.git ?? { state: 'none', reason: 'nothing was written' },
    warnings: [
      ...given.warnings,
      ...keptWarnings(plan, project.answers),
      ...repositoryWarnings(plan, project.answers),
      ...warningsOf(circumstances),
    ],
    ...nextCommands(project, wayTo(target, cwd)),
    reproduce: reproduceCommand(project.answers, version, git, given.presetArguments),
  };
}

function sizedFiles(tree: Tree): SizedFile[] {
  return Array.from(tree, ([file, { text }]) => ({ path: file, bytes: Buffer.byteLength(text) }));
}

function lockedDependencies(tree: Tree): number {
  return tree.get('Cargo.lock')?.text.match(/^source = /gm)?.length ?? 0;
}

function keptWarnings({ kept, omitted, appended }: TargetPlan, { license }: Answers): string[] {
  const licences = kept.filter(isLicence);
  return [
    ...(kept.length === 0 ? [] : [`kept as they were: ${kept.join(', ')}`]),
    ...Array.from(appended, ([file, lines]) => addedLines(file, lines)).flat(),
    ...(omitted.includes('README.md')
      ? [
          'the README.md of this workspace gave way to yours, and CONTRIBUTING.md speaks of it; to read it, make exactly this workspace again in an empty folder',
        ]
      : []),
    ...(licences.length === 0
      ? []
      : [
          `the project is licensed as ${license}: change that with --license, or ${licences.join(' and ')}, where they disagree`,
        ]),
  ];
}

function addedLines(file: string, lines: string): string[] {
  const added = lines.trim().split('\n').join(', ');
  return added === '' ? [] : [`added to your ${file}: ${added}`];
}

/** What stands in the way of CI in a repository that is there already. */
function repositoryWarnings({ target, repository }: TargetPlan, { ci }: Answers): string[] {
  if (repository === undefined) return [];
  const { folder, branch = 'main' } = repository;
  const read = [
    ...(ci === 'gitlab' ? [] : ['GitHub reads .github']),
    ...(ci === 'github' ? [] : ['GitLab reads .gitlab-ci.yml']),
  ].join(' and ');
  return [
    ...(folder === target ? [] : [`${read} in ${showPath(folder)} alone; move ours there for CI to run`]),
    // GitLab knows which branch is the default one.
    ...(branch === 'main' || ci === 'gitlab'
      ? []
      : [`CI runs for pushes to main, and ${showPath(folder)} is on ${showPath(branch)}`]),
  ];
}

function warningsOf({ git, outcome, ignored, hasCargo }: Circumstances): string[] {
  return [
    ...ignored,
    ...(git && outcome !== undefined ? gitWarnings(outcome.git) : []),
    ...(hasCargo ? [] : ['cargo was not found; install Rust with rustup before the first build']),
  ];
}

function gitWarnings({ state, reason }: Outcome['git']): string[] {
  if (state === 'committed') return [];
  const lack = state === 'none' ? 'no git repository was made' : 'nothing was committed';
  return [reason === undefined ? lack : `${lack}: ${reason}`];
}

/** Three at most: into the folder, then what the project is for. */
function nextCommands(project: Project, folder: string): Pick<Result, 'next' | 'meanwhile'> {
  const enter = folder === '' ? [] : [`cd ${shellWord(folder)}`];
  const commands = [...enter, ...project.next.map(({ command }) => command)].slice(0, 3);
  const parting = project.next.findIndex(({ elsewhere }) => elsewhere);
  const here = parting === -1 ? commands.length : enter.length + parting;
  return { next: commands.slice(0, here), meanwhile: commands.slice(here) };
}
