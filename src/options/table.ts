import type { AnswerOf, Option } from './types.ts';

/**
 * The one table of options. Flags, prompts, help, presets, the answers file, the Yeoman sub-generators and the docs are
 * derived from it. The order is the order of the questions and of every list in the output.
 */
export const OPTIONS = [
  {
    id: 'pillar',
    kind: 'any-of',
    title: 'Pillars',
    description: 'What the workspace is made of',
    choices: [
      { id: 'cloud', description: 'HTTP service: Axum, SQLx, OpenAPI, hexagonal crates' },
      { id: 'memory', description: 'Who owns what, for how long: arenas, lifetimes, drops' },
      { id: 'async', description: 'An executor from scratch: wakers, run queue, timers, reactor' },
      { id: 'data', description: 'Records read where they lie, then as columns: rkyv, Arrow, Parquet, SQL' },
      { id: 'ai', description: 'A language model behind an API: Candle, embeddings as OpenAI serves them' },
      { id: 'systems', description: 'Other machines than this one: a kernel in QEMU, a WASI component' },
      { id: 'dx', description: 'Nothing but the good habits, and five tools that make them easy' },
    ],
    default: ['cloud'],
    allowNone: false,
  },
  {
    id: 'sample',
    kind: 'one-of',
    title: 'Sample domain',
    description: 'How much of an example the service starts with',
    when: { pillar: 'cloud' },
    choices: [
      { id: 'full', description: 'Orders with invariants, states and conflicts' },
      { id: 'minimal', description: 'One entity to replace with your own' },
    ],
    default: 'full',
  },
  {
    id: 'db',
    kind: 'one-of',
    title: 'Database',
    description: 'Where the service keeps its data',
    when: { pillar: 'cloud' },
    choices: [
      { id: 'sqlite', description: 'A file, nothing to set up' },
      { id: 'postgres', description: 'A PostgreSQL server' },
    ],
    default: 'sqlite',
  },
  {
    id: 'data-access',
    kind: 'one-of',
    title: 'Data access',
    description: 'What the service reads and writes its data with',
    when: { pillar: 'cloud' },
    choices: [
      { id: 'sqlx', description: 'SQL, checked while compiling' },
      { id: 'sea-orm', description: 'SeaORM: entities, and queries built in Rust' },
    ],
    default: 'sqlx',
  },
  {
    id: 'api',
    kind: 'any-of',
    title: 'Interfaces',
    description: 'How the service can be asked, each over the same use cases',
    when: { pillar: 'cloud' },
    choices: [
      { id: 'rest', description: 'REST: JSON over HTTP, described as OpenAPI' },
      { id: 'graphql', description: 'GraphQL: queries and mutations, with a schema file' },
      { id: 'grpc', description: 'gRPC: Protocol Buffers over HTTP/2, with streams' },
    ],
    default: ['rest'],
    allowNone: false,
  },
  {
    id: 'auth',
    kind: 'one-of',
    title: 'Authentication',
    description: 'Who may call the service',
    when: { pillar: 'cloud' },
    choices: [
      { id: 'jwt', description: 'Whoever has a token of an OIDC issuer, with roles' },
      { id: 'session', description: 'Whoever has logged in with name and password, with roles' },
      { id: 'none', description: 'Everybody' },
    ],
    default: 'jwt',
  },
  {
    id: 'telemetry',
    kind: 'one-of',
    title: 'Telemetry',
    description: 'What the service tells about itself while it runs',
    when: { pillar: 'cloud' },
    choices: [
      { id: 'log', description: 'A log on standard error' },
      { id: 'otlp', description: 'The log, and traces, metrics and logs for an OpenTelemetry collector' },
    ],
    default: 'log',
  },
  {
    id: 'container',
    kind: 'one-of',
    title: 'Container',
    description: 'Whether to describe a container of the service',
    when: { pillar: 'cloud' },
    choices: [
      { id: 'docker', description: 'Dockerfile and compose file' },
      { id: 'none', description: 'Neither' },
    ],
    default: 'docker',
  },
  {
    id: 'deploy',
    kind: 'one-of',
    title: 'Deployment',
    description: 'Where the container is to run',
    when: { pillar: 'cloud', container: 'docker' },
    choices: [
      { id: 'none', description: 'Nothing is said of it' },
      { id: 'kubernetes', description: 'Kubernetes: plain manifests for Kustomize' },
    ],
    default: 'none',
  },
  {
    id: 'service',
    kind: 'names',
    title: 'Further services',
    description: 'Services beside the first, each with crates, port and database of its own',
    when: { pillar: 'cloud' },
    example: ['billing', 'invoicing'],
    default: [],
  },
  {
    id: 'systems',
    kind: 'any-of',
    title: 'Systems',
    description: 'What to build for other machines than this one',
    when: { pillar: 'systems' },
    choices: [
      { id: 'kernel', description: 'An x86_64 kernel, booted and tested in QEMU' },
      { id: 'wasi', description: 'A WASI 0.2 HTTP component, served and tested in Wasmtime' },
    ],
    default: ['kernel', 'wasi'],
    allowNone: false,
  },
  {
    id: 'license',
    kind: 'one-of',
    title: 'Licence',
    description: 'Terms of the generated code',
    choices: [
      { id: 'MIT OR Apache-2.0', description: 'The Rust ecosystem’s usual pair' },
      { id: 'MIT', description: 'Short and permissive' },
      { id: 'Apache-2.0', description: 'Permissive, with a patent grant' },
      { id: 'proprietary', description: 'All rights reserved' },
    ],
    default: 'MIT OR Apache-2.0',
  },
  {
    id: 'ci',
    kind: 'one-of',
    title: 'CI',
    description: 'Who runs the quality gates',
    choices: [
      { id: 'github', description: 'GitHub Actions' },
      { id: 'gitlab', description: 'GitLab CI/CD' },
      { id: 'both', description: 'Each of the two, from one list of gates' },
    ],
    default: 'github',
  },
  {
    id: 'repository',
    kind: 'text',
    title: 'Repository URL',
    description: 'Where the code will live',
    pattern: '(?!.*[.]git$)https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)+',
    expected: 'the https URL of the page, without .git, query or fragment',
    example: 'https://github.com/acme/orders',
    default: '',
  },
  {
    id: 'owners',
    kind: 'text',
    title: 'Code owners',
    description: 'Who reviews every change (CODEOWNERS), separated by blanks',
    pattern: '@[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*( @[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)*',
    expected: '@user, @organisation/team or @group/subgroup, separated by single blanks',
    example: '@acme/platform',
    default: '',
  },
  {
    id: 'editors',
    kind: 'any-of',
    title: 'Editors',
    description: 'Whose settings to write',
    choices: [
      { id: 'vscode', description: 'Visual Studio Code' },
      { id: 'rustrover', description: 'RustRover' },
      { id: 'neovim', description: 'Neovim 0.11 or later' },
      { id: 'zed', description: 'Zed' },
    ],
    default: ['vscode'],
    allowNone: true,
  },
  {
    id: 'dev-container',
    kind: 'one-of',
    title: 'Dev container',
    description: 'Whether to describe a container to develop in (.devcontainer)',
    choices: [
      { id: 'no', description: 'Toolchain and tools are installed on each machine' },
      { id: 'yes', description: 'Toolchain, tools and database in a container, which VS Code, RustRover and Zed open' },
    ],
    default: 'no',
  },
] as const satisfies readonly Option[];

type Table = typeof OPTIONS;

/** An option's id. */
export type OptionId = Table[number]['id'];

/** The option with this id. */
export function optionOf<Id extends OptionId>(id: Id): Extract<Table[number], { id: Id }> {
  return OPTIONS.find((option) => option.id === id) as Extract<Table[number], { id: Id }>;
}

/**
 * What was asked: complete, validated, serialisable. An option whose condition does not hold is absent; one without a
 * condition is always there.
 */
export type Answers = { readonly name: string } & {
  readonly [O in Table[number] as O extends { when: unknown } ? never : O['id']]: AnswerOf<O>;
} & {
  readonly [O in Table[number] as O extends { when: unknown } ? O['id'] : never]?: AnswerOf<O>;
};
