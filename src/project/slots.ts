/** The places in templates that features fill, one line each. */
export const SLOT_NAMES = [
  /** Paths for .gitignore. */
  'gitignore',
  /** Whole lines for .gitattributes. */
  'gitattributes',
  /** Rows `| folder | what it is |` of the README's layout table are made from the crates; these come beside them. */
  'typosWords',
] as const;

/** A slot's name. */
export type SlotName = (typeof SLOT_NAMES)[number];
