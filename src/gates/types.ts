/** When a gate runs: on every pull request and push, or every night. */
export type Tier = 'pull-request' | 'nightly';

/** One quality gate of an emitted workspace; the one list is in list.ts. */
export interface Gate {
  readonly id: string;
  readonly title: string;
  /** One shell command, run at the workspace's root; the same in CI, the justfile and the README. */
  readonly command: string;
  readonly tier: Tier;
  /** One line: what it keeps out. */
  readonly why: string;
  /** Cargo tools that it needs beside the toolchain, by the name of their crate. */
  readonly tools: readonly string[];
  /** Whether it needs the project's services (a database) to be running. */
  readonly services: boolean;
}
