import { getStaticTOMLValue, parseTOML, ParseError, type AST } from 'toml-eslint-parser';

import { SyntaxProblem, type PresetEntry } from '../../lifecycle/entry.ts';

/** @throws SyntaxProblem where the text is no TOML. */
export function parseTomlEntries(text: string): PresetEntry[] {
  return parseDocument(text).body[0].body.map((node) => ({
    key: node.key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value)).join('.'),
    value: node.type === 'TOMLTable' || node.key.keys.length > 1 ? {} : getStaticTOMLValue(node.value),
    line: node.loc.start.line,
  }));
}

function parseDocument(text: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    if (error instanceof ParseError) throw new SyntaxProblem(error.message, error.lineNumber);
    throw error;
  }
}
