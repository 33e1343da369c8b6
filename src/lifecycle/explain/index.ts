import { GATES, JOBS } from '../../gates/list.ts';
import { selectGates } from '../../gates/select.ts';
import { findTool } from '../../gates/tools.ts';
import type { Gate } from '../../gates/types.ts';
import { InputError, quoted } from '../../options/errors.ts';
import { nearest } from '../../options/near.ts';
import { conditionText, hasChoices, type RawAnswers } from '../../options/resolve.ts';
import { OPTIONS, type Answers } from '../../options/table.ts';
import type { Option } from '../../options/types.ts';
import { FEATURES } from '../../pillars/index.ts';
import type { Feature } from '../../project/feature.ts';
import type { Project } from '../../project/model.ts';
import { featuresBehind } from '../../project/services.ts';
import { toMembers } from '../../render/members.ts';
import { renderFiles, type Assets } from '../../render/project.ts';
import type { RenderedFile } from '../../render/tree.ts';
import { composeProject, selectFeatures } from '../../project/compose.ts';
import { explainCrates, lockedClosure } from './crate.ts';
import {
  reasons,
  type Explained,
  type FileMeaning,
  type GateMeaning,
  type Meaning,
  type OptionMeaning,
  type Reason,
} from './meaning.ts';

export type { Ask, CrateMeaning, FileMeaning, GateMeaning, Meaning, OptionMeaning, Reason } from './meaning.ts';

/**
 * Everything that a name means in the workspace that some answers give: an option or one of its choices, a file, crates, a
 * gate.
 *
 * @throws InputError for a name that means nothing.
 */
export function explain(name: string, answers: Answers, assets: Assets): Meaning[] {
  const project = composeProject(answers, selectFeatures(FEATURES, answers), assets.rust);
  const explained: Explained = {
    project,
    members: toMembers(project, assets.catalogue),
    files: renderFiles(project, assets),
    catalogue: assets.catalogue,
  };
  const meanings = [
    ...explainOptions(name, project),
    ...explainFiles(name, explained),
    ...explainCrates(name, explained),
    ...explainGates(name, project),
  ];
  if (meanings.length > 0) return meanings;
  const near = nearest(name.replace(/^-+/, ''), knownNames(explained));
  const hint =
    near === undefined
      ? 'list shows the options, Cargo.lock the crates, the README the gates'
      : `did you mean ${near}?`;
  throw new InputError(`there is no option, file, crate or gate ${quoted(name)} here; ${hint}`);
}

function knownNames(explained: Explained): string[] {
  const closed = lockedClosure(explained);
  return [
    ...OPTIONS.map(({ id }) => id),
    ...GATES.map(({ id }) => id),
    ...explained.project.crates.flatMap((crate) => [crate.package, crate.role]),
    ...Array.from(closed.packages.keys(), (locked) => locked.name),
    ...explained.files.map(({ path }) => path),
  ];
}

function explainOptions(name: string, project: Project): OptionMeaning[] {
  const bare = name.replace(/^--/, '');
  const answers: RawAnswers = { ...project.answers };
  return (OPTIONS as readonly Option[]).flatMap((option): OptionMeaning[] => {
    const choices = hasChoices(option) ? option.choices : [];
    const choice = choices.find(({ id }) => id === name);
    if (option.id !== bare && choice === undefined) return [];
    const value = answers[option.id];
    return [
      {
        kind: 'option',
        id: option.id,
        description: option.description,
        ...(choice === undefined ? {} : { choice }),
        choices,
        default: option.default,
        when: conditionText(option.when),
        ...(value === undefined ? {} : { value }),
        features: reasons(FEATURES, project, ({ when = {} }) => option.id in when),
      },
    ];
  });
}

/** A file by its path, or else those whose paths end so. */
function explainFiles(name: string, { project, files }: Explained): FileMeaning[] {
  const path = name.replaceAll('\\', '/').replace(/^\.\//, '');
  const exact = files.filter((file) => file.path === path);
  const found = exact.length > 0 ? exact : files.filter((file) => file.path.endsWith(`/${path}`));
  return found.map((file) => ({
    kind: 'file',
    path: file.path,
    from: file.origin.split(', '),
    features: featuresOf(file, project),
  }));
}

/** The features that give a file: those whose templates it comes from, and of a manifest those that add to the crate. */
function featuresOf({ path, origin }: RenderedFile, project: Project): Reason[] {
  const crate = project.crates.find((candidate) => path.startsWith(`crates/${candidate.package}/`));
  const isManifest = crate !== undefined && path === `crates/${crate.package}/Cargo.toml`;
  const isLearningPath = path === 'docs/learning-path.svg';
  const gives = ({ id, crates = [], labs = [] }: Feature): boolean =>
    origin.split(', ').some((template) => template.startsWith(`templates/${id}/`)) ||
    (isManifest && crates.some(({ role }) => role === crate.role)) ||
    (isLearningPath && labs.length > 0);
  return reasons(FEATURES, featuresBehind(crate ?? {}, project), gives).filter(({ on }) => on);
}

function explainGates(name: string, project: Project): GateMeaning[] {
  const here = selectGates(project);
  return GATES.filter(({ id }) => id === name).map((listed) => {
    const gate = here.find(({ id }) => id === name) ?? listed;
    const job = JOBS.find(({ id }) => id === gate.job);
    if (job === undefined) throw new Error(`src/gates/list.ts has no job called ${gate.job}`);
    return {
      kind: 'gate',
      id: gate.id,
      title: gate.title,
      command: gate.command.replace('{packages}', '--package …'),
      tier: job.tier,
      job: job.title,
      why: gate.why,
      tools: toolsOf(gate),
      here: here.includes(gate),
      features: reasons(FEATURES, project, ({ gates = [], crates = [] }) =>
        [gates, ...crates.map((crate) => crate.gates ?? [])].some((ids) => ids.includes(gate.id)),
      ),
    };
  });
}

function toolsOf({ tools, apt = [], nightly }: Gate): string[] {
  return [
    ...tools.map((crate) => `${crate}@${findTool(crate).version}`),
    ...apt,
    ...(nightly === undefined
      ? []
      : [nightly.length === 0 ? 'a nightly toolchain' : `a nightly toolchain with ${nightly.join(' and ')}`]),
  ];
}
