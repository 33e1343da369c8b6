/** The places in templates that features fill, one line each. */
export const SLOT_NAMES = [
  /** Paths for .gitignore. */
  'gitignore',
  /** Whole lines for .gitattributes. */
  'gitattributes',
  /** Modules of the service's program: `mod token;`. */
  'service-modules',
  /** Sections of the service's settings, as fields of a struct: `pub(crate) auth: Auth,`. */
  'service-settings',
  /** What the service's subcommands do, as arms of a match. */
  'service-command-arms',
  /** Statements that add to `api`, the routes of the service; they know `settings`. */
  'service-api',
] as const;

/** A slot's name. */
export type SlotName = (typeof SLOT_NAMES)[number];
