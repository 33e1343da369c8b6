/** Cargo.toml and the other TOML of a workspace: additions into a text that is the user's. */
import { parse, TomlError } from 'smol-toml';

import { carryOver, malformed, mergeInto, takeOutOf, type Texts } from './structured.ts';
import { planToml } from './toml-plan.ts';
import { takeToml } from './toml-take.ts';
import type { Added, Addition, Merged, TakenOut } from './types.ts';
import { isTable, type Table } from './value.ts';

const TOML = { read: readToml, plan: planToml, take: takeToml };

/**
 * Adds keys, tables and list elements to a TOML text.
 *
 * A key goes to the end of its table, or to its place where the user keeps the table sorted; a table that is not there
 * yet goes behind its nearest relative, or to the end of the file. Where dotted keys make the table, so does the new key.
 * No line of the user's changes, but for the one that holds a list's last element and gets a comma or the new element.
 * What could only be added by rewriting a line, as inside an inline table, is left.
 *
 * @param file as messages name it.
 * @throws InputError that names the file, and the line where there is one.
 */
export function mergeToml(text: string, additions: readonly Addition[], file: string): Merged {
  return mergeInto(TOML, text, additions, file);
}

/**
 * Takes out what `mergeToml` added, where it is still as it was added: the inverse of it, byte for byte.
 *
 * @throws InputError as `mergeToml` does.
 */
export function takeOutToml(text: string, added: readonly Added[], file: string): TakenOut {
  return takeOutOf(TOML, text, added, file);
}

/**
 * Puts into our text what theirs gained over the base, as far as it can be added; undefined where that is not all that
 * lies between them.
 *
 * @throws InputError as `mergeToml` does.
 */
export function carryOverToml(texts: Texts, file: string): Merged | undefined {
  return carryOver(TOML, texts, file);
}

/**
 * The values of a TOML text. Another parser than the one that knows positions, so that each proves what the other made
 * possible.
 *
 * @throws InputError that names the file and the line.
 */
export function readToml(text: string, file: string): Table {
  try {
    const values: unknown = parse(text, { integersAsBigInt: 'asNeeded' });
    return isTable(values) ? values : {};
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [message = ''] = error.message.split('\n');
    throw malformed(file, error.line, 'TOML', message.replace(/^Invalid TOML document: /, ''));
  }
}
