/** `add` in a workspace that this program did not make. */
import path from 'node:path';

import { checkChanges } from '../disk/changes/apply.ts';
import { readFiles } from '../disk/changes/read.ts';
import { openWorksite, type Worksite } from '../disk/changes/worksite.ts';
import { showNames } from '../disk/errors.ts';
import { trackableFiles } from '../disk/work-tree.ts';
import { full } from '../lifecycle/gates/project.ts';
import { configOf, HOST_FILES, hostGuests, renderGuests, type Guests } from '../lifecycle/guests.ts';
import { readToml } from '../merge/toml.ts';
import { InputError } from '../options/errors.ts';
import { nameProblem } from '../options/name.ts';
import { asFlag, checkGiven, resolveAnswers, type RawAnswers } from '../options/resolve.ts';
import { OPTIONS } from '../options/table.ts';
import type { Option } from '../options/types.ts';
import type { Change, FileState } from '../render/change.ts';
import type { MetadataPackage } from '../render/metadata.ts';
import { compareVersions } from '../render/version.ts';
import type { Surroundings } from './command.ts';
import { isFolder } from './executable.ts';
import { readRoot, type Running } from './gates/cargo.ts';
import { resolveLock, type Resolved } from './lock.ts';
import { toolchainOf } from './toolchain-file.ts';
import type { Place } from './workspace.ts';

/** What is said to `add`. */
interface GuestRequest {
  readonly place: Place;
  readonly given: RawAnswers;
  readonly allowDirty: boolean;
}

/** What is to become of the workspace. */
export interface GuestPlan {
  readonly site: Worksite;
  readonly changes: readonly Change[];
}

/**
 * Plans pillars for a workspace that this program did not make.
 *
 * @throws InputError where it is none, or something of it is in the way
 */
export async function planGuests(
  { place, given, allowDirty }: GuestRequest,
  { assets, io }: Surroundings,
): Promise<GuestPlan> {
  const { name: said, ...options } = checkGiven(given);
  refuseOthers(options);
  const site = await openWorksite(place.folder, { allowDirty });
  const name = said ?? nameFor(site);
  const answers = resolveAnswers({ name, ...options, license: 'proprietary', editors: [] });
  const loaded = await assets.load(answers);
  refuseOldRust(site, loaded.rust.rustVersion, io.env);
  const host = await readRoot({ cwd: site.root, env: io.env }, site.shown);
  if (path.resolve(host.workspace_root) !== site.root) {
    throw new InputError(`${site.shown} is part of the workspace ${host.workspace_root}; run add there`);
  }
  const guests = renderGuests(answers, loaded, licenceOf(host.packages));
  refuseNamesakes(guests, host.packages);
  refuseTaken(site, guests);
  const present = readFiles(site, HOST_FILES);
  refuseOtherQueries(guests, host.packages, present);
  const files = hostGuests(guests, present);
  checkChanges(site, files);
  const resolved = await resolveLock({ site, changes: files, theirs: guests.lock }, io.env);
  await refuseStrays(site, guests, resolved);
  return { site, changes: resolved.change === undefined ? files : [...files, resolved.change] };
}

/** The options that say what is in a pillar; all others are about a whole workspace. */
function refuseOthers(given: RawAnswers): void {
  const other = (OPTIONS as readonly Option[]).find(
    ({ id, when }) => id in given && id !== 'pillar' && when?.['pillar'] === undefined,
  );
  if (other !== undefined) {
    throw new InputError(`${asFlag(other.id)} is for a workspace that was generated; leave it out here`);
  }
  if (given['pillar'] === undefined) throw new InputError('say which pillars to add with --pillar');
  if ([given['pillar']].flat().includes('dx')) {
    throw new InputError('--pillar dx is a whole workspace’s habits; the command gates brings them here');
  }
}

function nameFor({ root, shown }: Worksite): string {
  const name = path.basename(root);
  const problem = nameProblem(name);
  if (problem === undefined) return name;
  throw new InputError(`the crates in ${shown} cannot be named after the folder: ${problem}; name them with --name`);
}

