import type { PresetEntry } from '../../lifecycle/entry.ts';
import { entriesOf, objectIn, parseObject, type JsonObject } from '../../lifecycle/json.ts';

/** Names the schema that an editor checks the file with; no answer. */
const SCHEMA_KEY = '$schema';

/** @throws SyntaxProblem where the text is no JSON, or no object. */
export function parseJsonEntries(text: string): PresetEntry[] {
  const entries = entriesOf(answersIn(parseObject(text)));
  return entries.filter(({ key, value }) => key !== SCHEMA_KEY || typeof value !== 'string');
}

/** A workspace's answers file is a preset too: there the answers stand beside the generator's version. */
function answersIn(document: JsonObject): JsonObject {
  const keys = new Set(entriesOf(document).map(({ key }) => key));
  return keys.size === 2 && keys.has('generator') ? (objectIn(document, 'answers') ?? document) : document;
}
