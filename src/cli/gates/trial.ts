/** Tries the gates in a copy of a project: what it does not pass today is counted, or left out with the reason. */
import type { Copy } from '../../disk/copy.ts';
import { planGates } from '../../gates/plan.ts';
import { installCommands } from '../../gates/preparation.ts';
import { gatesOfTier } from '../../gates/select.ts';
import { findTool } from '../../gates/tools.ts';
import type { Gate } from '../../gates/types.ts';
import { broughtToLight, renderBaseline, total, type Baseline, type Counts } from '../../lifecycle/gates/counts.ts';
import { placeGates, type Files } from '../../lifecycle/gates/plan.ts';
import { full, type ExistingProject } from '../../lifecycle/gates/project.ts';
import {
  adapt,
  BASELINE_FILE,
  CHECKER,
  COUNTABLE,
  countedCommand,
  onTerms,
  type Terms,
  TESTS_BUILD,
  WIDEST,
} from '../../lifecycle/gates/terms.ts';
import {
  gatesProject,
  oldestRust,
  renderGatesTree,
  type GatesAssets,
  type GatesSetting,
} from '../../lifecycle/gates/tree.ts';
import { InputError } from '../../options/errors.ts';
import type { FileState } from '../../render/change.ts';
import { compareVersions } from '../../render/version.ts';
import { errorLine, failedTests, runProgram, type Ran, type Running } from './cargo.ts';

/** What trying needs. */
export interface TrialSetting extends Pick<GatesSetting, 'ci' | 'branch' | 'pipeline'> {
  readonly existing: ExistingProject;
  /** As of Terms. */
  readonly folder: string | undefined;
  /** The project's files that gates touch. */
  readonly files: Files;
  /** Whether it keeps a Cargo.lock. */
  readonly locked: boolean;
  readonly assets: GatesAssets;
  readonly copy: Copy;
  readonly running: Running;
  /** Is told what is tried, and what came of it. */
  readonly report: (line: string) => void;
}

/** On which terms the gates pass. */
export interface Tried {
  readonly terms: Terms;
  readonly baseline: Baseline;
}

/** @throws InputError where the project does not compile, or python3 is not there */
export async function tryGates(setting: TrialSetting): Promise<Tried> {
  const gates = candidates(setting);
  const missing = await missingTools(gates, setting);
  const open = gates.filter(({ id }) => !(id in missing));
  const { terms, before } = await findTerms(setting, open, missing);
  const { allowed, lints } = await countLints(setting, terms, before);
  const findings: Record<string, Counts> = total(lints) === 0 ? {} : { clippy: lints };
  for (const gate of open.filter(({ id }) => id !== 'clippy' && isCountable(id))) {
    // What cannot be counted is tried all the same, and says itself why it fails.
    const measured = await measure(gate, terms, setting);
    if ('counts' in measured && total(measured.counts) > 0) findings[gate.id] = measured.counts;
  }
  const first = without({ terms, baseline: { allowed, findings } }, {});
  return without(first, await failures(setting, first));
}

/** What was tried, with more gates off; counted are those with findings that are on. */
function without({ terms, baseline }: Tried, failed: Readonly<Record<string, string>>): Tried {
  const kept = Object.entries(baseline.findings).filter(([id]) => !(id in failed));
  return {
    terms: { ...terms, counted: kept.map(([id]) => id).sort(), off: { ...terms.off, ...failed } },
    baseline: { ...baseline, findings: Object.fromEntries(kept) },
  };
}

/** The gates of a pull request, as the list has them. */
function candidates({ existing, ci, branch, assets }: TrialSetting): Gate[] {
  const project = gatesProject(existing, { ci, branch, terms: WIDEST, baseline: undefined }, assets.rust);
  return gatesOfTier(planGates(project).jobs, 'pull-request');
}

function isCountable(id: string): boolean {
  return (COUNTABLE as readonly string[]).includes(id);
}

