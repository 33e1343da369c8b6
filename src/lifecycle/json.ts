import { evaluate, parse, type DocumentNode, type MemberNode, type ObjectNode } from '@humanwhocodes/momoa';

import { SyntaxProblem, type PresetEntry } from './entry.ts';

/** A JSON object that still knows its lines. */
export type JsonObject = ObjectNode;

/** @throws SyntaxProblem where the text is no JSON, or no object. */
export function parseObject(text: string): JsonObject {
  const { body } = parseDocument(text);
  if (body.type !== 'Object') throw new SyntaxProblem('the whole must be an object', body.loc.start.line);
  return body;
}

/** The members of an object, in their order; one that stands there twice is there twice. */
export function entriesOf({ members }: JsonObject): PresetEntry[] {
  return members.map(({ name, value }) => ({ key: nameOf(name), value: evaluate(value), line: name.loc.start.line }));
}

/** The object that a member of another one is, if it is. */
export function objectIn({ members }: JsonObject, key: string): JsonObject | undefined {
  const value = members.find(({ name }) => nameOf(name) === key)?.value;
  return value?.type === 'Object' ? value : undefined;
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
