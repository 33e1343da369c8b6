/**
 * One defect for each gate, planted in a workspace that passes them all: exactly that gate must fail. The defects lie in
 * crates near the leaves, so that little is built again.
 */
import type { Workspace } from '../support/workspace.ts';

export interface Plant {
  /** The gate that must fail; all others of its tier must pass. */
  readonly gate: string;
  readonly title: string;
  readonly plant: (workspace: Workspace) => Promise<void>;
}

const ROLE = 'crates/orders-auth/src/role.rs';

export const PLANTS: readonly Plant[] = [
  {
    gate: 'fmt',
    title: 'a blank line too many',
    plant: (workspace) => workspace.edit(ROLE, '\n\n', '\n\n\n'),
  },
  {
    gate: 'clippy',
    title: 'a pedantic lint',
    plant: (workspace) => append(workspace, ROLE, '\nconst _: u64 = 1000000;\n'),
  },
  {
    gate: 'clippy',
    title: 'a method that clippy.toml disallows',
    plant: (workspace) => append(workspace, ROLE, '\nconst _: fn(std::time::Duration) = std::thread::sleep;\n'),
  },
  {
    gate: 'test',
    title: 'a token that is good for an hour too long',
    plant: (workspace) =>
      workspace.edit('crates/orders-auth/src/keys.rs', 'LEEWAY_SECONDS: u64 = 10', 'LEEWAY_SECONDS: u64 = 3600'),
  },
  {
    gate: 'doctest',
    title: 'an example that is no longer true',
    plant: (workspace) =>
      workspace.edit(
        'crates/orders-auth/README.md',
        'verify(&token)?.subject(), "ada"',
        'verify(&token)?.subject(), "eve"',
      ),
  },
  {
    gate: 'doc',
    title: 'a link to nothing',
    plant: (workspace) => workspace.edit(ROLE, '/// May read.', '/// May read, see [`Nowhere`].'),
  },
  {
    gate: 'deny',
    title: 'a licence that nobody allowed',
    plant: (workspace) => workspace.edit('deny.toml', /^.*"Zlib".*\n/m, ''),
  },
  {
    gate: 'deny',
    title: 'an entry that matches nothing',
    plant: (workspace) => workspace.edit('deny.toml', /^allow = \[\n/m, 'allow = [\n  "AGPL-3.0",\n'),
  },
  {
    gate: 'deny',
    title: 'SQL outside the store',
    plant: async (workspace) => {
      await workspace.edit(
        'crates/orders-rest/Cargo.toml',
        '[dependencies]\n',
        '[dependencies]\nsqlx.workspace = true\n',
      );
      await append(workspace, 'crates/orders-rest/src/lib.rs', '\nuse sqlx as _;\n');
      await relock(workspace);
    },
  },
  {
    gate: 'typos',
    title: 'a misspelt word',
    plant: (workspace) => append(workspace, ROLE, '\n// We recieve it.\n'),
  },
  {
    gate: 'unused-dependencies',
    title: 'a dependency without a use',
    plant: async (workspace) => {
      await workspace.edit(
        'crates/orders-auth/Cargo.toml',
        '[dependencies]\n',
        '[dependencies]\nuuid.workspace = true\n',
      );
      await relock(workspace);
    },
  },
];

/** The gates that must fail when the lock is stale: the lock's own, and every one that refuses to work without it. */
export async function plantStaleLock(workspace: Workspace): Promise<void> {
  await workspace.edit('crates/orders-auth/Cargo.toml', '[dependencies]\n', '[dependencies]\nuuid.workspace = true\n');
}

async function append(workspace: Workspace, file: string, text: string): Promise<void> {
  await workspace.write(file, (await workspace.read(file)) + text);
}

async function relock(workspace: Workspace): Promise<void> {
  const outcome = await workspace.run('cargo metadata --offline --format-version 1 > /dev/null');
  if (outcome.failed) throw new Error(`cargo cannot update the lock:\n${outcome.all}`);
}