/** Gates that cannot be tried, and why. */
async function missingTools(gates: readonly Gate[], setting: TrialSetting): Promise<Record<string, string>> {
  const missing = Object.fromEntries(
    Object.entries(unprovable(setting)).filter(([id]) => gates.some((gate) => gate.id === id)),
  );
  for (const gate of gates) {
    for (const tool of gate.tools.map(findTool)) {
      const ran = await runProgram(tool.versionCommand, setting.running);
      if (ran?.exitCode === 0) continue;
      missing[gate.id] ??= `${tool.id} is not here to try it; ${installCommands([tool]).join(' && ')}`;
    }
  }
  const msrv = gates.some(({ id }) => id === 'msrv') ? await missingRust(setting) : undefined;
  return msrv === undefined ? missing : { msrv, ...missing };
}

/** Why the Rust that the packages promise cannot be tried; cargo-hack would install it unasked. */
async function missingRust({ existing, running }: TrialSetting): Promise<string | undefined> {
  for (const version of new Set(existing.members.flatMap(({ rustVersion }) => rustVersion ?? []))) {
    const ran = await runProgram(['rustup', 'run', version, 'rustc', '--version'], running);
    if (ran?.exitCode !== 0) return `Rust ${version} is not here to try it; rustup toolchain install ${version}`;
  }
  return undefined;
}

/** What the project has no use for, or promises in vain. */
function unprovable({ existing, locked }: TrialSetting): Record<string, string> {
  const oldest = oldestRust(existing);
  const [most] = existing.demands;
  return {
    ...(locked ? {} : { lock: 'there is no Cargo.lock in the repository' }),
    ...(existing.members.some(({ hasLibrary }) => hasLibrary) ? {} : { doctest: 'there is no library' }),
    ...(existing.unclear.length === 0
      ? {}
      : { deny: `somebody has to say what the licences of ${existing.unclear.join(', ')} are` }),
    ...(oldest === undefined || most === undefined || compareVersions(full(most.rustVersion), full(oldest)) <= 0
      ? {}
      : { msrv: `a manifest promises Rust ${oldest}, and its dependency ${most.crate} needs ${most.rustVersion}` }),
  };
}

/** Measures what the project finds by itself, on the widest terms on which its tests build, or at least all compiles. */
async function findTerms(
  setting: TrialSetting,
  gates: readonly Gate[],
  off: Readonly<Record<string, string>>,
): Promise<{ terms: Terms; before: Counts }> {
  const { existing, folder, locked } = setting;
  const clippy = gates.find(({ id }) => id === 'clippy');
  if (clippy === undefined) throw new Error('the list of gates has no Clippy');
  const hasLibrary = existing.members.some((member) => member.hasLibrary);
  let why = '';
  let widest: { terms: Terms; before: Counts } | undefined;
  for (const allFeatures of [true, false]) {
    for (const benches of [true, false]) {
      const terms: Terms = { folder, locked, allFeatures, benches, hasLibrary, counted: [], off };
      put(setting, terms, [], true);
      const measured = await measure(clippy, terms, setting);
      if ('why' in measured) {
        why ||= measured.why;
        continue;
      }
      const found = { terms, before: measured.counts };
      if (await testsBuild(terms, setting)) return found;
      widest ??= found;
      break;
    }
  }
  if (widest !== undefined) return widest;
  throw new InputError(`the project does not compile: ${why}; gates need code that does`);
}

/** Clippy links nothing, so what passes there need not build. */
async function testsBuild(terms: Terms, { running, report }: TrialSetting): Promise<boolean> {
  const ran = await runProgram(adapt(TESTS_BUILD, terms).split(' '), running);
  if (ran?.exitCode === 0) return true;
  report(`the tests do not build with ${terms.allFeatures ? 'all' : 'the default'} features`);
  return false;
}

/** Counts lints with ours switched on, then once more with those quiet that today's code breaks. */
async function countLints(
  setting: TrialSetting,
  terms: Terms,
  before: Counts,
): Promise<{ allowed: readonly string[]; lints: Counts }> {
  const [clippy] = candidates(setting).filter(({ id }) => id === 'clippy');
  if (clippy === undefined) throw new Error('the list of gates has no Clippy');
  const count = async (allowed: readonly string[]): Promise<Counts> => {
    put(setting, terms, allowed, false);
    const measured = await measure(clippy, terms, setting);
    if ('why' in measured)
      throw new InputError(`with the lints of the gates the project does not compile: ${measured.why}`);
    return measured.counts;
  };
  const allowed = broughtToLight(before, await count([]));
  return { allowed, lints: await count(allowed) };
}

