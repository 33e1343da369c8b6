import fs from 'node:fs';
import path from 'node:path';

import { Option as Flag, type Command } from 'commander';

import { abortRun, applyChanges, continueRun, type SettledRun } from '../disk/changes/apply.ts';
import { unifiedDiff } from '../disk/changes/diff.ts';
import { inCopy } from '../disk/copy.ts';
import { renderBaseline, shrunk, total, type Baseline } from '../lifecycle/gates/counts.ts';
import { placeGates, takeOutGates, type Files } from '../lifecycle/gates/plan.ts';
import { readProject } from '../lifecycle/gates/project.ts';
import { renderRecord, type GatesRecord } from '../lifecycle/gates/record.ts';
import { BASELINE_FILE, WIDEST } from '../lifecycle/gates/terms.ts';
import { oldestRust, renderGatesTree } from '../lifecycle/gates/tree.ts';
import { InputError } from '../options/errors.ts';
import { optionOf } from '../options/table.ts';
import { ANSWERS_FILE } from '../render/answers.ts';
import { sameState, type Change } from '../render/change.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { readMetadata, type Running } from './gates/cargo.ts';
import { gatesText, type GatesResult } from './gates/report.ts';
import { pathsOf, readFiles, survey, type Survey } from './gates/survey.ts';
import { tryGates } from './gates/trial.ts';
import { toJson } from './json.ts';

/** `gates`: the quality gates for a Cargo project that somebody else made. */
export const gatesCommand: CommandModule = { describe, run };

function describe(command: Command): void {
  const ci = optionOf('ci');
  command
    .description(
      'Adds the quality gates to a Cargo project that exists, its own files left as they are. The gates are tried in a copy' +
        ' first: Cargo builds and tests the project there. What it does not pass today is counted, and may only become less.',
    )
    .argument('[dir]', 'the root of the project, which is the root of its git repository (default: this folder)')
    .addOption(new Flag('--ci <host>', ci.description).choices(ci.choices.map(({ id }) => id)).default(ci.default))
    .option('--dry-run', 'show the changes as a diff, make none')
    .option('--refresh', 'compute deny.toml again, after a dependency changed')
    .option('--retry', 'try the gates again that the project did not pass')
    .option('--remove', 'take the gates out again')
    .option('--abort', 'put back what a run that was killed has changed')
    .option('--allow-dirty', 'also change files whose present text git does not have')
    .option('--json', 'print the result as JSON');
}

async function run({ args: [dir = '.'], flags }: Invocation, surroundings: Surroundings): Promise<void> {
  const { io } = surroundings;
  const folder = path.resolve(io.cwd, dir);
  const settled = await settle(folder, flags);
  if (settled !== undefined) {
    const done = flags['abort'] === true ? 'put back' : 'finished';
    io.out(`${done} what \`${settled.command.join(' ')}\` had begun: ${settled.files.join(', ')}\n`);
    return;
  }
  const found = await survey(folder, { cwd: folder, env: io.env }, { allowDirty: flags['allowDirty'] === true });
  const outcome = flags['remove'] === true ? remove(found) : await place(found, flags, surroundings);
  const result = { ...outcome, dryRun: flags['dryRun'] === true };
  if (!result.dryRun) await applyChanges(found.site, ['gates', dir], outcome.changes);
  if (flags['json'] === true) io.out(toJson(summary(result)));
  else io.out(result.dryRun ? await unifiedDiff(outcome.changes) : gatesText(result));
  if (flags['json'] !== true)
    result.left.forEach((line) => {
      io.err(`left: ${line}\n`);
    });
}

/** Ends a run that was killed; a run that is to change nothing leaves it, and is refused for its sake. */
async function settle(folder: string, flags: Invocation['flags']): Promise<SettledRun | undefined> {
  if (flags['abort'] === true) return abort(folder);
  return flags['dryRun'] === true ? undefined : continueRun(folder);
}

async function abort(folder: string): Promise<SettledRun> {
  const settled = await abortRun(folder);
  if (settled === undefined) throw new InputError('no run was interrupted here; there is nothing to put back');
  return settled;
}

