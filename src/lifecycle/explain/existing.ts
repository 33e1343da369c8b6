/** Why something of ours is in a project that somebody else made. */
import type { Gate } from '../../gates/types.ts';
import { InputError, quoted } from '../../options/errors.ts';
import { didYouMean } from '../../options/near.ts';
import { existingFeatures } from '../../pillars/existing.ts';
import type { DenyPolicy } from '../../render/deny.ts';
import { renderExisting } from '../../render/existing.ts';
import type { GatesRecord } from '../gates/record.ts';
import { recordedProject, type RecordedProject } from '../gates/recorded.ts';
import type { Terms } from '../gates/terms.ts';
import type { GatesAssets } from '../gates/tree.ts';
import { filesNamed, templatesGive } from './file.ts';
import { gateMeaning } from './gate.ts';
import { reasons, type FileMeaning, type GateMeaning, type Meaning } from './meaning.ts';

/**
 * Everything of ours that a name means in a project that only has gates: a gate, or a file that they brought or added to.
 *
 * @throws InputError for a name that means nothing.
 */
export function explainGatesOnly(name: string, record: GatesRecord, assets: GatesAssets): Meaning[] {
  const { terms } = record;
  // What is off is explained, too.
  const recorded = recordedProject({ ...record, terms: { ...terms, off: {} } }, assets.rust);
  const files = filesOf(record, recorded, assets);
  const meanings = [...filesNamed(name, files), ...gatesNamed(name, terms, recorded)];
  if (meanings.length > 0) return meanings;
  const known = [...knownGates(recorded).map(({ id }) => id), ...files.map(({ path }) => path)];
  throw new InputError(
    `there is no gate ${quoted(name)} here and no such file of the gates; ${didYouMean(name, known)}`,
  );
}

function knownGates({ plan }: RecordedProject): Gate[] {
  return plan.jobs.flatMap(({ gates }) => gates);
}

function gatesNamed(name: string, { off, counted }: Terms, recorded: RecordedProject): GateMeaning[] {
  const { project } = recorded;
  const why = off[name];
  return knownGates(recorded)
    .filter(({ id }) => id === name)
    .map((gate) => ({
      ...gateMeaning(gate, why === undefined),
      features: reasons(existingFeatures(project.answers), project, ({ gates = [] }) => gates.includes(name)),
      ...(why === undefined ? {} : { off: why }),
      ...(counted.includes(name) ? { counted: true } : {}),
    }));
}

/** Where a file comes from does not depend on what it says. */
const ANY_POLICY: DenyPolicy = {
  targets: [],
  licences: { allow: [], exceptions: [] },
  skips: [],
  owned: [],
  published: false,
  wildcards: false,
  sources: { git: [], registries: [] },
};

/** The files that the gates brought, then those that they added to. */
function filesOf(record: GatesRecord, { project, plan }: RecordedProject, { templates }: GatesAssets): FileMeaning[] {
  const rendered = renderExisting({ project, plan, policy: ANY_POLICY, templates });
  const features = existingFeatures(project.answers);
  const meaning = (path: string): FileMeaning => {
    // The baseline is measured, and what is added to a manifest are lints.
    const origin = rendered.find((file) => file.path === path)?.origin ?? 'src/lifecycle/gates';
    const given = reasons(features, project, (feature) => templatesGive(feature, origin));
    const always = reasons(features, project, ({ id }) => id === 'gates');
    return { kind: 'file', path, from: origin.split(', '), features: given.length === 0 ? always : given };
  };
  return [
    ...Object.keys(record.files).map(meaning),
    ...Object.entries(record.added).map(([path, added]) => ({
      ...meaning(path),
      added: added.map((each) => each.path.join('.')),
    })),
  ];
}
