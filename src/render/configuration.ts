import type { Disallowed, Project } from '../project/model.ts';
import { tomlEntry, tomlValue, type TomlValue } from './toml.ts';
import type { RenderedFile } from './tree.ts';

const ORIGIN = 'src/render/configuration.ts';

/** The tools' small configuration files. */
export function renderConfiguration(project: Project): RenderedFile[] {
  return [
    { path: 'rust-toolchain.toml', text: toolchain(project), origin: ORIGIN },
    { path: '.cargo/config.toml', text: cargoConfig(project), origin: ORIGIN },
    { path: 'clippy.toml', text: clippy(project), origin: ORIGIN },
  ];
}

function toolchain({ toolchain, targets }: Project): string {
  const triples = Object.keys(targets);
  return [
    '[toolchain]',
    tomlEntry('channel', toolchain),
    tomlEntry('components', ['clippy', 'rustfmt']),
    tomlEntry('profile', 'minimal'),
    ...(triples.length === 0 ? [] : [tomlEntry('targets', triples)]),
    '',
  ].join('\n');
}

function cargoConfig({ environment, targets, additions }: Project): string {
  const variables = Object.entries(environment).map(([key, value]) => tomlEntry(key, value));
  return [
    ...(variables.length === 0 ? [] : ['[env]', ...variables, '']),
    '[resolver]',
    '# `cargo update` keeps to crates that build with the workspace’s rust-version.',
    tomlEntry('incompatible-rust-versions', 'fallback'),
    '',
    ...additions.registries.flatMap(({ name, index }) => [`[registries.${name}]`, tomlEntry('index', index), '']),
    ...Object.entries(targets).flatMap(([triple, { runner, rustflags = [] }]) => [
      `[target.${triple}]`,
      ...(runner === undefined ? [] : [tomlEntry('runner', runner)]),
      ...(rustflags.length === 0 ? [] : [tomlEntry('rustflags', rustflags)]),
      '',
    ]),
  ].join('\n');
}

function clippy({ disallowed }: Project): string {
  const list = (kind: Disallowed['kind']): string[] => {
    const entries = disallowed
      .filter((entry) => entry.kind === kind)
      .map((entry) => `  ${tomlValue(disallowedEntry(entry))},`);
    return entries.length === 0 ? [] : ['', `disallowed-${kind}s = [`, ...entries, ']'];
  };
  return ['allow-unwrap-in-tests = true', ...list('method'), ...list('type'), ''].join('\n');
}

/** Clippy complains of a path into a crate that the crate at hand does not use, unless told not to. */
function disallowedEntry({ path, reason }: Disallowed): TomlValue {
  return { path, reason, ...(path.startsWith('std::') ? {} : { 'allow-invalid': true }) };
}
