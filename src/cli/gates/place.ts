/** Putting the gates in, in stages: read the project, find the terms on which it passes, say what becomes of its files. */
import fs from 'node:fs';
import path from 'node:path';

import { checkChanges } from '../../disk/changes/apply.ts';
import { readFiles } from '../../disk/changes/read.ts';
import { inCopy, type Copy } from '../../disk/copy.ts';
import type { OwnPipeline } from '../../gates/plan.ts';
import { readBaseline, renderBaseline, shrunk, total, type Baseline } from '../../lifecycle/gates/counts.ts';
import { assumptions, includedPath, ownPipeline } from '../../lifecycle/gates/pipeline.ts';
import { placeGates, takeOutGates, type Files } from '../../lifecycle/gates/plan.ts';
import { readProject, type ExistingProject } from '../../lifecycle/gates/project.ts';
import { renderRecord, type GatesRecord } from '../../lifecycle/gates/record.ts';
import { BASELINE_FILE, WIDEST } from '../../lifecycle/gates/terms.ts';
import { oldestRust, renderGatesTree, type GatesAssets } from '../../lifecycle/gates/tree.ts';
import { ANSWERS_FILE } from '../../render/answers.ts';
import { readMetadata, type Running } from './cargo.ts';
import { changesBetween, type Outcome } from './outcome.ts';
import { pathsOf, type Survey } from './survey.ts';
import { tryGates, type Tried } from './trial.ts';

/** What was asked for. */
export interface Request {
  /** Where nothing is remembered. */
  readonly ci: GatesRecord['ci'];
  /** To try again what was left out. */
  readonly retry: boolean;
  /** To compute deny.toml again. */
  readonly refresh: boolean;
}

/** What the stages work with, beside the project. */
export interface Means {
  readonly assets: GatesAssets;
  /** This program's. */
  readonly version: string;
  readonly env: Running['env'];
  /** Is told what is tried, and what came of it. */
  readonly report: (line: string) => void;
}

/** Puts the gates into a project, or brings those that are in up to date. Writes nothing. */
export async function placeInto(found: Survey, request: Request, means: Means): Promise<Outcome> {
  return inCopy(found.root, async (copy, signal) => {
    const running: Running = { cwd: copy.folder, env: environment(found, means.env), signal };
    const scene = await readScene(found, request, means.assets, running);
    if (!request.retry && scene.kept !== undefined) return outcomeOf(scene, scene.kept, request, means);
    // Building takes minutes: what the files would be refused for is told before.
    checkChanges(found.site, outcomeOf(scene, scene.kept ?? allPassing(scene), request, means).changes);
    return outcomeOf(scene, await tryOn(scene, means, copy, running), request, means);
  });
}

/** Dependencies that the project has built already need not be built again. */
function environment({ targetFolder }: Survey, env: Running['env']): Running['env'] {
  const target = fs.existsSync(targetFolder) ? { CARGO_TARGET_DIR: targetFolder } : {};
  return { ...env, ...target, CARGO_TERM_COLOR: 'never' };
}

/** All that is known before anything is tried. */
interface Scene {
  readonly existing: ExistingProject;
  readonly folder: string | undefined;
  readonly record: GatesRecord | undefined;
  /** What an earlier run found. */
  readonly kept: Tried | undefined;
  /** Whether it keeps a Cargo.lock. */
  readonly locked: boolean;
  readonly ci: GatesRecord['ci'];
  readonly branch: string;
  /** As they stand. */
  readonly files: Files;
  /** As they would stand without gates. */
  readonly bare: Files;
  /** The project's own, which is to include ours; undefined where there is none. */
  readonly pipeline: OwnPipeline | undefined;
}

async function readScene(found: Survey, request: Request, assets: GatesAssets, running: Running): Promise<Scene> {
  const locked = fs.existsSync(path.join(running.cwd, 'Cargo.lock'));
  const { record, folder, branch: current } = found;
  const existing = readProject(await readMetadata(running, found.shown));
  const { ci, branch } = record ?? { ci: request.ci, branch: current };
  // Beside the folder, names of files do not depend on the terms.
  const names = renderGatesTree(existing, { ci, branch, terms: { ...WIDEST, folder }, baseline: '' }, assets).keys();
  const included = ci === 'github' ? [] : [includedPath({ folder })];
  const files = readFiles(found.site, pathsOf(existing, [...names, ...included], record), folder);
  const bare = record === undefined ? files : takeOutGates(files, record).files;
  const pipeline = ci === 'github' ? undefined : ownPipeline(bare, record?.files ?? {}, { folder });
  const kept = record && { terms: { ...record.terms, folder }, baseline: baselineIn(files) };
  return { existing, folder, record, kept, locked, ci, branch, files, bare, pipeline };
}

/** What trying would say of a project without a fault; which files change hangs on little of it. */
function allPassing({ folder }: Scene): Tried {
  return { terms: { ...WIDEST, folder }, baseline: { allowed: [], findings: {} } };
}

/** What was counted once can only become less. */
async function tryOn(scene: Scene, { assets, report }: Means, copy: Copy, running: Running): Promise<Tried> {
  const { bare, kept, ...rest } = scene;
  const tried = await tryGates({ ...rest, files: bare, assets, copy, running, report });
  if (kept === undefined) return tried;
  const baseline = shrunk(kept.baseline, tried.baseline, Object.keys(kept.terms.off));
  const counted = tried.terms.counted.filter((id) => id in baseline.findings);
  return { terms: { ...tried.terms, counted }, baseline };
}

function baselineIn(files: Files): Baseline {
  const text = files.get(BASELINE_FILE)?.text;
  return text === undefined ? { allowed: [], findings: {} } : readBaseline(text);
}

function outcomeOf(
  scene: Scene,
  { terms, baseline }: Tried,
  { refresh }: Request,
  { assets, version }: Means,
): Outcome {
  const { existing, folder, record, ci, branch, files, bare, pipeline } = scene;
  const text = Object.keys(baseline.findings).length === 0 ? undefined : renderBaseline(baseline);
  const tree = new Map(renderGatesTree(existing, { ci, branch, terms, pipeline, baseline: text }, assets));
  const policy = record !== undefined && 'deny.toml' in record.files ? files.get('deny.toml') : undefined;
  if (policy !== undefined && !refresh) tree.set('deny.toml', policy);
  const { files: placed, placed: ours, left } = placeGates(bare, tree, existing, baseline.allowed);
  const rustVersion = oldestRust(existing);
  const promised = rustVersion === undefined ? {} : { rustVersion };
  // What was changed since is known again when its change is taken back.
  const known = Object.entries(record?.files ?? {}).filter(([file]) => bare.has(file) || file in ours.files);
  const placedFiles = { ...Object.fromEntries(known), ...ours.files };
  const remembered = renderRecord({ ci, branch, terms, ...promised, ...ours, files: placedFiles }, version);
  return {
    changes: changesBetween(
      files,
      new Map([...placed, [ANSWERS_FILE, { text: remembered, executable: false }]]),
      folder,
    ),
    left: [
      ...left,
      ...(pipeline === undefined ? [] : assumptions(pipeline)),
      ...existing.outside.map((file) => `${file} lies outside the project`),
    ],
    terms,
    counted: Object.fromEntries(Object.entries(baseline.findings).map(([gate, counts]) => [gate, total(counts)])),
  };
}
