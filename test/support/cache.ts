import path from 'node:path';

import envPaths from 'env-paths';

const root = envPaths('create-rust-2026', { suffix: '' }).cache;

/** Where everything that outlives a test run lies: below the user's cache directory, never in the repository. */
export const cache = {
  /** One target folder for all generated workspaces, so that they share their dependencies' builds. */
  target: path.join(root, 'target'),
  /** A toolchain for other targets than the host, where rustup has none. */
  targets: path.join(root, 'targets'),
  /** Cargo tools that the tests installed. */
  tools: path.join(root, 'tools'),
  /** Generated workspaces, one folder a set of answers. */
  workspaces: path.join(root, 'workspaces'),
  /** Projects of others on which `gates` is tried: their packages, their checkouts, what was built of them. */
  triedGates: path.join(root, 'try-gates'),
  /** What was proven on this machine, one file a key. */
  proofs: path.join(root, 'proofs'),
};

/** For Cargo: into the shared target folder, and as in CI without traces of earlier builds, for each workspace is built once. */
export const sharedBuild = { CARGO_TARGET_DIR: cache.target, CARGO_INCREMENTAL: '0' };
