/** The crates of some pillars as guests in a workspace that this program did not make: pure. */
import { mergeLines } from '../merge/lines.ts';
import { mergeToml, readToml } from '../merge/toml.ts';
import type { Addition, Value } from '../merge/types.ts';
import { InputError } from '../options/errors.ts';
import type { Answers } from '../options/table.ts';
import { FEATURES } from '../pillars/index.ts';
import { composeProject, selectFeatures } from '../project/compose.ts';
import type { Project } from '../project/model.ts';
import { type Change, type FileState, sameState } from '../render/change.ts';
import { renderGuestManifests } from '../render/manifest.ts';
import { renderFiles, type Assets } from '../render/project.ts';
import { toTree, type Tree } from '../render/tree.ts';

/** Files of a workspace that guests change, where they are there. */
export const HOST_FILES = ['Cargo.toml', '.cargo/config', '.cargo/config.toml', 'rust-toolchain.toml', '.gitignore'];

/** What a crate is made of, but for its manifest. */
const OF_CRATE = /^crates\/[^/]+\/(?!Cargo\.toml$)/;

/** Settings of a whole workspace that tools read from a crate's folder first: the host's are for the host's code. */
const CRATE_SETTINGS = ['clippy.toml', 'rustfmt.toml'];

/** What a service has at the root of its own workspace, and as a guest, like a further service, beside its program. */
const OF_PROGRAM = ['.env.example'];

/** What guests consist of. */
export interface Guests {
  readonly project: Project;
  /** The files of the crates. */
  readonly files: Tree;
  /** The lock of a workspace that holds nothing else. */
  readonly lock: string;
}

/**
 * The crates of the answers' pillars, each with its dependencies, lints and settings of tools in its own folder: nothing that
 * the workspace says for its members counts for them, and nothing of theirs for its members.
 *
 * @param license of the workspace's own packages
 */
export function renderGuests(answers: Answers, assets: Assets, license: string | undefined): Guests {
  const project = composeProject(answers, selectFeatures(FEATURES, answers), assets.rust);
  const rendered = renderFiles(project, assets);
  const manifests = renderGuestManifests(project, assets.catalogue, license);
  const settings = rendered
    .filter(({ path }) => CRATE_SETTINGS.includes(path))
    .flatMap((file) => project.crates.map((crate) => ({ ...file, path: `crates/${crate.package}/${file.path}` })));
  const beside = rendered
    .filter(({ path }) => OF_PROGRAM.includes(path))
    .map((file) => ({ ...file, path: `crates/${project.name}/${file.path}` }));
  return {
    project,
    files: toTree([...manifests, ...settings, ...beside, ...rendered.filter(({ path }) => OF_CRATE.test(path))]),
    lock: rendered.find(({ path }) => path === 'Cargo.lock')?.text ?? '',
  };
}

/**
 * Puts guests into a workspace.
 *
 * @param present the host's files
 * @throws InputError where a file says something else already
 */
export function hostGuests({ project, files }: Guests, present: ReadonlyMap<string, FileState>): Change[] {
  const made = Array.from(files, ([path, after]): Change => ({ path, before: undefined, after }));
  return [...made, ...hostFiles(project, present)];
}

/** The file of Cargo's settings that counts: where both are there, the one of the older name. */
export function configOf(present: ReadonlyMap<string, FileState>): string {
  return present.has('.cargo/config') ? '.cargo/config' : '.cargo/config.toml';
}

function hostFiles(project: Project, present: ReadonlyMap<string, FileState>): Change[] {
  const config = configOf(present);
  const edited = [
    edit('Cargo.toml', present, (text) => merged(text, members(project, text), 'Cargo.toml')),
    edit(config, present, (text) => merged(text, settings(project), config)),
    edit('.gitignore', present, (text) => mergeLines(text, ignored(project)).text),
    // Where no toolchain is pinned, none is to be.
    ...(present.has('rust-toolchain.toml')
      ? [edit('rust-toolchain.toml', present, (text) => merged(text, toolchain(project), 'rust-toolchain.toml'))]
      : []),
  ];
  return edited.filter(({ before, after }) => !sameState(before, after));
}

/**
 * What is made while the guests run: below their own crates, and what bears a name that says what it is. Another folder at
 * the root may be the user's.
 */
function ignored({ slots, crates }: Project): string[] {
  const programs = crates.filter(({ role }) => role === 'bin').map((crate) => crate.package);
  return (slots['gitignore'] ?? []).flatMap((line) => {
    if (!line.startsWith('/')) return [line];
    return line.startsWith('/crates/*/') ? programs.map((name) => line.replace('*', name)) : [];
  });
}

function edit(path: string, present: ReadonlyMap<string, FileState>, change: (text: string) => string): Change {
  const before = present.get(path);
  const text = change(before?.text ?? '');
  const after = text === '' && before === undefined ? undefined : { executable: false, ...before, text };
  return { path, before, after };
}

function merged(text: string, additions: readonly Addition[], path: string): string {
  const { text: after, left } = mergeToml(text, additions, path);
  const [first] = left;
  if (first === undefined) return after;
  throw new InputError(`${path}: ${first.path.join('.')} ${first.why}, and what is added needs it; change that first`);
}

function members({ crates }: Project, manifest: string): Addition[] {
  const { workspace } = readToml(manifest, 'Cargo.toml') as { workspace?: { members?: readonly unknown[] } };
  if (workspace?.members?.includes('crates/*') === true) return [];
  return crates.map(({ package: name }) => ({ path: ['workspace', 'members'], element: `crates/${name}` }));
}

function settings({ environment, targets }: Project): Addition[] {
  const entry = (path: readonly string[], value: Value): Addition => ({ path, value });
  return [
    ...Object.entries(environment).map(([key, value]) => entry(['env', key], value)),
    ...Object.entries(targets).flatMap(([triple, { runner, rustflags = [] }]) => [
      ...(runner === undefined ? [] : [entry(['target', triple, 'runner'], runner)]),
      ...(rustflags.length === 0 ? [] : [entry(['target', triple, 'rustflags'], rustflags)]),
    ]),
  ];
}

function toolchain({ targets }: Project): Addition[] {
  return Object.keys(targets).map((triple) => ({ path: ['toolchain', 'targets'], element: triple }));
}