function summary({ changes, ...rest }: GatesResult): object {
  return { ...rest, files: changes.map(({ path: file, after }) => ({ path: file, removed: after === undefined })) };
}

type Outcome = Omit<GatesResult, 'dryRun'>;

function remove({ site, record }: Survey): Outcome {
  if (record === undefined) throw new InputError(`${site.shown} has no gates of ours; there is nothing to take out`);
  const files = readFiles(site, [ANSWERS_FILE, ...Object.keys(record.files), ...Object.keys(record.added)]);
  const bared = takeOutGates(files, record);
  const after = new Map(bared.files);
  after.delete(ANSWERS_FILE);
  return { changes: changesBetween(files, after), left: bared.left, terms: undefined, counted: {} };
}

/** Puts the gates in, or brings those that are in up to date. */
async function place(found: Survey, flags: Invocation['flags'], { assets, io }: Surroundings): Promise<Outcome> {
  const gatesAssets = await assets.loadGates();
  const { site, record } = found;
  return inCopy(site.root, async (copy, signal) => {
    const running: Running = { cwd: copy.folder, env: environment(found, io.env), signal };
    const locked = fs.existsSync(path.join(copy.folder, 'Cargo.lock'));
    const existing = readProject(await readMetadata(running, site.shown));
    const ci = record?.ci ?? (flags['ci'] as GatesRecord['ci']);
    const branch = record?.branch ?? found.branch;
    // Names of files do not depend on the terms.
    const names = renderGatesTree(existing, { ci, branch, terms: WIDEST, baseline: '' }, gatesAssets).keys();
    const files = readFiles(site, pathsOf(existing, names, record));
    const theirs = record === undefined ? files : takeOutGates(files, record).files;
    const kept = record === undefined ? undefined : { terms: record.terms, baseline: baselineOf(files) };
    const report = (line: string): void => {
      if (flags['json'] !== true) io.err(`${line}\n`);
    };
    const tried =
      kept !== undefined && flags['retry'] !== true
        ? kept
        : await tryGates({ existing, files: theirs, locked, assets: gatesAssets, copy, running, report, ci, branch });
    const baseline = kept === undefined ? tried.baseline : shrunk(kept.baseline, tried.baseline);
    const text = Object.keys(baseline.findings).length === 0 ? undefined : renderBaseline(baseline);
    const setting = { ci, branch, terms: tried.terms, baseline: text };
    const tree = new Map(renderGatesTree(existing, setting, gatesAssets));
    const policy = record !== undefined && 'deny.toml' in record.files ? files.get('deny.toml') : undefined;
    if (policy !== undefined && flags['refresh'] !== true) tree.set('deny.toml', policy);
    const { files: after, placed, left } = placeGates(theirs, tree, existing, baseline.allowed);
    const rustVersion = oldestRust(existing);
    const promised = rustVersion === undefined ? {} : { rustVersion };
    const remembered = renderRecord({ ci, branch, terms: tried.terms, ...promised, ...placed }, assets.version);
    const complete = new Map([...after, [ANSWERS_FILE, { text: remembered, executable: false }]]);
    return {
      changes: changesBetween(files, complete),
      left: [...left, ...existing.outside.map((file) => `${file} lies outside the project`)],
      terms: tried.terms,
      counted: Object.fromEntries(Object.entries(baseline.findings).map(([gate, counts]) => [gate, total(counts)])),
    };
  });
}

function baselineOf(files: Files): Baseline {
  const text = files.get(BASELINE_FILE)?.text;
  return text === undefined ? { allowed: [], findings: {} } : (JSON.parse(text) as Baseline);
}

/** Dependencies that the project has built already need not be built again. */
function environment({ targetFolder }: Survey, env: Running['env']): Running['env'] {
  const target = fs.existsSync(targetFolder) ? { CARGO_TARGET_DIR: targetFolder } : {};
  return { ...env, ...target, CARGO_TERM_COLOR: 'never' };
}

function changesBetween(before: Files, after: Files): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((file) => ({ path: file, before: before.get(file), after: after.get(file) }))
    .filter((change) => !sameState(change.before, change.after));
}
