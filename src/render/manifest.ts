import { LINTS } from '../project/lints.ts';
import type { Crate, Dependencies, Project } from '../project/model.ts';
import type { Catalogue } from './catalogue.ts';
import { catalogueDependency, MEMBER_VERSION } from './members.ts';
import { tomlEntry, tomlKey, type TomlValue } from './toml.ts';
import type { RenderedFile } from './tree.ts';

const ORIGIN = 'src/render/manifest.ts';

/** The workspace's Cargo.toml and one for each member. */
export function renderManifests(project: Project, catalogue: Catalogue): RenderedFile[] {
  return [
    { path: 'Cargo.toml', text: workspaceManifest(project, catalogue), origin: ORIGIN },
    ...project.crates.map((crate) => ({
      path: `crates/${crate.package}/Cargo.toml`,
      text: memberManifest(crate, Object.keys(workspacePackage(project))),
      origin: ORIGIN,
    })),
  ];
}

function workspaceManifest(project: Project, catalogue: Catalogue): string {
  return [
    table('workspace', { members: ['crates/*'], resolver: '3' }),
    table('workspace.package', workspacePackage(project)),
    table('workspace.dependencies', workspaceDependencies(project, catalogue)),
    lintTable('rust'),
    lintTable('clippy'),
    table('profile.dev', { debug: 'line-tables-only' }),
    table('profile.dev.package."*"', { debug: false }),
    table('profile.release', { 'codegen-units': 1, lto: 'fat', strip: true }),
  ].join('\n');
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
  const members = project.crates
    .filter((crate) => crate.role !== 'bin')
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
  return Object.fromEntries([...members, ...external].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function memberManifest(crate: Crate, inherited: readonly string[]): string {
  return [
    [
      '[package]',
      tomlEntry('name', crate.package),
      tomlEntry('description', crate.description),
      ...inherited.map((key) => `${key}.workspace = true`),
      '',
    ].join('\n'),
    featureTable(crate),
    dependencyTable('dependencies', crate.dependencies),
    dependencyTable('dev-dependencies', crate.dev),
    ...crate.benches.map((name) => `[[bench]]\n${tomlEntry('name', name)}\n${tomlEntry('harness', false)}\n`),
    '[lints]\nworkspace = true\n',
  ]
    .filter((section) => section !== '')
    .join('\n');
}

function featureTable({ features }: Crate): string {
  const lines = Object.entries(features).flatMap(([name, { enables, reason }]) => [
    `# ${reason}`,
    tomlEntry(name, enables),
  ]);
  return lines.length === 0 ? '' : ['[features]', ...lines, ''].join('\n');
}

function dependencyTable(name: string, dependencies: Dependencies): string {
  const lines = Object.entries(dependencies).map(([key, { features = [] }]) =>
    features.length === 0 ? `${tomlKey(key)}.workspace = true` : tomlEntry(key, { workspace: true, features }),
  );
  return lines.length === 0 ? '' : [`[${name}]`, ...lines, ''].join('\n');
}

function lintTable(tool: 'rust' | 'clippy'): string {
  const lines = LINTS.filter((lint) => lint.tool === tool).flatMap(({ name, level, priority, reason }) => [
    ...(reason === undefined ? [] : [`# ${reason}`]),
    tomlEntry(name, priority === undefined ? level : { level, priority }),
  ]);
  return [`[workspace.lints.${tool}]`, ...lines, ''].join('\n');
}

function table(name: string, entries: Readonly<Record<string, TomlValue>>): string {
  return [`[${name}]`, ...Object.entries(entries).map(([key, value]) => tomlEntry(key, value)), ''].join('\n');
}
