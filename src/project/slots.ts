/** The places in templates that features fill, one line each. */
export const SLOT_NAMES = [
  /** Paths for .gitignore. */
  'gitignore',
  /** Whole lines for .gitattributes. */
  'gitattributes',
] as const;

/** A slot's name. */
export type SlotName = (typeof SLOT_NAMES)[number];
