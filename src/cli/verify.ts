import path from 'node:path';

import { interruptible } from '../disk/interrupt.ts';
import { openReceiptFolder, writeReceipt } from '../disk/receipt.ts';
import { GitError, inspectWorkTree } from '../disk/work-tree.ts';
import { renderReceipt, tally, type GateResult, type Receipt, type VerifiedTree } from '../gates/receipt.ts';
import { InputError, quoted } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import { didYouMean } from '../options/near.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { knownPresetFlag, presetsFrom, repeatable, splitList, type Flags } from './flags.ts';
import { gatesOfFolder, type FolderGates, type TieredGate } from './folder-gates.ts';
import { GateRunner } from './gate-runner.ts';
import type { Io } from './io.ts';
import { toJson } from './json.ts';
import { liveProgress, plainProgress, SILENT, type Progress } from './progress.ts';
import { styleOf } from './style.ts';

/** `verify`: the gates of a workspace or project, as its CI runs them. */
export const verifyCommand: CommandModule = {
  describe: (command) =>
    command
      .description(
        'Runs the gates of a workspace, or of a project that has ours, as its CI would, one after the other, and writes a receipt. Exit code 1 when one fails or cannot run.',
      )
      .argument('[dir]', 'the workspace (default: this folder)')
      .option('--nightly', 'run what CI runs every night, too')
      .addOption(repeatable('--gate <ids>', 'run these gates alone, whenever CI runs them'))
      .option('--fail-fast', 'stop at the first gate that does not pass')
      .addOption(repeatable('--receipt <dir>', 'where receipt.md and receipt.json go (default: target/gates)'))
      .addOption(knownPresetFlag())
      .option('--json', 'print the receipt as JSON, and nothing else'),
  run,
};

async function run({ args: [dir], flags }: Invocation, surroundings: Surroundings): Promise<number> {
  const { io } = surroundings;
  const folderGates = await gatesOfFolder(dir, 'verify', { ...surroundings, presets: presetsFrom(flags) });
  const { place } = folderGates;
  const gates = chosenGates(folderGates.gates, flags);
  const receiptFolder = await openReceiptFolder(place.folder, receiptFlag(flags), io.cwd);
  const progress = progressOf(flags, io, gates);
  const receipt = await interruptible(async (signal) => {
    try {
      return await verify(folderGates, gates, { io, progress, signal, failFast: flags['failFast'] === true });
    } finally {
      progress.close();
    }
  });
  writeReceipt(receiptFolder, { 'receipt.md': renderReceipt(receipt), 'receipt.json': toJson(receipt) });
  if (flags['json'] === true) io.out(toJson(receipt));
  else io.out(closingText(receipt, path.relative(io.cwd, path.join(receiptFolder, 'receipt.md')), io));
  return receipt.passed ? 0 : 1;
}

function receiptFlag(flags: Flags): string | undefined {
  const [folder, ...more] = (flags['receipt'] ?? []) as readonly string[];
  if (more.length > 0) throw new InputError('--receipt takes one folder');
  if (folder === '') throw new InputError('--receipt is empty; give a folder');
  return folder;
}

/** @throws InputError for a gate that the workspace does not have. */
function chosenGates(gates: readonly TieredGate[], flags: Flags): readonly TieredGate[] {
  const picked = (flags['gate'] as readonly string[] | undefined)?.flatMap(splitList);
  if (picked === undefined) return gates.filter(({ tier }) => tier === 'pull-request' || flags['nightly'] === true);
  const ids = gates.map(({ id }) => id);
  for (const id of picked) {
    if (!ids.includes(id)) throw new InputError(`--gate: there is no ${quoted(id)} here; ${didYouMean(id, ids)}`);
  }
  return gates.filter(({ id }) => picked.includes(id));
}

function progressOf(flags: Flags, io: Io, gates: readonly TieredGate[]): Progress {
  if (flags['json'] === true) return SILENT;
  return io.live ? liveProgress(io, Math.max(...gates.map(({ id }) => id.length))) : plainProgress(io);
}

/** How a run of gates goes on. */
interface Course {
  readonly io: Io;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly failFast: boolean;
}

async function verify(
  { place, version, answers, presets, gatesOnly, surroundings }: FolderGates,
  gates: readonly TieredGate[],
  { io, progress, signal, failFast }: Course,
): Promise<Receipt> {
  const started = `${new Date().toISOString().slice(0, 19)}Z`;
  const before = await treeOf(place.folder);
  const runner = new GateRunner(place.folder, surroundings, io.env);
  const results: GateResult[] = [];
  for (const gate of gates) {
    const obstacle = failFast ? results.find(({ state }) => state !== 'passed') : undefined;
    progress.begin(gate);
    results.push(
      obstacle === undefined
        ? await runner.run(gate, signal)
        : runner.skip(gate, `${obstacle.id} did not pass, and --fail-fast stops there`),
    );
    progress.end(results.at(-1) as GateResult);
  }
  const tree = sameStill(before, await treeOf(place.folder));
  return {
    generator: { name: GENERATOR, version },
    ...(answers === undefined ? {} : { answers }),
    ...(presets.length === 0 ? {} : { presets }),
    ...(gatesOnly === undefined ? {} : { gatesOnly }),
    started,
    tree,
    tools: await runner.toolVersions(),
    gates: results,
    passed: results.every(({ state }) => state === 'passed'),
  };
}

type Inspected = Omit<VerifiedTree, 'changedMeanwhile'> | { readonly problem: string };

function sameStill(before: Inspected, after: Inspected): Receipt['tree'] {
  if ('problem' in before) return before;
  return { ...before, changedMeanwhile: 'problem' in after || after.id !== before.id };
}

async function treeOf(folder: string): Promise<Inspected> {
  try {
    const { tree: id, ...rest } = await inspectWorkTree(folder);
    return { id, ...rest };
  } catch (error) {
    if (error instanceof GitError) return { problem: error.message };
    throw error;
  }
}

function closingText({ gates, tools, tree }: Receipt, file: string, io: Io): string {
  const style = styleOf(io);
  const others = tools.filter(({ version, pinned }) => pinned !== undefined && pinned !== version);
  return [
    '',
    style('bold', tally(gates)),
    ...others.map(({ name, version, pinned = '' }) => `${name} is ${version} here, and ${pinned} in CI`),
    ...('changedMeanwhile' in tree && tree.changedMeanwhile ? ['the files changed while the gates ran'] : []),
    `Receipt: ${file}`,
    '',
  ].join('\n');
}
