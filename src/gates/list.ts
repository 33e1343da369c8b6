import type { Gate, Job, Tier } from './types.ts';

/** The jobs of CI, in the order in which its files list them. */
export const JOBS: readonly Job[] = [
  { id: 'checks', title: 'Checks', tier: 'pull-request', timeoutMinutes: 10, cache: 'registry' },
  { id: 'lints', title: 'Lints and documentation', tier: 'pull-request', timeoutMinutes: 30, cache: 'target' },
  { id: 'test', title: 'Tests', tier: 'pull-request', timeoutMinutes: 30, cache: 'target' },
  { id: 'concurrency', title: 'Concurrency', tier: 'pull-request', timeoutMinutes: 30, cache: 'target' },
  { id: 'bare-metal', title: 'Bare metal', tier: 'pull-request', timeoutMinutes: 30, cache: 'target' },
  { id: 'wasi', title: 'WASI', tier: 'pull-request', timeoutMinutes: 30, cache: 'target' },
  { id: 'extra', title: 'Gates of presets', tier: 'pull-request', timeoutMinutes: 30, cache: 'target' },
  { id: 'audit', title: 'Audit', tier: 'nightly', timeoutMinutes: 10, cache: 'none' },
  { id: 'memory-safety', title: 'Memory safety', tier: 'nightly', timeoutMinutes: 60, cache: 'none' },
  { id: 'latest', title: 'Newest dependencies', tier: 'nightly', timeoutMinutes: 60, cache: 'none' },
  { id: 'extra-nightly', title: 'Gates of presets', tier: 'nightly', timeoutMinutes: 60, cache: 'none' },
];

/** Where the gates run that presets bring. */
export const EXTRA_JOBS = { 'pull-request': 'extra', nightly: 'extra-nightly' } as const satisfies Readonly<
  Record<Tier, string>
>;

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
    junit: 'target/nextest/ci/junit.xml',
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
    id: 'loom',
    title: 'Interleavings of threads',
    // A build of its own: with loom's atomics nothing but its models runs.
    command: 'RUSTFLAGS="--cfg loom" cargo test {packages} --test loom --release --locked --target-dir target/loom',
    job: 'concurrency',
    why: 'an order of steps, among all there are, in which a wake-up or a value is lost',
    tools: [],
    services: false,
  },
  {
    id: 'clippy-bare-metal',
    title: 'Lints without an operating system',
    command: 'cargo clippy {packages} --target x86_64-unknown-none --locked -- -D warnings',
    job: 'bare-metal',
    why: 'code that compiles for the host alone, which no other gate sees',
    tools: [],
    services: false,
  },
  {
    id: 'test-bare-metal',
    title: 'Tests in QEMU',
    command: 'cargo test {packages} --target x86_64-unknown-none --locked',
    job: 'bare-metal',
    why: 'images that do not boot, or end otherwise than they should',
    tools: [],
    apt: ['qemu-system-x86'],
    services: false,
  },
  {
    id: 'clippy-wasi',
    title: 'Lints for WASI',
    command: 'cargo clippy {packages} --all-targets --target wasm32-wasip2 --locked -- -D warnings',
    job: 'wasi',
    why: 'code that compiles for the host alone, which no other gate sees',
    tools: [],
    services: false,
  },
  {
    id: 'test-wasi',
    title: 'Tests in Wasmtime',
    // What is tested, and weighed, is what is deployed.
    command: 'cargo test {packages} --tests --release --target wasm32-wasip2 --locked',
    job: 'wasi',
    why: 'components that answer otherwise than they should, or grew too large',
    tools: ['wasmtime-cli'],
    services: false,
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
    host: 'github',
    // Without a token zizmor leaves out the audits that ask GitHub.
    ciEnvironment: { GH_TOKEN: '${{ github.token }}' },
  },
  {
    id: 'address-sanitizer',
    title: 'AddressSanitizer',
    command:
      'RUSTFLAGS="-Z sanitizer=address" cargo +nightly test {packages} --tests --target x86_64-unknown-linux-gnu --locked',
    job: 'memory-safety',
    why: 'accesses to memory that is freed, or was never there',
    tools: [],
    nightly: [],
    services: false,
  },
  {
    id: 'miri',
    title: 'Miri',
    // rkyv's relative pointers lead out of the reference that holds them, which only Tree Borrows permits.
    command:
      'MIRIFLAGS="-Zmiri-disable-isolation -Zmiri-tree-borrows" cargo +nightly miri test {packages} --tests --locked',
    job: 'memory-safety',
    why: 'undefined behaviour in unsafe code',
    tools: [],
    nightly: ['miri', 'rust-src'],
    services: false,
  },
  {
    id: 'latest',
    title: 'Newest dependencies',
    command: 'cargo update && cargo nextest run --workspace --all-features --profile ci',
    job: 'latest',
    why: 'surprises in the next `cargo update`, which this leaves in Cargo.lock',
    tools: ['cargo-nextest'],
    services: true,
    junit: 'target/nextest/ci/junit.xml',
  },
];
