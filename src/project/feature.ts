import type { Condition } from '../options/types.ts';
import type {
  CargoTarget,
  CrateFeature,
  CrossTarget,
  Dependencies,
  Disallowed,
  EverydayTool,
  Lab,
  NextStep,
  Service,
} from './model.ts';

/** What a feature adds to one crate; several features may add to the same one. */
export interface CratePart {
  readonly role: string;
  /** Given by exactly one feature. */
  readonly description?: string;
  readonly dependencies?: Dependencies;
  readonly dev?: Dependencies;
  readonly build?: Dependencies;
  readonly features?: Readonly<Record<string, CrateFeature>>;
  readonly owns?: readonly string[];
  readonly targets?: readonly CargoTarget[];
  readonly gates?: readonly string[];
}

/**
 * A feature says what it adds, as data: it reads like a packing list. Its templates lie in the folder of `templates/`
 * that bears its id.
 */
export interface Feature {
  readonly id: string;
  /** The further service that it is selected for; absent where it is for the workspace. */
  readonly service?: string;
  readonly when?: Condition;
  readonly crates?: readonly CratePart[];
  /** Features asked of a crate for the whole workspace. */
  readonly dependencies?: Dependencies;
  readonly disallowed?: readonly Disallowed[];
  readonly services?: readonly Service[];
  /** Crates of others that are optimised in development, too: without that, nobody would wait for them. */
  readonly optimised?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly targets?: Readonly<Record<string, CrossTarget>>;
  readonly slots?: Readonly<Record<string, readonly string[]>>;
  readonly gates?: readonly string[];
  readonly tools?: readonly EverydayTool[];
  readonly next?: readonly NextStep[];
  readonly labs?: readonly Lab[];
}