/** Puts the gates into the copy as they are so far. */
function put(setting: TrialSetting, terms: Terms, allowed: readonly string[], bare: boolean): void {
  const { existing, files, copy, ci, branch, pipeline, assets } = setting;
  const baseline = renderBaseline({ allowed, findings: {} });
  const tree = renderGatesTree(existing, { ci, branch, terms, pipeline, baseline }, assets);
  const placed = placeGates(files, tree, existing, allowed).files;
  putInside(copy, placed, ({ text }, path) => (bare && path.endsWith('Cargo.toml') ? files.get(path)?.text : text));
}

/** What a host reads above the project is of no use in a copy of it. */
function putInside(copy: Copy, files: Files, textOf: (state: FileState, path: string) => string | undefined): void {
  const inside = [...files].filter(([path]) => !path.startsWith('../'));
  copy.put(new Map(inside.map(([path, state]) => [path, textOf(state, path)])));
}

type Measured = { readonly counts: Counts } | { readonly why: string };

/** What a gate finds, by the checker that the project gets. */
async function measure({ id, command }: Gate, terms: Terms, { running, report }: TrialSetting): Promise<Measured> {
  const words = countedCommand(adapt(command, terms)).split(' ');
  const [python, ...script] = CHECKER;
  const ran = await runProgram([python ?? '', ...script, '--measure', id, '--', ...words], running);
  if (ran === undefined) throw new InputError('python3 was not found; the gates count with it what they find today');
  if (ran.exitCode !== 0) {
    report(`${id}: cannot be counted`);
    return { why: errorLine(ran.stderr, running.cwd) };
  }
  const counts = JSON.parse(ran.stdout) as Counts;
  report(`${id}: ${total(counts)} found`);
  return { counts };
}

/** Runs every gate as CI will; those that fail, and why. */
async function failures(setting: TrialSetting, { terms, baseline }: Tried): Promise<Record<string, string>> {
  const { existing, files, copy, ci, branch, pipeline, assets, running, report } = setting;
  const text = terms.counted.length === 0 ? undefined : renderBaseline(baseline);
  const tree = renderGatesTree(existing, { ci, branch, terms, pipeline, baseline: text }, assets);
  const placed = placeGates(files, tree, existing, baseline.allowed).files;
  putInside(copy, placed, ({ text }) => text);
  if (text === undefined) copy.put(new Map([[BASELINE_FILE, undefined]]));
  const project = gatesProject(existing, { ci, branch, terms, baseline: text }, assets.rust);
  const failed: Record<string, string> = {};
  for (const gate of gatesOfTier(onTerms(planGates(project).jobs, terms), 'pull-request')) {
    const ran = await runProgram(['sh', '-c', gate.command], running);
    report(`${gate.id}: ${ran?.exitCode === 0 ? 'passes' : 'fails'}`);
    if (ran?.exitCode !== 0) failed[gate.id] = reasonOf(gate, ran, running);
  }
  return failed;
}

/** nextest's code for a workspace without a test. */
const NO_TESTS = 4;

/** As the checker says it: `my-crate: dead_code: 1 in the baseline, now 2:`. */
const COMPARED = /^(.+?): (.+): \d+ in the baseline, now \d+:?$/gm;

function reasonOf({ id }: Gate, ran: Ran | undefined, { cwd }: Running): string {
  if (ran === undefined) return 'it cannot be started';
  if (id === 'test' && ran.exitCode === NO_TESTS) return 'there is no test';
  const unsteady = Array.from(ran.stdout.matchAll(COMPARED), ([, at, kind]) => `${at} ${kind}`);
  if (unsteady.length > 0) return `two runs in a row differ: ${unsteady.join(', ')}`;
  const output = `${ran.stdout}\n${ran.stderr}`;
  const tests = failedTests(output);
  return tests.length === 0 ? `it fails today: ${errorLine(output, cwd)}` : `today these fail: ${tests.join(', ')}`;
}
