/** Files in which every line is an entry: .gitignore. */
import { missingIgnores } from '../render/ignores.ts';
import { insertLines, lineAt, lineStart, nextLine, removeLines, apply } from './edit.ts';

export interface MergedLines {
  /** The very input where nothing was missing. */
  readonly text: string;
  readonly added: readonly string[];
}

/** Puts lines that are missing at the end, in their order; trailing blanks make no difference. */
export function mergeLines(text: string, lines: readonly string[]): MergedLines {
  const added = missingIgnores(text, lines);
  return added.length === 0 ? { text, added } : { text: apply(text, [insertLines(text, text.length, added)]), added };
}

/** Takes lines out that `mergeLines` added: of each the last one. What is not there any more is no trouble. */
export function takeOutLines(text: string, added: readonly string[]): MergedLines {
  const taken: string[] = [];
  let rest = text;
  for (const line of added.toReversed()) {
    const start = lastLine(rest, line);
    if (start === undefined) continue;
    rest = apply(rest, [removeLines(rest, start, nextLine(rest, start + 1))]);
    taken.unshift(line);
  }
  return { text: rest, added: taken };
}

/** Where the last line begins that reads so. */
function lastLine(text: string, line: string): number | undefined {
  let end = text.length;
  while (end > 0) {
    const start = lineStart(text, end - 1);
    if (lineAt(text, start).trimEnd() === line.trimEnd()) return start;
    end = start;
  }
  return undefined;
}
