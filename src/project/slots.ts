/** The places in templates that features fill, one line each. */
export const SLOT_NAMES = [
  /** Paths for .gitignore. */
  'gitignore',
  /** Whole lines for .gitattributes. */
  'gitattributes',
  /** Attributes of Cargo.lock for .gitattributes, which keep a host from folding it away. */
  'lock-attributes',
  /** Gates that are held to a baseline, as Markdown: `clippy`. */
  'gates-counted',
  /** Gates that a project does not pass yet, as items of a list with the reason. */
  'gates-off',
  /** Modules of the service's program: `mod token;`. */
  'service-modules',
  /** Sections of the service's settings, as fields of a struct: `pub(crate) auth: Auth,`. */
  'service-settings',
  /** What the service's subcommands do, as arms of a match. */
  'service-command-arms',
  /** Statements that add to `api`, the interfaces of the service; they know `app`, `guard`, `health` and `settings`. */
  'service-api',
  /** Statements that come before the store is opened; they know `settings`. */
  'service-before-store',
  /** Statements that come once the store is open; they know `ready`, `settings`, `store` and what came before. */
  'service-behind-store',
  /** Statements that check settings before anything is opened; they know `settings`. */
  'service-checks',
  /** Statements that put layers around `router`, all routes of the service; they know `store`. */
  'service-router',
  /** Routes of which a trace has no span, as literals in Rust: health checks. */
  'untraced-routes',
  /** What the compose file says to each service: entries of a YAML mapping, with the service's `{variable}`. */
  'compose-environment',
  /** Where each service's container may write what nobody keeps. */
  'compose-tmpfs',
  /** Modules of the store: `mod pool;`. */
  'store-modules',
  /** Modules of its entities, one a table: `pub(crate) mod attempt;`. */
  'store-entities',
  /** Files and folders of the store that know the sample, beside its own: `.sqlx/`. */
  'store-places',
  /** Modules of the service's tests that other features bring: `mod embeddings;`. */
  'service-test-modules',
  /** Modules of what all interfaces have, behind `causes` and before `errors` by name: `pub mod description;`. */
  'web-modules',
  /** Modules of its tests that other features bring; they come before its own: `mod access;`. */
  'web-test-modules',
  /** Modules of the tests of the REST interface, behind `support` by name: `mod two_hosts;`. */
  'rest-test-modules',
] as const;

/** A slot's name. */
export type SlotName = (typeof SLOT_NAMES)[number];

/** The places in templates that features fill with whole texts, files below `_parts/`. */
export const PART_NAMES = [
  /** What takes in what the services export: one of the compose file’s services, in YAML. */
  'compose-collector',
  /** What the compose file says more of the database server, and its top-level `configs`: YAML. */
  'compose-configs',
  'compose-database',
  'contributing',
  'contributing-editor',
  'curl-token',
  'dependabot',
  /** How the Deployment is rolled out, and how its pods are spread: YAML. */
  'deployment-rollout',
  'deployment-spread',
  /** Environment variables of the Deployment's container, beside its settings: items of a list, in YAML. */
  'deployment-env',
  /** What whoever may call the service asks of a deployment; which secrets are made before it; and what becomes of the data and of a new version: Markdown. */
  'deploy-access',
  'deploy-secrets',
  'deploy-versions',
  /** Which executor the kernel has: a section of its README. */
  'kernel-executor',
  'licence-apache',
  'licence-mit',
  /** Methods of the repository in memory, of the port for repositories and of the store, beside its own: Rust. */
  'memory-methods',
  'port-methods',
  'store-methods',
  /** Use cases beside those of the sample, as methods: Rust. */
  'use-cases',
  /** Where the service may connect to: items of a list of a NetworkPolicy, in YAML. */
  'network-egress',
  /** Codes of problems, as rows of a table: status, codes, when. */
  'problem-codes',
  'readme-about',
  /** Where an API is described: a sentence. */
  'readme-api',
  /** Where a new use case is made known to callers: the end of a sentence. */
  'readme-ask',
  /** How to make a host insist on the gates: sentences. */
  'readme-ci',
  'readme-container',
  'readme-database',
  'readme-databases',
  /** Tools for the desk, behind the gates. */
  'readme-everyday',
  'readme-examples',
  'readme-extend',
  'readme-layout',
  'readme-licence',
  /** What the crates of the interfaces know of the sample, as rows of a table. */
  'readme-places',
  'readme-run',
  /** Where the store's statements are, and what checks them: the middle of a sentence. */
  'readme-statements',
  'readme-token',
  'readme-tools',
  /** Subcommands of the service's program, as variants of an enum; `service-command-arms` says what they do. */
  'service-commands',
  /** Sections of the service's defaults.toml. */
  'service-defaults',
  /** What the sections of the service's settings hold: Rust. */
  'service-settings',
  /** What a WASI component is for, with an example; how to try it; its own files, as rows of a table. */
  'wasi-service',
  'wasi-try',
  'wasi-files',
  /** What the guard of the service's routes can do besides: Rust. */
  'access-guard',
  /** Who gets to the handlers of an interface: Markdown. */
  'web-access',
] as const;

/** A part's name. */
export type PartName = (typeof PART_NAMES)[number];
