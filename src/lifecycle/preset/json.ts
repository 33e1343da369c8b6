import { evaluate, parse, type DocumentNode, type MemberNode, type ObjectNode } from '@humanwhocodes/momoa';

import { SyntaxProblem, type PresetEntry } from './entry.ts';

/** Names the schema that an editor checks the file with; no answer. */
const SCHEMA_KEY = '$schema';

/** @throws SyntaxProblem where the text is no JSON, or no object. */
export function parseJsonEntries(text: string): PresetEntry[] {
  const entries = entriesOf(answersIn(parseObject(text)));
  return entries.filter(({ key, value }) => key !== SCHEMA_KEY || typeof value !== 'string');
}

/** @throws SyntaxProblem where the text is no JSON, or no object. */
export function parseObject(text: string): ObjectNode {
  const { body } = parseDocument(text);
  if (body.type !== 'Object') throw new SyntaxProblem('the whole must be an object', body.loc.start.line);
  return body;
}

/** The members of an object, in their order; one that stands there twice is there twice. */
export function entriesOf({ members }: ObjectNode): PresetEntry[] {
  return members.map(({ name, value }) => ({
    key: nameOf(name),
    value: evaluate(value),
    line: name.loc.start.line,
  }));
}

/** The object that a member of another one is, if it is. */
export function objectIn({ members }: ObjectNode, key: string): ObjectNode | undefined {
  const value = members.find(({ name }) => nameOf(name) === key)?.value;
  return value?.type === 'Object' ? value : undefined;
}

/** A workspace's answers file is a preset too: there the answers stand beside the generator's version. */
function answersIn(document: ObjectNode): ObjectNode {
  const keys = new Set(document.members.map(({ name }) => nameOf(name)));
  return keys.size === 2 && keys.has('generator') ? (objectIn(document, 'answers') ?? document) : document;
}

function nameOf(name: MemberNode['name']): string {
  return name.type === 'String' ? name.value : name.name;
}

function parseDocument(text: string): DocumentNode {
  try {
    return parse(text, { mode: 'json' });
  } catch (error) {
    if (error instanceof Error && 'line' in error && typeof error.line === 'number') {
      throw new SyntaxProblem(error.message.replace(/ \(\d+:\d+\)$/, ''), error.line);
    }
    throw error;
  }
}
