import { planGates, type GatePlan } from '../../src/gates/plan.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { FEATURES } from '../../src/pillars/index.ts';
import { composeProject, selectFeatures, type RustVersions } from '../../src/project/compose.ts';
import type { Project } from '../../src/project/model.ts';

/** The model of a project called orders, without a catalogue. */
export function projectOf(
  raw: RawAnswers = {},
  versions: RustVersions = { toolchain: '1.95.0', rustVersion: '1.95' },
): Project {
  const answers = resolveAnswers({ name: 'orders', ...raw });
  return composeProject(answers, selectFeatures(FEATURES, answers), versions);
}

/** How its gates are to be run. */
export function planOf(raw?: RawAnswers, versions?: RustVersions): GatePlan {
  return planGates(projectOf(raw, versions));
}
