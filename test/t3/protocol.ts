/** The gates of the protocol: each refuses its own defects, and what a change is compared with on every host and at a desk. */
import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { parse } from 'yaml';

import { jobsOfStage } from '../support/emitted-gates.ts';
import type { Outcome, Workspace } from '../support/workspace.ts';
import { emittedGates } from './gates.ts';
import { plantedProofs, type Plant } from './plants.ts';
import type { Proof } from './proof.ts';

const FILE = 'crates/orders-grpc/proto/orders/v1/orders.proto';
const GATE = 'proto-breaking';

/** Neither changes what Rust is generated. */
const PLANTS: readonly Plant[] = [
  {
    gate: 'proto-lint',
    title: 'an import without a use',
    evidence: /Import "google\/protobuf\/empty[.]proto" is unused/,
    // Where comments are missing, Clippy finds it in the generated code, too.
    plant: (workspace) => workspace.edit(FILE, 'import ', 'import "google/protobuf/empty.proto";\nimport '),
  },
  {
    gate: GATE,
    title: 'a field with another number',
    evidence: /Previously present field "2" with name "reference" on message "Order" was deleted/,
    plant: async (workspace) => {
      await commit(await repository(workspace.folder), 'What clients know');
      await workspace.edit(FILE, 'string reference = 2;', 'string reference = 9;');
    },
  },
];

/** All of the protocol's gates; the workspace is of the full sample, and both hosts run its gates. */
export function protocolProofs(): Proof[] {
  return [
    ...plantedProofs(PLANTS, 'the protocol'),
    ...HOSTS.map(hostProof),
    { title: 'at a desk the protocol is compared with what there is', prove: proveDesk },
  ];
}

/** What happens to a protocol, and what the gate must say where it must not. */
interface Change {
  readonly title: string;
  readonly make: (folder: string) => Promise<void>;
  readonly refusal?: RegExp;
}

const FIELD = /( {2}\/\/ .*\n)? {2}Money total = 7;\n/;

const CHANGES: readonly Change[] = [
  { title: 'a change of something else', make: (folder) => edit(folder, 'README.md', '# ', '# The ') },
  { title: 'one more field', make: (folder) => edit(folder, FILE, FIELD, '$&  // A note.\n  string note = 8;\n') },
  {
    title: 'a service that main does not have',
    make: async (folder) => {
      const [module, file] = ['crates/refunds-grpc/proto', 'refunds/v1/refunds.proto'];
      await edit(folder, 'buf.yaml', 'modules:\n', `modules:\n  - path: ${module}\n`);
      const text = 'syntax = "proto3";\n\npackage refunds.v1;\n\n// A refund.\nmessage Refund {}\n';
      await fs.outputFile(path.join(folder, module, file), text);
    },
  },
  {
    title: 'one field less',
    make: (folder) => edit(folder, FILE, FIELD, ''),
    refusal: /Previously present field "7" with name "total" on message "Order" was deleted/,
  },
];

/** How a host's CI gets at what it runs the gates on. */
interface Host {
  readonly title: string;
  /** Fills an empty repository that knows `origin` with a commit there, whose ref is given, and checks it out. */
  readonly checkOut: (git: Git, ref: string, workspace: Workspace) => Promise<void>;
  /** Where it finds a change of the branch `change`. */
  readonly propose: (desk: Git) => Promise<string>;
}

