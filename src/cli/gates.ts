import path from 'node:path';

import { Option as Flag, type Command } from 'commander';

import { applyChanges, checkChanges } from '../disk/changes/apply.ts';
import { unifiedDiff } from '../disk/changes/diff.ts';
import { readFiles } from '../disk/changes/read.ts';
import { takeOutGates } from '../lifecycle/gates/plan.ts';
import type { GatesRecord } from '../lifecycle/gates/record.ts';
import { InputError } from '../options/errors.ts';
import { optionOf } from '../options/table.ts';
import { ANSWERS_FILE } from '../render/answers.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { changesBetween, type Outcome } from './gates/outcome.ts';
import { placeInto } from './gates/place.ts';
import { gatesText, listing } from './gates/report.ts';
import { survey, type Survey } from './gates/survey.ts';
import { ignoredOfChanges } from './ignored.ts';
import { toJson } from './json.ts';
import { fileLists, plannedText } from './listing.ts';
import { addChangeFlags, mayBeDirty, settleRun, warnOfRefusal } from './settle.ts';
import { styleOf } from './style.ts';

/** `gates`: the quality gates for a Cargo project that somebody else made. */
export const gatesCommand: CommandModule = { describe, run };

function describe(command: Command): void {
  const ci = optionOf('ci');
  command
    .description(
      'Adds the quality gates to a Cargo project that exists, its own files left as they are. The gates are tried in a copy' +
        ' first: Cargo builds and tests the project there. What it does not pass today is counted, and may only become less.',
    )
    .argument('[dir]', 'the root of the project (default: this folder)')
    .addOption(new Flag('--ci <host>', ci.description).choices(ci.choices.map(({ id }) => id)).default(ci.default))
    .option('--refresh', 'compute deny.toml again, after a dependency changed')
    .option('--retry', 'try the gates again that the project did not pass')
    .option('--remove', 'take the gates out again');
  addChangeFlags(command);
}

async function run({ args: [dir = '.'], flags }: Invocation, surroundings: Surroundings): Promise<number> {
  const { io } = surroundings;
  const folder = path.resolve(io.cwd, dir);
  const settled = await settleRun(folder, ['gates', dir], flags, io);
  if (settled !== undefined) return settled;
  const found = await survey(folder, { cwd: folder, env: io.env }, { allowDirty: mayBeDirty(flags) });
  const outcome = flags['remove'] === true ? takeOut(found) : await place(found, flags, surroundings);
  const [dryRun, json, style] = [flags['dryRun'] === true, flags['json'] === true, styleOf(io)];
  const { changes, left } = outcome;
  checkChanges(found.site, changes);
  if (!dryRun) {
    if (!json) io.out(listing(outcome, style));
    await applyChanges(found.site, ['gates', dir], changes);
  }
  const warnings = dryRun ? [] : await ignoredOfChanges(found.site.root, changes);
  if (json) io.out(toJson(summary({ ...outcome, dryRun, warnings })));
  else io.out(dryRun ? `${plannedText(fileLists(changes), style)}${await unifiedDiff(changes)}` : gatesText(outcome));
  if (!json) {
    [...left.map((line) => `left: ${line}`), ...warnings.map((line) => `warning: ${line}`)].forEach((line) => {
      io.err(`${line}\n`);
    });
  }
  warnOfRefusal(found.site, changes, flags, io);
  return 0;
}

function summary({
  changes,
  ...rest
}: Outcome & { readonly dryRun: boolean; readonly warnings: readonly string[] }): object {
  return { ...rest, files: changes.map(({ path: file, after }) => ({ path: file, removed: after === undefined })) };
}

async function place(found: Survey, flags: Invocation['flags'], { assets, io }: Surroundings): Promise<Outcome> {
  const request = {
    ci: flags['ci'] as GatesRecord['ci'],
    retry: flags['retry'] === true,
    refresh: flags['refresh'] === true,
  };
  const again = request.retry ? '--retry' : request.refresh ? '--refresh' : undefined;
  if (again !== undefined && found.record === undefined) {
    throw new InputError(`${found.shown} has no gates of ours; leave out ${again} to put them in`);
  }
  const report = (line: string): void => {
    if (flags['json'] !== true) io.err(`${line}\n`);
  };
  return placeInto(found, request, { assets: await assets.loadGates(), version: assets.version, env: io.env, report });
}

function takeOut(found: Survey): Outcome {
  const { record, site, folder, shown } = found;
  if (record === undefined) throw new InputError(`${shown} has no gates of ours; there is nothing to take out`);
  const names = [ANSWERS_FILE, ...Object.keys(record.files), ...Object.keys(record.added)];
  const files = readFiles(site, names, folder);
  const bared = takeOutGates(files, record);
  const after = new Map(bared.files);
  after.delete(ANSWERS_FILE);
  return { changes: changesBetween(files, after, folder), left: bared.left, terms: undefined, counted: {} };
}
