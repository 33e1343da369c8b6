import { GATES } from '../../gates/list.ts';
import { InputError, quoted } from '../../options/errors.ts';
import { nearest } from '../../options/near.ts';
import { conditionText, hasChoices, type RawAnswers } from '../../options/resolve.ts';
import { OPTIONS, type Answers } from '../../options/table.ts';
import type { Option } from '../../options/types.ts';
import { FEATURES } from '../../pillars/index.ts';
import { NO_ADDITIONS, type Additions } from '../../project/additions.ts';
import { composeProject, selectFeatures } from '../../project/compose.ts';
import type { Feature } from '../../project/feature.ts';
import type { Project } from '../../project/model.ts';
import { toMembers } from '../../render/members.ts';
import { renderFiles, type Assets } from '../../render/project.ts';
import type { RenderedFile } from '../../render/tree.ts';
import { explainCrates, lockedClosure } from './crate.ts';
import { filesNamed, templatesGive } from './file.ts';
import { explainGates } from './gate.ts';
import {
  reasons,
  reasonsBehind,
  type Explained,
  type FileMeaning,
  type Meaning,
  type OptionMeaning,
  type Reason,
  type RegistryMeaning,
} from './meaning.ts';

export { explainGatesOnly } from './existing.ts';
export type {
  Ask,
  CrateMeaning,
  FileMeaning,
  GateMeaning,
  Meaning,
  OptionMeaning,
  Reason,
  RegistryMeaning,
} from './meaning.ts';

/**
 * Everything that a name means in the workspace that some answers and presets give: an option or one of its answers, a
 * file, crates, a gate, a registry.
 *
 * @throws InputError for a name that means nothing.
 */
export function explain(
  name: string,
  answers: Answers,
  assets: Assets,
  additions: Additions = NO_ADDITIONS,
): Meaning[] {
  const project = composeProject(answers, selectFeatures(FEATURES, answers), assets.rust, additions);
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
    ...explainRegistries(name, project),
  ];
  if (meanings.length > 0) return meanings;
  const near = nearest(name.replace(/^-+/, ''), knownNames(explained));
  const hint =
    near === undefined
      ? 'list shows the options, Cargo.lock the crates, the README the gates'
      : `did you mean ${near}?`;
  throw new InputError(`there is no option, file, crate, gate or registry ${quoted(name)} here; ${hint}`);
}

function knownNames(explained: Explained): string[] {
  const closed = lockedClosure(explained);
  return [
    ...OPTIONS.map(({ id }) => id),
    ...[...GATES, ...explained.project.additions.gates].map(({ id }) => id),
    ...explained.project.crates.flatMap((crate) => [crate.package, crate.role]),
    ...Array.from(closed.packages.keys(), (locked) => locked.name),
    ...explained.files.map(({ path }) => path),
    ...explained.project.additions.registries.map((registry) => registry.name),
  ];
}

function explainOptions(name: string, project: Project): OptionMeaning[] {
  const bare = name.replace(/^--/, '');
  const answers: RawAnswers = { ...project.answers };
  return (OPTIONS as readonly Option[]).flatMap((option): OptionMeaning[] => {
    const choices = hasChoices(option) ? option.choices : [];
    const choice = choices.find(({ id }) => id === name);
    const value = answers[option.id];
    const isName = option.kind === 'names' && [value ?? []].flat().includes(name);
    if (option.id !== bare && choice === undefined && !isName) return [];
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
        locks: project.additions.locks
          .filter((lock) => lock.option === option.id)
          .map(({ reason, preset }) => ({ reason, preset })),
        features: reasons(FEATURES, project, ({ when = {} }) => option.id in when),
      },
    ];
  });
}

/** Files of that name, from the generator's templates or from a preset. */
function explainFiles(name: string, { project, files }: Explained): FileMeaning[] {
  return filesNamed(name, files).map((file) => {
    const overlay = project.additions.overlays.find(({ origin }) => origin === file.origin);
    return {
      kind: 'file',
      path: file.path,
      from: overlay === undefined ? file.origin.split(', ') : [file.origin],
      features: overlay === undefined ? featuresOf(file, project) : [],
      ...(overlay === undefined ? {} : { preset: overlay.preset }),
      ...(file.change === undefined ? {} : { change: file.change }),
    };
  });
}

/** The features that give a file: those whose templates it comes from, and of a manifest those that add to the crate. */
function featuresOf({ path, origin, feature }: RenderedFile, project: Project): Reason[] {
  const crate = project.crates.find((candidate) => path.startsWith(`crates/${candidate.package}/`));
  const isManifest = crate !== undefined && path === `crates/${crate.package}/Cargo.toml`;
  const isLearningPath = path === 'docs/learning-path.svg';
  const gives = (candidate: Feature): boolean =>
    candidate.id === feature ||
    templatesGive(candidate, origin) ||
    (isManifest && (candidate.crates ?? []).some(({ role }) => role === crate.role)) ||
    (isLearningPath && (candidate.labs ?? []).length > 0);
  return reasonsBehind([crate ?? {}], project, gives);
}

function explainRegistries(name: string, { additions }: Project): RegistryMeaning[] {
  return additions.registries
    .filter((registry) => registry.name === name)
    .map((registry) => ({ kind: 'registry', ...registry }));
}