const HOSTS: readonly Host[] = [
  {
    title: 'on GitHub',
    checkOut: async (git, ref, workspace) => {
      const { jobs } = parse(await workspace.read('.github/workflows/ci.yml')) as {
        jobs: Record<string, { steps: { uses?: string; with?: Record<string, unknown> }[] }>;
      };
      const [checkout] = jobs['checks']?.steps ?? [];
      assert.match(checkout?.uses ?? '', /^actions\/checkout@/);
      // One commit unless told otherwise.
      const everything = checkout?.with?.['fetch-depth'] === 0;
      const refs = everything ? ['+refs/heads/*:refs/remotes/origin/*'] : ['--depth=1'];
      await git('fetch', '--quiet', 'origin', ...refs, `+${ref}:refs/remotes/checked/out`);
      await git('checkout', '--quiet', 'refs/remotes/checked/out');
    },
    // What it checks out is the merge that there would be.
    propose: async (desk) => {
      await desk('checkout', '--quiet', '--detach', 'main');
      await desk('merge', '--quiet', '--no-ff', '--message', 'Merge', 'change');
      await desk('push', '--quiet', '--force', 'origin', 'HEAD:refs/pull/1/merge');
      return 'refs/pull/1/merge';
    },
  },
  {
    title: 'on GitLab',
    checkOut: async (git, ref, workspace) => {
      const job = jobsOfStage(await workspace.read('.gitlab-ci.yml'), 'gates').get('checks') ?? assert.fail();
      const { GIT_DEPTH = 20 } = (job as { variables?: { GIT_DEPTH?: number } }).variables ?? {};
      const branch = ref.startsWith('refs/heads/') ? [`+${ref}:${ref.replace('heads', 'remotes/origin')}`] : [];
      const depth = GIT_DEPTH === 0 ? [] : [`--depth=${GIT_DEPTH}`];
      await git('fetch', '--quiet', 'origin', ...depth, `+${ref}:refs/pipelines/1`, ...branch);
      await git('checkout', '--quiet', 'refs/pipelines/1');
      for (const line of job.before_script ?? []) {
        if (line.startsWith('git ')) await git(...line.split(' ').slice(1));
      }
    },
    propose: async (desk) => {
      await desk('push', '--quiet', '--force', 'origin', 'change:refs/merge-requests/1/head');
      return 'refs/merge-requests/1/head';
    },
  },
];

function hostProof(host: Host): Proof {
  return {
    title: `${host.title} the protocol is compared with what is on main`,
    prove: async (workspace) =>
      inScene(workspace, async ({ desk, folder, fresh, gate }) => {
        const seen = async (ref: string): Promise<Outcome> => {
          const checkout = await fresh();
          await host.checkOut(checkout.git, ref, workspace);
          return gate(checkout.folder, { CI: 'true' });
        };
        const first = await seen('refs/heads/main');
        assert.ok(!first.failed, first.all);
        assert.match(first.all, /this is the first commit/);

        // More than GitLab fetches unless told otherwise.
        for (let number = 0; number < 25; number += 1) {
          await desk('commit', '--quiet', '--allow-empty', '--message', `Commit ${number}`);
        }
        await desk('push', '--quiet', 'origin', 'main');
        for (const change of CHANGES) {
          await desk('checkout', '--quiet', '-B', 'change', 'origin/main');
          await edit(folder, 'README.md', '# ', '# A ');
          await commit(desk, 'Something before');
          await change.make(folder);
          await commit(desk, change.title);
          expectOutcome(await seen(await host.propose(desk)), change);
          // The same as a push to main, which is then as it was.
          await desk('push', '--quiet', 'origin', 'change:main');
          expectOutcome(await seen('refs/heads/main'), change);
          await desk('push', '--quiet', '--force', 'origin', 'main:main');
        }

        const cutOff = await fresh();
        await cutOff.git('fetch', '--quiet', '--depth=1', 'origin', '+refs/heads/main:refs/remotes/origin/main');
        await cutOff.git('checkout', '--quiet', 'origin/main');
        expectRefusal(await gate(cutOff.folder, { CI: 'true' }), /earlier commits are missing here/);
        const alone = await fresh();
        await alone.git('fetch', '--quiet', 'origin', 'main');
        await alone.git('checkout', '--quiet', '-b', 'change', 'FETCH_HEAD');
        await alone.git('update-ref', '-d', 'refs/remotes/origin/main');
        expectRefusal(await gate(alone.folder, { CI: 'true' }), /there is no branch main/);
      }),
  };
}

