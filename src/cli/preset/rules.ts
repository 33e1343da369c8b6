/** What the texts of a preset may be: one set of rules for its parser and for its JSON Schema. */
import { GATES } from '../../gates/list.ts';
import { TOOLS } from '../../gates/tools.ts';
import type { TextRule } from '../../lifecycle/reader.ts';

/** One line without blanks at its ends; `barred` are more characters that it may not hold. */
function line(longest: number, barred = ''): string {
  const any = `[^\\p{C}\\p{Zl}\\p{Zp}${barred}]`;
  const end = `[^\\s\\p{C}${barred}]`;
  return `${end}(?:${any}{0,${longest - 2}}${end})?`;
}

export const NOT_EMPTY: TextRule = { pattern: '[^]+', expected: 'a text' };

export const REASON: TextRule = { pattern: line(300), expected: 'a reason on one line, 300 characters at most' };

/** Recipes of the justfile that are no gates. */
const RECIPES = ['ci', 'default', 'nightly', 'tools'];

/** Names that a gate of a preset cannot have. */
export const TAKEN_GATES: readonly string[] = [...GATES.map(({ id }) => id), ...RECIPES];

export const TIERS = ['pull-request', 'nightly'] as const;

/** Tools that a gate may ask for, in the versions that the generator's own gates have. */
export const TOOL_NAMES: readonly string[] = TOOLS.map(({ id }) => id);

export const GATE_RULES = {
  id: { pattern: '[a-z]+(?:-[a-z]+)*', expected: 'lower-case words joined by hyphens' },
  title: { pattern: line(60), expected: 'a title on one line, 60 characters at most' },
  why: {
    pattern: line(120, '|'),
    expected: 'what the gate keeps out, on one line without "|", 120 characters at most',
  },
  command: {
    // just gives a meaning to @, -, ? and # at the start, to {{ and to a \ at the end; GitHub to ${{; Markdown to `.
    pattern: `(?!.*(?:\\{\\{|\\\\$))[A-Za-z0-9_./"'$(!~\\[{][^\\p{C}\\p{Zl}\\p{Zp}\`]{0,399}`,
    expected: 'a shell command on one line, without backticks and "{{"; a longer one goes into a script under files/',
  },
} as const satisfies Readonly<Record<string, TextRule>>;

export const REGISTRY_NAME: TextRule = {
  pattern: '(?!crates-io$)[A-Za-z][A-Za-z0-9_-]{0,63}',
  expected: 'letters, digits, "-" and "_", and not crates-io',
};

const HOST = '[A-Za-z0-9.-]+(?::[0-9]+)?';
const SEGMENTS = '(?:/[A-Za-z0-9._~-]+)';

export const REGISTRY_INDEX: TextRule = {
  pattern: `sparse\\+https://${HOST}${SEGMENTS}*/|(?:https://|ssh://(?:git@)?)${HOST}${SEGMENTS}+`,
  expected: 'Cargo’s address of the index, such as sparse+https://cargo.acme.example/index/, without credentials',
};

/** What every disk takes as a file below the workspace; a `.git` would be git's. */
export const FILE_PATH: TextRule = {
  pattern: `(?:(?!\\.{1,2}/|\\.[gG][iI][tT]/)${pathPart()}/)*(?!\\.{1,2}$|\\.[gG][iI][tT]$)${pathPart()}`,
  expected: 'a path below the workspace, with / between its parts and without .., .git and what Windows forbids',
};

function pathPart(): string {
  const any = '[^/\\\\:*?"<>|\\p{C}\\p{Zl}\\p{Zp}]';
  return `(?:${any}*(?![. ])${any})`;
}
