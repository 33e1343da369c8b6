/**
 * The typed model of one workspace. Features add to it; nothing here knows about templates' contents, disks or
 * terminals.
 */
import type { Answers } from '../options/table.ts';
import type { Additions } from './additions.ts';

/** A dependency as a member or the workspace names it; the version comes from the catalogue. */
export interface Dependency {
  readonly features?: readonly string[];
  /** `cfg(…)` of the targets that need it; all of them where it is absent. */
  readonly target?: string;
}

/** A target of a package that Cargo would otherwise take for something else, as its manifest has to say. */
export interface CargoTarget {
  readonly kind: 'lib' | 'bin' | 'test' | 'bench';
  /** Of a test or bench the file's name without `.rs`; a program without one has the package's. */
  readonly name?: string;
  /** Whether Cargo's test harness is linked in. */
  readonly harness?: boolean;
  /** Whether `cargo test` builds it as a test. */
  readonly test?: boolean;
  readonly doctest?: boolean;
  /** One line for Cargo.toml. */
  readonly reason?: string;
}

/** Dependencies by key: a crate of the catalogue, or the role of another crate of this project. */
export type Dependencies = Readonly<Record<string, Dependency>>;

/** A Cargo feature that a package of the workspace declares. */
export interface CrateFeature {
  readonly enables: readonly string[];
  /** One line above it in Cargo.toml. */
  readonly reason: string;
}

/** One package of the workspace. */
export interface Crate {
  /** What other members of the same service call it (`domain`); `bin` for the program. */
  readonly role: string;
  /** The further service that it belongs to; absent where it bears the project's name. */
  readonly service?: string;
  /** Package and folder name: `orders-domain`, or `orders` for the program. */
  readonly package: string;
  /** One line for Cargo.toml and the README, without a full stop. */
  readonly description: string;
  readonly dependencies: Dependencies;
  readonly dev: Dependencies;
  /** What its build script uses. */
  readonly build: Dependencies;
  /** Its `[features]`: what each switches on, and why it is there. */
  readonly features: Readonly<Record<string, CrateFeature>>;
  /** The only members that may depend on these crates are the ones listing them: cargo-deny's `wrappers`. */
  readonly owns: readonly string[];
  readonly targets: readonly CargoTarget[];
  /** Ids of the gates that check this crate beside what checks all of them, sorted. */
  readonly gates: readonly string[];
}

/** A path that Clippy refuses, with the reason it prints. */
export interface Disallowed {
  readonly kind: 'method' | 'type';
  readonly path: string;
  readonly reason: string;
}

/** A service that the tests need, started by CI. */
export interface Service {
  readonly id: string;
  readonly image: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly healthCommand: string;
}

/** How Cargo builds for and runs on a target that is not the host: `[target.…]` of .cargo/config.toml. */
export interface CrossTarget {
  /** Takes the program to run as its last argument; in a feature `{name}` stands for the project. */
  readonly runner?: string;
  readonly rustflags?: readonly string[];
}

/** A shell command, run at the workspace's root, that a first user goes on with. */
export interface NextStep {
  /** In a feature `{name}` stands for the project. */
  readonly command: string;
  /**
   * Its place among the steps of all features, the lowest first: 1 what the service needs, 2 and 3 the service, 4 tests of
   * labs, 5 their benches, 6 to 8 their programs, 9 the gates.
   */
  readonly order: number;
  /** Starts what the tests need. */
  readonly starts?: true;
  /** Wants another terminal: the step before it runs until it is stopped. */
  readonly elsewhere?: true;
}

/** A command-line tool that the workspace is set up for. */
export interface EverydayTool {
  /** Its package in the registry; the version is in src/gates/tools.ts. */
  readonly crate: string;
  /** What is typed. */
  readonly use: string;
  /** The file that sets it up. */
  readonly settings: string;
  /** Why it is worth having, one line, without a full stop. */
  readonly why: string;
  /** The recipe of just that runs it, where it is neither just nor in a gate. */
  readonly recipe?: Recipe;
}

/** One command of the justfile. */
export interface Recipe {
  readonly id: string;
  /** The comment above it, without a full stop. */
  readonly title: string;
  readonly command: string;
}

/** How much of Rust a lab takes for granted, lowest first. */
export const LEVELS = ['foundations', 'advanced', 'expert'] as const;

export type Level = (typeof LEVELS)[number];

/** Something whole to learn from and to continue: a node of the learning path. */
export interface Lab {
  readonly id: string;
  readonly level: Level;
  /** Ids of the labs to know before; none of a higher level. */
  readonly after: readonly string[];
  /** What it is about, one line, without a full stop. */
  readonly teaches: string;
  /** The role of the crate whose tests prove it understood. */
  readonly role: string;
  /** The command that runs them, where it is not nextest; `{package}` stands for the crate. */
  readonly command?: string;
}

/** A lab of one workspace. */
export interface ProjectLab extends Lab {
  /** Passes when the lab is understood, and fails when what it is about is broken. */
  readonly test: string;
}

/** Lines that features hand to templates, by slot name; sorted, without repetition. */
export type Slots = Readonly<Record<string, readonly string[]>>;

/** A service that the workspace makes, as opposed to one that its tests need. */
export interface OwnService {
  readonly name: string;
  /** `MY_ORDERS`: what its environment variables begin with. */
  readonly variable: string;
  /** `my-orders`: what a cluster calls it, a label of DNS. */
  readonly label: string;
  /** The port that it listens on unless told otherwise. */
  readonly port: number;
  /** Features that are on for it, in the order of the registry. Of their templates a further service has those of crates. */
  readonly features: readonly string[];
  readonly slots: Slots;
}

export interface Project {
  readonly name: string;
  readonly answers: Answers;
  /** Features that are on, in the order of the registry. Each may have a template folder of the same name. */
  readonly features: readonly string[];
  /** Services beside the one that bears the project's name, sorted by name; none depends on which others there are. */
  readonly furtherServices: readonly OwnService[];
  /** Those of all services, sorted by package name. */
  readonly crates: readonly Crate[];
  /** Features that the workspace asks of each crate of the catalogue. */
  readonly dependencies: Dependencies;
  readonly disallowed: readonly Disallowed[];
  readonly services: readonly Service[];
  /** Crates of others that are optimised in development, too. */
  readonly optimised: readonly string[];
  /** `[env]` of .cargo/config.toml. */
  readonly environment: Readonly<Record<string, string>>;
  /** By target triple, beside the host. */
  readonly targets: Readonly<Record<string, CrossTarget>>;
  readonly slots: Slots;
  /** Ids from the list of gates. */
  readonly gates: readonly string[];
  /** In the order in which to read about them. */
  readonly tools: readonly EverydayTool[];
  /** What a first user goes on with, in order. */
  readonly next: readonly NextStep[];
  /** In the order in which to learn them. */
  readonly labs: readonly ProjectLab[];
  /** `channel` of rust-toolchain.toml. */
  readonly toolchain: string;
  /** `rust-version` of the packages. */
  readonly rustVersion: string;
  readonly additions: Additions;
}
