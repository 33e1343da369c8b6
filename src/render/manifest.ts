import { type Lint, LINTS } from '../project/lints.ts';
import { compareText } from '../project/order.ts';
import type { CargoTarget, Crate, Dependencies, Dependency, Project } from '../project/model.ts';
import type { Catalogue } from './catalogue.ts';
import { catalogueDependency, MEMBER_VERSION, siblingOf } from './members.ts';
import { tomlEntry, tomlKey, type TomlValue } from './toml.ts';
import type { RenderedFile } from './tree.ts';

const ORIGIN = 'src/render/manifest.ts';

/** The workspace's Cargo.toml and one for each member. */
export function renderManifests(project: Project, catalogue: Catalogue): RenderedFile[] {
  return [
    { path: 'Cargo.toml', text: workspaceManifest(project, catalogue), origin: ORIGIN },
    ...project.crates.map((crate) => memberFile(crate, inheriting(project))),
  ];
}

/**
 * A Cargo.toml for each crate that depends on nothing in the workspace's own, for a workspace that somebody else made.
 *
 * @param license what `package.license` says; undefined where it says nothing
 */
export function renderGuestManifests(
  project: Project,
  catalogue: Catalogue,
  license: string | undefined,
): RenderedFile[] {
  const dependencies = workspaceDependencies(project, catalogue);
  const { version, edition, 'rust-version': rustVersion } = workspacePackage(project);
  const packageKeys = {
    version,
    edition,
    'rust-version': rustVersion,
    ...(license === undefined ? {} : { license }),
    publish: false,
  };
  const standing = {
    packageLines: Object.entries(packageKeys).map(([key, value]) => tomlEntry(key, value as TomlValue)),
    dependencyLine: (key: string, { features = [] }: Dependency, crate: Crate) =>
      tomlEntry(key, siblingTable(key, features, crate, project) ?? withFeatures(dependencies[key] ?? '', features)),
  };
  return project.crates.map((crate) => {
    const lints = [lintTable('lints.rust', 'rust', [crate]), lintTable('lints.clippy', 'clippy', [crate])].join('\n');
    return memberFile(crate, { ...standing, lints });
  });
}

/** A dependency with more features than all crates of the workspace ask for. */
function withFeatures(declared: TomlValue, features: readonly string[]): TomlValue {
  if (features.length === 0) return declared;
  const table =
    typeof declared === 'string' ? { version: declared } : (declared as Readonly<Record<string, TomlValue>>);
  const all = [...((table['features'] as readonly string[] | undefined) ?? []), ...features];
  return { ...table, features: [...new Set(all)].sort() };
}

/** What a crate's manifest says beside what is the crate's own. */
interface Standing {
  readonly packageLines: readonly string[];
  readonly dependencyLine: (key: string, dependency: Dependency, crate: Crate) => string;
  readonly lints: string;
}

/**
 * The workspace knows the crates of the first service by their roles; those of another are named where they are used, so
 * that code of every service says `domain::`.
 */
function inheriting(project: Project): Standing {
  return {
    packageLines: Object.keys(workspacePackage(project)).map((key) => `${key}.workspace = true`),
    dependencyLine: (key, { features = [] }, crate) => {
      const sibling = crate.service === undefined ? undefined : siblingTable(key, features, crate, project);
      if (sibling !== undefined) return tomlEntry(key, sibling);
      return features.length === 0 ? `${tomlKey(key)}.workspace = true` : tomlEntry(key, { workspace: true, features });
    },
    lints: '[lints]\nworkspace = true\n',
  };
}

/** A crate of the same service, as one beside it names it; undefined where the key is another's. */
function siblingTable(key: string, features: readonly string[], crate: Crate, project: Project): TomlValue | undefined {
  const sibling = siblingOf(crate, key, project);
  if (sibling === undefined) return undefined;
  return {
    package: sibling.package,
    path: `../${sibling.package}`,
    ...(features.length === 0 ? {} : { features }),
  };
}

function memberFile(crate: Crate, standing: Standing): RenderedFile {
  return { path: `crates/${crate.package}/Cargo.toml`, text: memberManifest(crate, standing), origin: ORIGIN };
}

function workspaceManifest(project: Project, catalogue: Catalogue): string {
  return [
    table('workspace', { members: ['crates/*'], ...defaultMembers(project), resolver: '3' }),
    table('workspace.package', workspacePackage(project)),
    table('workspace.dependencies', workspaceDependencies(project, catalogue)),
    lintTable('workspace.lints.rust', 'rust', project.crates),
    lintTable('workspace.lints.clippy', 'clippy', project.crates),
    table('profile.dev', { debug: 'line-tables-only' }),
    table('profile.dev.package."*"', { debug: false }),
    ...project.optimised.map((crate) => table(`profile.dev.package.${crate}`, { 'opt-level': 3 })),
    table('profile.release', { 'codegen-units': 1, lto: 'fat', strip: true }),
  ].join('\n');
}

/** Where there are several programs, `cargo run` means the first service. */
function defaultMembers({ name, crates, furtherServices }: Project): Record<string, TomlValue> {
  const hasService = crates.some(({ role }) => role === 'bin');
  const hasOthers = crates.some(({ targets }) => targets.some(({ kind }) => kind === 'bin'));
  return hasService && (hasOthers || furtherServices.length > 0) ? { 'default-members': [`crates/${name}`] } : {};
}