/** The one licence that all packages have, if there is one. */
function licenceOf(packages: readonly { readonly license: string | null }[]): string | undefined {
  const [license, ...others] = new Set(packages.map((each) => each.license));
  return others.length > 0 ? undefined : (license ?? undefined);
}

/** Before Cargo is asked anything, for its own words for a toolchain that is not installed do not say why it matters. */
function refuseOldRust({ root, shown }: Worksite, needed: string, env: Running['env']): void {
  const channel = toolchainOf(root, env)?.channel ?? '';
  const version = /^\d+\.\d+(\.\d+)?$/.test(channel) ? channel : undefined;
  if (version === undefined || compareVersions(full(version), full(needed)) >= 0) return;
  throw new InputError(`${shown} is built with Rust ${version}, and what is added needs ${needed}; raise it first`);
}

function namesOf({ project }: Guests): string[] {
  return project.crates.map((crate) => crate.package);
}

function refuseNamesakes(guests: Guests, packages: readonly { readonly name: string }[]): void {
  // To Rust, and for the files that are built, `-` and `_` are the same.
  const folded = (name: string) => name.replaceAll('-', '_');
  const taken = packages.map(({ name }) => name).filter((name) => namesOf(guests).map(folded).includes(folded(name)));
  if (taken.length === 0) return;
  throw new InputError(`there are packages of these names already: ${showNames(taken)}; name the new ones with --name`);
}

function refuseTaken(site: Worksite, guests: Guests): void {
  const [taken] = namesOf(guests)
    .map((name) => `crates/${name}`)
    .filter((folder) => isFolder(path.join(site.root, folder)));
  if (taken === undefined) return;
  throw new InputError(`${path.join(site.shown, taken)} is there already; name the new crates with --name`);
}

/** What sqlx compares queries with is said once for a whole workspace. */
function refuseOtherQueries(
  { project }: Guests,
  packages: readonly Pick<MetadataPackage, 'dependencies'>[],
  present: ReadonlyMap<string, FileState>,
): void {
  const usesSqlx = packages.some(({ dependencies }) => dependencies.some(({ name }) => name === 'sqlx'));
  if (!('SQLX_OFFLINE' in project.environment) || !usesSqlx) return;
  const config = configOf(present);
  const { env } = readToml(present.get(config)?.text ?? '', config) as { env?: Readonly<Record<string, unknown>> };
  if (env?.['SQLX_OFFLINE'] === 'true') return;
  throw new InputError(
    `what is added needs SQLX_OFFLINE = "true" under [env] of ${config}, and your own queries would be checked that way too; set it there first`,
  );
}

/**
 * A package that stood alone below the root belongs to the workspace as soon as there is one, and Cargo refuses it if it is
 * no member. A crate of ours that is none would not be built.
 */
async function refuseStrays(site: Worksite, guests: Guests, { metadata, folder }: Resolved): Promise<void> {
  const isMember = new Set(metadata.workspace_members);
  const members = metadata.packages.filter(({ id }) => isMember.has(id));
  const missing = namesOf(guests).filter((name) => !members.some((member) => member.name === name));
  if (missing.length > 0) {
    throw new InputError(`${site.shown} excludes ${showNames(missing)} from its members; allow crates/ there first`);
  }
  const root = readToml(readFiles(site, ['Cargo.toml']).get('Cargo.toml')?.text ?? '', 'Cargo.toml');
  if ('workspace' in root) return;
  const manifests = members.map(({ manifest_path: file }) => path.relative(folder, file));
  const tracked = ((await trackableFiles(site.root)) ?? []).filter((file) => /\/Cargo\.toml$/.test(file));
  const strays = tracked.filter((file) => !manifests.includes(file) && !standsAlone(site, file));
  if (strays.length === 0) return;
  throw new InputError(
    `${site.shown} becomes a workspace, and ${showNames(strays)} would be no member of it; write a [workspace] that names or excludes them first`,
  );
}

function standsAlone(site: Worksite, file: string): boolean {
  return 'workspace' in readToml(readFiles(site, [file]).get(file)?.text ?? '', file);
}
