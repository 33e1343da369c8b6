import { holds } from '../options/condition.ts';
import type { Answers } from '../options/table.ts';
import { NO_ADDITIONS, type Additions } from './additions.ts';
import type { CratePart, Feature } from './feature.ts';
import { checkProject } from './invariants.ts';
import { inLearningOrder, testOf } from './labs.ts';
import type { Crate, Dependencies, Dependency, OwnService, Project } from './model.ts';
import { packageName } from './names.ts';
import { compareText } from './order.ts';
import { checkServices, furtherAnswers, namesOf, portOf } from './services.ts';

/** The versions of Rust that the catalogue was tested with. */
export type RustVersions = Pick<Project, 'toolchain' | 'rustVersion'>;

/** The features that the answers turn on, in the registry's order: the workspace's, then those of each further service. */
export function selectFeatures(features: readonly Feature[], answers: Answers): Feature[] {
  return [
    ...features.filter((feature) => holds(feature.when, answers)),
    ...(answers.service ?? []).flatMap((service) =>
      features
        .filter((feature) => holds(feature.when, furtherAnswers(answers)))
        .map((feature) => ({ ...feature, service })),
    ),
  ];
}

/** Adds the features up into one project. The result does not depend on the order in which they are given. */
export function composeProject(
  answers: Answers,
  selected: readonly Feature[],
  versions: RustVersions,
  additions: Additions = NO_ADDITIONS,
): Project {
  const features = selected.filter(({ service }) => service === undefined);
  const furtherServices = (answers.service ?? []).map((service) => composeService(service, selected));
  const project: Project = {
    name: answers.name,
    answers,
    features: features.map((feature) => feature.id),
    furtherServices,
    crates: composeCrates(answers.name, selected),
    dependencies: mergeDependencies(selected.map((feature) => feature.dependencies ?? {})),
    disallowed: sortedBy(
      features.flatMap((feature) => feature.disallowed ?? []),
      (entry) => entry.path,
    ),
    services: sortedBy(
      features.flatMap((feature) => feature.services ?? []),
      (service) => service.id,
    ),
    optimised: [...new Set(features.flatMap(({ optimised = [] }) => optimised))].sort(),
    environment: mergeUnique(
      features.map((feature) => feature.environment ?? {}),
      'environment variable',
    ),
    targets: composeTargets(answers.name, features),
    slots: mergeLines(features.map((feature) => feature.slots ?? {})),
    gates: [...new Set(features.flatMap(({ gates = [], crates = [] }) => [...gates, ...gatesOf(crates)]))].sort(),
    tools: features.flatMap(({ tools = [] }) => tools),
    next: features
      .flatMap((feature) => feature.next ?? [])
      .map((step) => ({ ...step, command: step.command.replace('{name}', answers.name) }))
      .sort((a, b) => a.order - b.order),
    labs: inLearningOrder(features.flatMap((feature) => feature.labs ?? [])).map((lab) => ({
      ...lab,
      test: testOf(answers.name, lab),
    })),
    ...versions,
    additions,
  };
  checkServices(project);
  checkProject(project);
  return project;
}

function composeTargets(name: string, features: readonly Feature[]): Project['targets'] {
  const targets = mergeUnique(
    features.map((feature) => feature.targets ?? {}),
    'target',
  );
  return Object.fromEntries(
    Object.entries(targets).map(([triple, { runner, ...rest }]) => [
      triple,
      { ...rest, ...(runner === undefined ? {} : { runner: runner.replace('{name}', name) }) },
    ]),
  );
}

function gatesOf(crates: readonly CratePart[]): string[] {
  return crates.flatMap(({ gates = [] }) => gates);
}

function composeService(name: string, selected: readonly Feature[]): OwnService {
  const features = selected.filter(({ service }) => service === name);
  return {
    name,
    ...namesOf(name),
    port: portOf(name),
    features: features.map(({ id }) => id),
    slots: mergeLines(features.map(({ slots = {} }) => slots)),
  };
}

