/** dependabot.yml, .pre-commit-config.yaml, .gitlab-ci.yml: additions into a text that is the user's. */
import { type Document, isScalar, parseAllDocuments, visit } from 'yaml';

import { InputError, onOneLine } from '../options/errors.ts';
import { malformed, mergeInto, takeOutOf } from './structured.ts';
import type { Added, Addition, Merged, TakenOut } from './types.ts';
import { isTable, type Table } from './value.ts';
import { planYaml } from './yaml-plan.ts';
import { takeYaml } from './yaml-take.ts';

const YAML = { read, plan: planYaml, take: takeYaml };

/** How often one anchor may be used, counted through the anchors that use it. */
const MOST_ALIASES = 1000;

/**
 * Adds keys and list elements to a YAML text, each behind the last of its map or list and in the file's style. What stands
 * in braces, behind an alias or beside a merge key is left, and so is a file of several documents.
 *
 * @param file as messages name it.
 * @throws InputError that names the file, and the line where there is one.
 */
export function mergeYaml(text: string, additions: readonly Addition[], file: string): Merged {
  return mergeInto(YAML, text, additions, file);
}

/**
 * Takes out what `mergeYaml` added, where it is still as it was added: the inverse of it, byte for byte.
 *
 * @throws InputError as `mergeYaml` does.
 */
export function takeOutYaml(text: string, added: readonly Added[], file: string): TakenOut {
  return takeOutOf(YAML, text, added, file);
}

/**
 * The last document of a YAML text, for those before it only say how to read it; undefined where there is none.
 *
 * @throws InputError as `mergeYaml` does.
 */
export function readYaml(text: string, file: string): Document.Parsed | undefined {
  mergeYaml(text, [], file);
  return documentsOf(text).at(-1);
}

function documentsOf(text: string): Document.Parsed[] {
  const stream = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  return 'empty' in stream ? [] : stream;
}

function read(text: string, file: string): Table | string {
  const documents = documentsOf(text);
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error !== undefined) throw malformed(file, lineOf(text, error.pos[0]), 'YAML', error.message);
  for (const document of documents) refuseTwice(text, document, file);
  const [document] = documents;
  if (documents.length > 1) return 'is one of several documents';
  const values = document === undefined ? null : valuesOf(document, file);
  return values === null ? {} : isTable(values) ? values : 'is no map';
}

function valuesOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    // An alias without an anchor, or aliases that would grow without end.
    if (error instanceof ReferenceError) throw new InputError(`${file} cannot be edited: ${onOneLine(error.message)}`);
    throw error;
  }
}

/** The parser would compare every key with every other. */
function refuseTwice(text: string, document: Document, file: string): void {
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key) || key.value === '<<') continue;
        const name = String(key.value);
        if (seen.has(name)) throw malformed(file, lineOf(text, key.range?.[0] ?? 0), 'YAML', `${name} is there twice`);
        seen.add(name);
      }
    },
  });
}

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length;
