import { evaluate, parse, type DocumentNode, type MemberNode, type ObjectNode } from '@humanwhocodes/momoa';

import { SyntaxProblem, type PresetEntry } from './entry.ts';

/** Names the schema that an editor checks the file with; no answer. */
const SCHEMA_KEY = '$schema';

/** @throws SyntaxProblem where the text is no JSON, or no object. */
export function parseJsonEntries(text: string): PresetEntry[] {
  const { body } = parseDocument(text);
  if (body.type !== 'Object') throw new SyntaxProblem('the whole must be an object', body.loc.start.line);
  const entries = answersIn(body).members.map(({ name, value }): PresetEntry => {
    return { key: nameOf(name), value: evaluate(value), line: name.loc.start.line };
  });
  return entries.filter(({ key, value }) => key !== SCHEMA_KEY || typeof value !== 'string');
}

/** A workspace's answers file is a preset too: there the answers stand beside the generator's version. */
function answersIn(document: ObjectNode): ObjectNode {
  const members = new Map(document.members.map(({ name, value }) => [nameOf(name), value]));
  const answers = members.get('answers');
  return members.size === 2 && members.has('generator') && answers?.type === 'Object' ? answers : document;
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
