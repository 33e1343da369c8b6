/** `add` in a workspace that this program did not make. */
import path from 'node:path';

import { openWorksite, type Worksite } from '../disk/changes/worksite.ts';
import { showNames } from '../disk/errors.ts';
import { HOST_FILES, hostGuests, renderGuests, type Guests } from '../lifecycle/guests.ts';
import { InputError } from '../options/errors.ts';
import { nameProblem } from '../options/name.ts';
import { asFlag, checkGiven, resolveAnswers, type RawAnswers } from '../options/resolve.ts';
import { OPTIONS } from '../options/table.ts';
import type { Option } from '../options/types.ts';
import type { Change, FileState } from '../render/change.ts';
import { compareVersions } from '../render/version.ts';
import type { Surroundings } from './command.ts';
import { isFolder } from './executable.ts';
import { readRoot, type Running } from './gates/cargo.ts';
import { readStates } from './growth.ts';
import { resolveLock } from './lock.ts';
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
  /** Files that stand there already, and stay. */
  readonly left: readonly string[];
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
  const { changes, left } = hostGuests(guests, readPresent(site, guests));
  const lock = await resolveLock({ site, changes, theirs: guests.lock, packages: namesOf(guests) }, io.env);
  return { site, changes: lock === undefined ? changes : [...changes, lock], left };
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

/** Before Cargo is asked anything: rustup would fetch the toolchain. */
function refuseOldRust({ root, shown }: Worksite, needed: string, env: Running['env']): void {
  const channel = toolchainOf(root, env)?.channel ?? '';
  const version = /^\d+\.\d+(\.\d+)?$/.test(channel) ? channel : undefined;
  if (version === undefined || compareVersions(full(version), full(needed)) >= 0) return;
  throw new InputError(`${shown} is built with Rust ${version}, and what is added needs ${needed}; raise it first`);
}

/** Three numbers, as versions have. */
function full(version: string): string {
  return version.split('.').length === 2 ? `${version}.0` : version;
}

function namesOf({ project }: Guests): string[] {
  return project.crates.map((crate) => crate.package);
}

function refuseNamesakes(guests: Guests, packages: readonly { readonly name: string }[]): void {
  const taken = namesOf(guests).filter((name) => packages.some((other) => other.name === name));
  if (taken.length === 0) return;
  throw new InputError(`there are packages of these names already: ${showNames(taken)}; name the new ones with --name`);
}

function readPresent(site: Worksite, { project, files }: Guests): ReadonlyMap<string, FileState> {
  for (const crate of project.crates) {
    const folder = `crates/${crate.package}`;
    if (isFolder(path.join(site.root, folder))) {
      throw new InputError(`${path.join(site.shown, folder)} is there already; name the new crates with --name`);
    }
  }
  return readStates(site, [...HOST_FILES, ...files.keys()]);
}