/** What every member inherits. */
function workspacePackage({ answers, rustVersion }: Project): Record<string, TomlValue> {
  return {
    version: MEMBER_VERSION,
    edition: '2024',
    'rust-version': rustVersion,
    ...(answers.license === 'proprietary' ? { 'license-file': 'LICENSE' } : { license: answers.license }),
    ...(answers.repository === '' ? {} : { repository: answers.repository }),
    publish: false,
  };
}

function workspaceDependencies(project: Project, catalogue: Catalogue): Record<string, TomlValue> {
  const used = new Set(
    project.crates.flatMap(({ dependencies, dev, build }) => Object.keys({ ...dependencies, ...dev, ...build })),
  );
  const members = project.crates
    .filter((crate) => crate.service === undefined && used.has(crate.role))
    .map((crate): [string, TomlValue] => [crate.role, { package: crate.package, path: `crates/${crate.package}` }]);
  const external = Object.entries(project.dependencies).map(([key, { features = [] }]): [string, TomlValue] => {
    const { requirement, defaultFeatures } = catalogueDependency(catalogue, key);
    // A bare version is a caret requirement.
    const version = requirement.replace(/^\^/, '');
    if (defaultFeatures && features.length === 0) return [key, version];
    return [
      key,
      {
        version,
        ...(defaultFeatures ? {} : { 'default-features': false }),
        ...(features.length === 0 ? {} : { features }),
      },
    ];
  });
  return Object.fromEntries([...members, ...external].sort(([a], [b]) => compareText(a, b)));
}

function memberManifest(crate: Crate, { packageLines, dependencyLine, lints }: Standing): string {
  const lines = (dependencies: Dependencies): readonly string[] =>
    Object.entries(dependencies).map(([key, dependency]) => dependencyLine(key, dependency, crate));
  return [
    [
      '[package]',
      tomlEntry('name', crate.package),
      tomlEntry('description', crate.description),
      ...packageLines,
      '',
    ].join('\n'),
    ...crate.targets.map((target) => targetTable(target, crate.package)),
    featureTable(crate),
    dependencyTable('dependencies', lines(forAllTargets(crate.dependencies))),
    dependencyTable('dev-dependencies', lines(crate.dev)),
    dependencyTable('build-dependencies', lines(crate.build)),
    ...byTarget(crate.dependencies).map(([target, dependencies]) =>
      dependencyTable(`target.'${target}'.dependencies`, lines(dependencies)),
    ),
    lints,
  ]
    .filter((section) => section !== '')
    .join('\n');
}

function targetTable({ kind, name, harness, test, doctest, reason }: CargoTarget, crate: string): string {
  const program = kind === 'bin' ? { name: name ?? crate, path: 'src/main.rs' } : { name };
  const settings = { ...program, harness, test, doctest };
  return [
    kind === 'lib' ? '[lib]' : `[[${kind}]]`,
    ...(reason === undefined ? [] : [`# ${reason}`]),
    ...Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [tomlEntry(key, value)])),
    '',
  ].join('\n');
}

function forAllTargets(dependencies: Dependencies): Dependencies {
  return Object.fromEntries(Object.entries(dependencies).filter(([, { target }]) => target === undefined));
}

/** The dependencies of each `cfg(…)`. */
function byTarget(dependencies: Dependencies): [target: string, dependencies: Dependencies][] {
  const targets = new Set(Object.values(dependencies).flatMap(({ target }) => target ?? []));
  return [...targets].sort().map((target) => {
    const own = Object.entries(dependencies).filter(([, dependency]) => dependency.target === target);
    return [target, Object.fromEntries(own)];
  });
}

function featureTable({ features }: Crate): string {
  const lines = Object.entries(features).flatMap(([name, { enables, reason }]) => [
    `# ${reason}`,
    tomlEntry(name, enables),
  ]);
  return lines.length === 0 ? '' : ['[features]', ...lines, ''].join('\n');
}

function dependencyTable(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`[${name}]`, ...lines, ''].join('\n');
}

function lintTable(name: string, tool: Lint['tool'], crates: readonly Crate[]): string {
  const targets = new Set(
    crates.flatMap(({ dependencies }) => Object.values(dependencies).map(({ target }) => target)),
  );
  const isWanted = ({ checkCfg }: Lint): boolean => checkCfg?.some((cfg) => targets.has(cfg)) ?? true;
  const lines = LINTS.filter((lint) => lint.tool === tool && isWanted(lint)).flatMap((lint) => [
    ...(lint.reason === undefined ? [] : [`# ${lint.reason}`]),
    tomlEntry(lint.name, lintValue(lint)),
  ]);
  return [`[${name}]`, ...lines, ''].join('\n');
}

function lintValue({ level, priority, checkCfg }: Lint): TomlValue {
  if (priority === undefined && checkCfg === undefined) return level;
  return {
    level,
    ...(priority === undefined ? {} : { priority }),
    ...(checkCfg === undefined ? {} : { 'check-cfg': checkCfg }),
  };
}

function table(name: string, entries: Readonly<Record<string, TomlValue>>): string {
  return [`[${name}]`, ...Object.entries(entries).map(([key, value]) => tomlEntry(key, value)), ''].join('\n');
}
