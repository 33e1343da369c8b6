import type { Gate, Job } from './types.ts';

/** The jobs of the emitted workflows, in the order in which a workflow lists them. */
export const JOBS: readonly Job[] = [
  { id: 'checks', title: 'Checks', tier: 'pull-request', timeoutMinutes: 10, cache: 'registry' },
  { id: 'lints', title: 'Lints and documentation', tier: 'pull-request', timeoutMinutes: 30, cache: 'target' },
  { id: 'test', title: 'Tests', tier: 'pull-request', timeoutMinutes: 30, cache: 'target' },
  { id: 'audit', title: 'Audit', tier: 'nightly', timeoutMinutes: 10, cache: 'none' },
  { id: 'latest', title: 'Newest dependencies', tier: 'nightly', timeoutMinutes: 60, cache: 'none' },
];

/**
 * The one list of quality gates. CI, the justfile and the README are written from it, in this order; a feature turns a
 * gate on by naming its id.
 */
export const GATES: readonly Gate[] = [
  {
    id: 'fmt',
    title: 'Formatting',
    command: 'cargo fmt --all --check',
    job: 'checks',
    why: 'layout that differs from rustfmt.toml',
    tools: [],
    services: false,
  },
  {
    id: 'typos',
    title: 'Spelling',
    command: 'typos',
    job: 'checks',
    why: 'misspelt words in code, comments and documents',
    tools: ['typos-cli'],
    services: false,
  },
  {
    id: 'lock',
    title: 'Lock file',
    command: 'cargo fetch --locked',
    job: 'checks',
    why: 'a Cargo.lock that does not match the manifests',
    tools: [],
    services: false,
  },
  {
    id: 'unused-dependencies',
    title: 'Unused dependencies',
    command: 'cargo shear --locked --deny-warnings',
    job: 'checks',
    why: 'dependencies and source files that nothing uses',
    tools: ['cargo-shear'],
    services: false,
  },
  {
    id: 'deny',
    title: 'Dependency policy',
    // A warning is an entry of deny.toml that matches nothing any more.
    command: 'cargo deny --locked check -D warnings bans licenses sources',
    job: 'checks',
    why: 'licences, duplicates and sources that deny.toml does not allow',
    tools: ['cargo-deny'],
    services: false,
  },
  {
    id: 'clippy',
    title: 'Lints',
    command: 'cargo clippy --workspace --all-targets --all-features --locked -- -D warnings',
    job: 'lints',
    why: 'what `[workspace.lints]` and clippy.toml refuse',
    tools: [],
    services: false,
  },
  {
    id: 'doc',
    title: 'Documentation',
    command: 'RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features --locked',
    job: 'lints',
    why: 'documentation with broken links',
    tools: [],
    services: false,
  },
  {
    id: 'msrv',
    title: 'Oldest toolchain',
    command: 'cargo hack check --rust-version --workspace --all-targets --all-features --locked',
    job: 'lints',
    why: 'code that the declared rust-version does not compile',
    tools: ['cargo-hack'],
    services: false,
    when: 'rust-version-below-toolchain',
  },
  {
    id: 'test',
    title: 'Tests',
    command: 'cargo nextest run --workspace --all-features --locked --profile ci',
    job: 'test',
    why: 'behaviour that a test forbids',
    tools: ['cargo-nextest'],
    services: true,
  },
  {
    id: 'doctest',
    title: 'Examples in the documentation',
    command: 'cargo test --doc --workspace --all-features --locked',
    job: 'test',
    why: 'examples that do not run as written',
    tools: [],
    services: true,
  },
  {
    id: 'advisories',
    title: 'Security advisories',
    command: 'cargo deny --locked check advisories',
    job: 'audit',
    why: 'dependencies found vulnerable, unmaintained or yanked since they were chosen',
    tools: ['cargo-deny'],
    services: false,
  },
  {
    id: 'workflows',
    title: 'Workflow audit',
    command: 'zizmor --persona pedantic .',
    job: 'audit',
    why: 'workflows with weak permissions or actions found vulnerable since they were pinned',
    tools: ['zizmor'],
    services: false,
    // Without a token zizmor leaves out the audits that ask GitHub.
    ciEnvironment: { GH_TOKEN: '${{ github.token }}' },
  },
  {
    id: 'latest',
    title: 'Newest dependencies',
    command: 'cargo update && cargo nextest run --workspace --all-features --profile ci',
    job: 'latest',
    why: 'surprises in the next `cargo update`, which this leaves in Cargo.lock',
    tools: ['cargo-nextest'],
    services: true,
  },
];