/** Without a remote, as a workspace is made. */
async function proveDesk(workspace: Workspace): Promise<void> {
  await inScene(workspace, async ({ desk, folder, gate }) => {
    await desk('remote', 'remove', 'origin');
    const [breaking] = CHANGES.filter(({ refusal }) => refusal !== undefined);
    assert.ok(breaking?.refusal);
    const expectNothing = async (what: RegExp) => {
      const { failed, all } = await gate(folder);
      assert.ok(!failed, all);
      assert.match(all, what);
    };
    await expectNothing(/this is the first commit/);
    await breaking.make(folder);
    // With what was committed last.
    expectOutcome(await gate(folder), breaking);
    await commit(desk, breaking.title);
    // With the commit before.
    expectOutcome(await gate(folder), breaking);
    await desk('checkout', '--quiet', '-b', 'change');
    await desk('branch', '--force', 'main', 'HEAD~');
    await edit(folder, 'README.md', '# ', '# A ');
    await commit(desk, 'Something after');
    // With main.
    expectOutcome(await gate(folder), breaking);

    // What is meant is let through.
    await edit(folder, 'buf.yaml', /breaking:\n/, `breaking:\n  ignore:\n    - ${FILE}\n`);
    expectOutcome(await gate(folder), { ...CHANGES[0], title: 'what is ignored', make: breaking.make });

    await desk('branch', '--delete', '--force', 'main');
    await expectNothing(/there is no branch main/);
    await fs.remove(path.join(folder, '.git'));
    await expectNothing(/this is no git repository/);
  });
}

function expectOutcome(outcome: Outcome, { title, refusal }: Change): void {
  if (refusal !== undefined) {
    expectRefusal(outcome, refusal);
    return;
  }
  assert.ok(!outcome.failed, `${title}\n${outcome.all}`);
  assert.match(outcome.all, /^The protocol is compared with that of /);
}

function expectRefusal({ failed, all }: Outcome, refusal: RegExp): void {
  assert.ok(failed, `passes all the same\n${all}`);
  assert.match(all, refusal);
}

type Git = (...args: readonly string[]) => Promise<unknown>;

interface Scene {
  /** Where the workspace was committed and pushed to `origin`. */
  readonly folder: string;
  readonly desk: Git;
  /** An empty repository that knows `origin`. */
  readonly fresh: () => Promise<{ readonly folder: string; readonly git: Git }>;
  /** Runs the gate there, as CI has it. */
  readonly gate: (folder: string, env?: Readonly<Record<string, string>>) => Promise<Outcome>;
}

/** A workspace with one commit on main, and where it was pushed to. */
async function inScene(workspace: Workspace, play: (scene: Scene) => Promise<void>): Promise<void> {
  const place = await fs.mkdtemp(path.join(os.tmpdir(), 'protocol-'));
  try {
    const [folder, remote] = [path.join(place, 'desk'), path.join(place, 'origin')];
    await fs.copy(workspace.folder, folder);
    await fs.ensureDir(remote);
    await gitOf(remote)('init', '--quiet', '--bare', '--initial-branch=main');
    const desk = await repository(folder);
    await commit(desk, 'As generated');
    await desk('remote', 'add', 'origin', remote);
    await desk('push', '--quiet', '--set-upstream', 'origin', 'main');
    const command = (await emittedGates(workspace, 'ci')).find(({ id }) => id === GATE)?.command ?? assert.fail();
    let count = 0;
    await play({
      folder,
      desk,
      fresh: async () => {
        const checkout = path.join(place, `checkout-${(count += 1)}`);
        await fs.ensureDir(checkout);
        const git = await repository(checkout);
        await git('remote', 'add', 'origin', remote);
        return { folder: checkout, git };
      },
      gate: async (at, env) => workspace.run(`cd '${at}' && ${command}`, env),
    });
  } finally {
    await fs.remove(place);
  }
}

async function repository(folder: string): Promise<Git> {
  const git = gitOf(folder);
  await git('init', '--quiet', '--initial-branch=main');
  return git;
}

async function commit(git: Git, message: string): Promise<void> {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', message);
}

/** Git with an author, and with nothing of the user's. */
function gitOf(folder: string): Git {
  const author = { NAME: 'Test', EMAIL: 'test@acme.example' };
  const env = {
    GIT_CONFIG_GLOBAL: os.devNull,
    GIT_CONFIG_SYSTEM: os.devNull,
    ...Object.fromEntries(
      Object.entries(author).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
  };
  return async (...args) => execa('git', args, { cwd: folder, env });
}

async function edit(folder: string, file: string, from: string | RegExp, to: string): Promise<void> {
  const at = path.join(folder, file);
  const before = await fs.readFile(at, 'utf8');
  const after = before.replace(from, to);
  assert.notEqual(after, before, `${file} does not hold ${String(from)}`);
  await fs.writeFile(at, after);
}