/** The crates of all services. */
function composeCrates(name: string, selected: readonly Feature[]): Crate[] {
  const services = [...new Set(selected.map(({ service }) => service))];
  const crates = services.flatMap((service) =>
    cratesOf(
      name,
      service,
      selected.flatMap((feature) => (feature.service === service ? (feature.crates ?? []) : [])),
    ),
  );
  return sortedBy(crates, (crate) => crate.package);
}

function cratesOf(name: string, service: string | undefined, parts: readonly CratePart[]): Crate[] {
  const roles = [...new Set(parts.map((part) => part.role))];
  return roles.map((role): Crate => {
    const own = parts.filter((part) => part.role === role);
    const descriptions = own.flatMap((part) => part.description ?? []);
    if (descriptions.length !== 1) {
      throw new Error(`crate ${role}: ${descriptions.length} features give a description, exactly one must`);
    }
    const dependencies = mergeDependencies(own.map((part) => part.dependencies ?? {}));
    return {
      role,
      ...(service === undefined ? {} : { service }),
      package: packageName(service ?? name, role),
      description: descriptions[0] as string,
      dependencies,
      dev: withoutRepetition(mergeDependencies(own.map((part) => part.dev ?? {})), dependencies),
      build: mergeDependencies(own.map((part) => part.build ?? {})),
      features: mergeUnique(
        own.map((part) => part.features ?? {}),
        `feature of crate ${role}`,
      ),
      owns: own.flatMap((part) => part.owns ?? []).sort(),
      targets: own.flatMap((part) => part.targets ?? []),
      gates: [...new Set(own.flatMap((part) => part.gates ?? []))].sort(),
    };
  });
}

function mergeDependencies(parts: readonly Dependencies[]): Dependencies {
  const features = new Map<string, Set<string>>();
  const targets = new Map<string, string>();
  for (const [key, dependency] of parts.flatMap((part) => Object.entries(part))) {
    const known = features.get(key) ?? new Set<string>();
    dependency.features?.forEach((feature) => known.add(feature));
    features.set(key, known);
    if (dependency.target !== undefined) targets.set(key, dependency.target);
  }
  return sortedRecord(
    [...features].map(([key, set]) => {
      const target = targets.get(key);
      return [key, { features: [...set].sort(), ...(target === undefined ? {} : { target }) }];
    }),
  );
}

/** Tests see the normal dependencies as they are: a dev-dependency is there for what it adds. */
function withoutRepetition(dev: Dependencies, normal: Dependencies): Dependencies {
  const adds = ([key, { features = [] }]: [string, Dependency]): boolean =>
    features.some((feature) => normal[key]?.features?.includes(feature) !== true);
  return Object.fromEntries(Object.entries(dev).filter((entry) => !(entry[0] in normal) || adds(entry)));
}

function mergeLines(parts: readonly Readonly<Record<string, readonly string[]>>[]): Record<string, string[]> {
  const lines = new Map<string, Set<string>>();
  for (const [slot, values] of parts.flatMap((part) => Object.entries(part))) {
    lines.set(slot, new Set([...(lines.get(slot) ?? []), ...values]));
  }
  return sortedRecord([...lines].map(([slot, set]) => [slot, [...set].sort()]));
}

function mergeUnique<V>(parts: readonly Readonly<Record<string, V>>[], what: string): Record<string, V> {
  const entries = parts.flatMap((part) => Object.entries(part));
  const twice = entries.find(([key], index) => entries.findIndex(([other]) => other === key) !== index);
  if (twice) throw new Error(`two features of the generator set the ${what} ${twice[0]}`);
  return sortedRecord(entries);
}

function sortedRecord<V>(entries: readonly (readonly [string, V])[]): Record<string, V> {
  return Object.fromEntries(sortedBy(entries, ([key]) => key));
}

function sortedBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items.toSorted((a, b) => compareText(key(a), key(b)));
}
