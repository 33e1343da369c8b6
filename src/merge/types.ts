/** What can stand in TOML, YAML and JSON alike; null only in the last two. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A key that is to have a value. The tables that lead to it are made where they are missing. */
export interface Entry {
  readonly path: readonly string[];
  readonly value: Value;
  /** Why it is there: comment lines above it. */
  readonly comment?: string;
}

/** A value that the list at the path is to hold. The list is made where it is missing. */
export interface Element {
  readonly path: readonly string[];
  readonly element: Value;
  /** The key that tells elements apart: where one has the same value under it, the list has this element already. */
  readonly identity?: string;
  /** Comment lines above the element, where it gets a line of its own. */
  readonly comment?: string;
}

export type Addition = Entry | Element;

/** An addition that was made, with what it takes to undo it. JSON keeps it. */
export type Added = Addition & {
  /** How many of the tables and lists that hold it were made for it, counted from the innermost. */
  readonly made: number;
  /** The object that holds it was empty and on one line. */
  readonly opened?: true;
};

/** What was left as it is. */
export interface Left {
  readonly path: readonly string[];
  /** Half a sentence: `stands there with another value`. */
  readonly why: string;
}

export interface Merged {
  /** The very input where nothing was added. */
  readonly text: string;
  readonly added: readonly Added[];
  readonly left: readonly Left[];
}

export interface TakenOut {
  /** The very input where nothing was taken out. */
  readonly text: string;
  readonly taken: readonly Added[];
  readonly left: readonly Left[];
}

export const isElement = (addition: Addition): addition is Element => 'element' in addition;

/** What an addition puts there. */
export const contentOf = (addition: Addition): Value => (isElement(addition) ? addition.element : addition.value);
