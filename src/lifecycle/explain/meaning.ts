/** What a name stands for in a workspace, and why it is there: taken from the tables that the workspace is made from. */
import { conditionText } from '../../options/resolve.ts';
import type { RawAnswer } from '../../options/resolve.ts';
import type { Choice } from '../../options/types.ts';
import type { Tier } from '../../gates/types.ts';
import { FEATURES } from '../../pillars/index.ts';
import type { Lock, Registry } from '../../project/additions.ts';
import type { Feature } from '../../project/feature.ts';
import type { Crate, Project } from '../../project/model.ts';
import { furtherCondition } from '../../project/services.ts';
import type { Assets } from '../../render/project.ts';
import type { DependencyKind, Member } from '../../render/catalogue.ts';
import type { RenderedFile } from '../../render/tree.ts';

/** A workspace as far as it explains something. */
export interface Explained {
  readonly project: Project;
  readonly members: readonly Member[];
  readonly files: readonly RenderedFile[];
  readonly catalogue: Assets['catalogue'];
}

export type Meaning = OptionMeaning | FileMeaning | CrateMeaning | GateMeaning | RegistryMeaning;

/** A feature that has to do with something. */
export interface Reason {
  readonly feature: string;
  /** The answers that turn it on, as flags; empty where it is always on. */
  readonly when: string;
  /** Whether it is on in this workspace. */
  readonly on: boolean;
}

export interface OptionMeaning {
  readonly kind: 'option';
  readonly id: string;
  readonly description: string;
  /** The choice of this option that was asked for, where it was not the option itself. */
  readonly choice?: Choice;
  readonly choices: readonly Choice[];
  readonly default: RawAnswer;
  /** The answers with which it exists, as flags; empty where it always does. */
  readonly when: string;
  /** What was answered; undefined where it does not apply. */
  readonly value?: RawAnswer;
  /** Why no flag overrides the answer, by the presets that lock it. */
  readonly locks: readonly Omit<Lock, 'option'>[];
  /** The features that hang on it. */
  readonly features: readonly Reason[];
}

export interface FileMeaning {
  readonly kind: 'file';
  readonly path: string;
  /** Templates, or the source file that renders it, paths in this generator's repository; or the file in a preset. */
  readonly from: readonly string[];
  /** The features that give it; none where every workspace has it, or a preset brings it. */
  readonly features: readonly Reason[];
  /** The source of the preset that brings it. */
  readonly preset?: string;
  /** What was added to a file of the project's own: `lints.rust.unused`. */
  readonly added?: readonly string[];
  /** What changes it, where that is not its user's editor. */
  readonly change?: string;
}

export interface CrateMeaning {
  readonly kind: 'crate';
  readonly name: string;
  readonly version: string;
  /** Of a member: one line. */
  readonly description?: string;
  /** Whether it is a package of the workspace itself. */
  readonly member: boolean;
  /** SPDX expression; undefined for a member. */
  readonly licence?: string;
  /** The Cargo features that are on, sorted. */
  readonly enabled: readonly string[];
  /** The members that name it. */
  readonly askedBy: readonly Ask[];
  /** The shortest way to it: a member, then packages with their versions. */
  readonly path: readonly string[];
  /** What deny.toml says of it. */
  readonly deny: readonly string[];
  /** The features that ask for it; none where only other crates do. */
  readonly features: readonly Reason[];
}

/** How a member asks for a crate. */
export interface Ask {
  readonly member: string;
  readonly kind: DependencyKind;
  /** Cargo features. */
  readonly features: readonly string[];
}

export interface GateMeaning {
  readonly kind: 'gate';
  readonly id: string;
  readonly title: string;
  readonly command: string;
  readonly tier: Tier;
  readonly job: string;
  /** What it keeps out. */
  readonly why: string;
  /** What it needs beside the toolchain: `cargo-deny@0.20.2`. */
  readonly tools: readonly string[];
  /** Whether this workspace or project has it. */
  readonly here: boolean;
  readonly features: readonly Reason[];
  /** The source of the preset that brings it. */
  readonly preset?: string;
  /** Why a project that only has gates is without it, as the end of a sentence. */
  readonly off?: string;
  /** Whether what it finds is compared with the project's baseline. */
  readonly counted?: boolean;
}

/** A private registry, in .cargo/config.toml and deny.toml. */
export interface RegistryMeaning extends Registry {
  readonly kind: 'registry';
}

/** The features behind what belongs to some crates, of the workspace's own service or of further ones. */
export function reasonsBehind(
  crates: readonly Pick<Crate, 'service'>[],
  project: Project,
  picks: (feature: Feature) => boolean,
): Reason[] {
  const further = project.furtherServices.filter(({ name }) => crates.some(({ service }) => service === name));
  const names = further.map(({ name }) => name);
  // They are made of the same features.
  const ofFurther = FEATURES.filter(({ id }) => further.some(({ features }) => features.includes(id)))
    .filter(picks)
    .map(({ id, when }) => ({ feature: id, when: conditionText(furtherCondition(when, names)), on: true }));
  const own = crates.some(({ service }) => service === undefined);
  return [...(own ? reasons(FEATURES, project, picks).filter(({ on }) => on) : []), ...ofFurther];
}

/** The features that some test picks, as reasons. */
export function reasons(
  features: readonly Feature[],
  { features: on }: Pick<Project, 'features'>,
  picks: (feature: Feature) => boolean,
): Reason[] {
  return features
    .filter(picks)
    .map(({ id, when }) => ({ feature: id, when: conditionText(when), on: on.includes(id) }));
}
