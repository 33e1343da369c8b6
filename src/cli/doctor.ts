import process from 'node:process';

import { gateNeeds, generatingNeeds, JUST, toolNeed, type Need } from '../gates/needs.ts';
import { InputError } from '../options/errors.ts';
import { GENERATOR } from '../options/generator.ts';
import type { CommandModule, Invocation, Surroundings } from './command.ts';
import { knownPresetFlag, presetsFrom } from './flags.ts';
import { gatesOfFolder } from './folder-gates.ts';
import { toJson } from './json.ts';
import { Prober, type Finding } from './probe.ts';
import { styleOf, type Style } from './style.ts';
import { placeOf, recordIn, type ReaderSurroundings } from './workspace.ts';

/** `doctor`: what is missing or too old. Installs nothing. */
export const doctorCommand: CommandModule = {
  describe: (command) =>
    command
      .description(
        'Says what a workspace needs to be built and to pass its gates, and how to install what is missing or too old; elsewhere, what making one takes. Installs nothing. Exit code 1 when something is missing.',
      )
      .argument('[dir]', 'the workspace (default: this folder)')
      .addOption(knownPresetFlag())
      .option('--json', 'print what was found as JSON'),
  run,
};

/** What `doctor --json` prints. */
export interface Diagnosis {
  readonly generator: string;
  readonly version: string;
  /** Whether all is there. */
  readonly healthy: boolean;
  readonly findings: readonly Diagnosed[];
}

/** A finding, and which gates want what was looked for; none where it is not for a gate. */
export interface Diagnosed extends Finding {
  readonly gates: readonly string[];
}

async function run({ args: [dir], flags }: Invocation, surroundings: Surroundings): Promise<number> {
  const { assets, io } = surroundings;
  const place = placeOf(dir, io.cwd);
  const hasGates = recordIn(place) !== undefined;
  const presets = presetsFrom(flags);
  if (!hasGates && presets.length > 0) {
    throw new InputError(`--preset has no say here: ${place.shown} is no workspace; leave it out`);
  }
  const needs = hasGates ? await needsOfGates(dir, { ...surroundings, presets }) : generatingNeeds(process.platform);
  const prober = new Prober(hasGates ? place.folder : io.cwd, io.env);
  const findings = await Promise.all(
    unique(needs).map(async ({ gates, ...need }) => ({ ...(await prober.find(need)), gates })),
  );
  const healthy = findings.every(({ state }) => state === 'found');
  io.out(
    flags['json'] === true
      ? toJson({ generator: GENERATOR, version: assets.version, healthy, findings } satisfies Diagnosis)
      : diagnosisText(findings, styleOf(io)),
  );
  return healthy ? 0 : 1;
}

interface NeedOfGates extends Need {
  readonly gates: readonly string[];
}

async function needsOfGates(dir: string | undefined, surroundings: ReaderSurroundings): Promise<NeedOfGates[]> {
  const { gates, tools, surroundings: around } = await gatesOfFolder(dir, 'doctor', surroundings);
  return [
    ...[...generatingNeeds(around.platform), JUST, ...tools.map(toolNeed)].map((need) => ({ ...need, gates: [] })),
    ...gates.flatMap((gate) => gateNeeds(gate, around).map((need) => ({ ...need, gates: [gate.id] }))),
  ];
}

/** Each need once, with all gates that have it. */
function unique(needs: readonly (Need & { readonly gates?: readonly string[] })[]): NeedOfGates[] {
  const byName = new Map<string, NeedOfGates>();
  for (const { gates = [], ...need } of needs) {
    const known = byName.get(need.what);
    byName.set(need.what, { ...need, gates: [...(known?.gates ?? []), ...gates] });
  }
  return [...byName.values()];
}

/** One line a finding, the commands below those that are not as they should be. */
export function diagnosisText(findings: readonly Diagnosed[], style: Style): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const wrong = findings.filter(({ state }) => state !== 'found');
  const lines = findings.map((finding) => {
    const mark = finding.state === 'found' ? style('green', '✓') : style('red', '✗');
    return `${mark} ${finding.what.padEnd(width)}  ${stateText(finding)}`.trimEnd();
  });
  const commands = [...new Set(wrong.map(({ install }) => install))];
  return [
    ...lines,
    '',
    ...(commands.length === 0 ? ['Nothing is missing.'] : ['To install:', ...commands.map((line) => `  ${line}`)]),
    '',
  ].join('\n');
}

function stateText({ state, version = '', wanted, gates }: Diagnosed): string {
  const wants = gates.length === 0 ? '' : `; wanted by ${gates.join(', ')}`;
  switch (state) {
    case 'found':
      return version;
    case 'old':
      return `${version}, older than ${wanted ?? ''}${wants}`;
    case 'missing':
      return `missing${wants}`;
  }
}
