import type { Action } from './actions.ts';

/** When a gate runs: for every pull or merge request and every commit on the main branch, or every night. */
export type Tier = 'pull-request' | 'nightly';

/** One job of CI; it is emitted when one of its gates is on. */
export interface Job {
  readonly id: string;
  /** What GitHub shows beside the check mark; GitLab shows the id. */
  readonly title: string;
  readonly tier: Tier;
  readonly timeoutMinutes: number;
  /** What CI keeps of it between runs: the downloaded crates, the build of the dependencies too, or nothing. */
  readonly cache: 'registry' | 'target' | 'none';
}

/** A tool that gates need beside the toolchain. */
export interface Tool {
  /** Its package in the registry: the one of crates, or npm's. */
  readonly id: string;
  /** What taiki-e/install-action calls it, and its program's name where `cargo` does not start it. */
  readonly name: string;
  readonly version: string;
  /** Prints its version. */
  readonly versionCommand: readonly [program: string, ...args: string[]];
  /** Whether the registry is npm's: then taiki-e/install-action does not know it, and its maker's own action installs it. */
  readonly npm?: { readonly action: Action };
  /** Cargo's features of it, in place of its default ones: taiki-e/install-action does not know it, and CI compiles it. */
  readonly features?: readonly string[];
}

/** One quality gate of an emitted workspace; the one list is in list.ts. */
export interface Gate {
  readonly id: string;
  readonly title: string;
  /**
   * One shell command, run at the workspace's root; the same in CI, the justfile and the README. In the list
   * `{packages}` stands for the crates that ask for this gate: `--package a --package b`.
   */
  readonly command: string;
  /** The id of a job in list.ts; the gate runs when that job does. */
  readonly job: string;
  /** What it keeps out, as the end of the sentence "it keeps out …". */
  readonly why: string;
  /** Tools that it needs beside the toolchain, by their ids. */
  readonly tools: readonly string[];
  /** Components of a nightly toolchain that it needs beside the pinned one; the command says `cargo +nightly`. */
  readonly nightly?: readonly string[];
  /** Components of the pinned toolchain that it needs beside those of rust-toolchain.toml. */
  readonly components?: readonly string[];
  /** Packages that it needs, as both Debian and Ubuntu call them. */
  readonly apt?: readonly string[];
  /** Whether it compares with earlier commits: it needs all of them, and the default branch beside its own. */
  readonly history?: true;
  /** Whether it needs the project's services (a database) to be running. */
  readonly services: boolean;
  /** Environment that only CI has, such as its own token. */
  readonly ciEnvironment?: Readonly<Record<string, string>>;
  /** The report that it leaves behind, in JUnit's form, relative to the workspace's root. */
  readonly junit?: string;
  /** The only host whose files it is about, and whose CI runs it; every host where it is absent. */
  readonly host?: 'github';
  /** The gate is dropped where this does not hold, although a feature names it. */
  readonly when?: 'rust-version-below-toolchain';
}
