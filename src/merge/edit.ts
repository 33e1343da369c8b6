/** Edits of a text: what they make of it, and that the user's lines are still all there. */

/** Replaces `[start, end)`; with `start === end` an insertion, with an empty text a removal. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const insertion = (at: number, text: string): Edit => ({ start: at, end: at, text });
export const removal = (start: number, end: number): Edit => ({ start, end, text: '' });

/** Applies edits that do not overlap; of those at one place the first given comes first. */
export function apply(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const edit of [...edits].sort((left, right) => left.start - right.start)) {
    pieces.push(text.slice(done, edit.start), edit.text);
    done = edit.end;
  }
  return [...pieces, text.slice(done)].join('');
}

/** Line ending of a text, as its first line has it. */
export function lineEnding(text: string): '\n' | '\r\n' {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
}

/** Where the line begins that holds the offset. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line after the offset begins, or the end of the text; the offset itself where a line begins there. */
export function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const feed = text.indexOf('\n', offset);
  return feed < 0 ? text.length : feed + 1;
}

/** The line that begins at the offset, without its ending. */
export function lineAt(text: string, start: number): string {
  const feed = text.indexOf('\n', start);
  return text.slice(start, feed < 0 ? text.length : feed).replace(/\r$/, '');
}

export const isBlank = (line: string) => line.trim() === '';

/** White space in front of the offset, as far as its line begins with nothing else; undefined where it does. */
export function indentOf(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return isBlank(before) ? before : undefined;
}

/** Where the comment lines end that follow one another from the start of a line on. */
export function commentsEnd(text: string, start: number, isComment: (line: string) => boolean): number {
  let end = start;
  while (end < text.length && isComment(lineAt(text, end))) end = nextLine(text, end + 1);
  return end;
}

/** Where the comment lines begin that stand directly above the start of a line. */
export function commentsStart(text: string, start: number, isComment: (line: string) => boolean): number {
  let begin = start;
  while (begin > 0) {
    const above = lineStart(text, begin - 1);
    if (!isComment(lineAt(text, above))) break;
    begin = above;
  }
  return begin;
}

/** Whole lines to be put at the start of a line, or at the end of a text whose last line is not ended. */
export function insertLines(text: string, at: number, lines: readonly string[]): Edit {
  const ending = lineEnding(text);
  const block = lines.join(ending);
  const open = at === text.length && at > 0 && !text.endsWith('\n');
  return insertion(at, open ? ending + block : block + ending);
}

/** Takes whole lines out; where the text's last line was not ended, the one before loses its ending too. */
export function removeLines(text: string, start: number, end: number): Edit {
  const open = end === text.length && !text.endsWith('\n');
  const ending = open ? (/\r?\n$/.exec(text.slice(0, start))?.[0].length ?? 0) : 0;
  return removal(start - ending, end);
}

/**
 * Whether all that stood in a text before an edit is in it afterwards: every line unchanged and in order, but for those
 * that an insertion cut into, which have lost nothing either.
 */
export function linesSurvive(before: string, after: string, insertions: readonly Edit[]): boolean {
  const touched = touchedLines(before, insertions);
  const lines = linesOf(before);
  const found = linesOf(after);
  let next = 0;
  for (const [index, line] of lines.entries()) {
    if (touched.has(index)) continue;
    const isLast = index === lines.length - 1 && !line.endsWith('\n');
    while (next < found.length && (isLast ? found[next]?.replace(/\r?\n$/, '') : found[next]) !== line) next++;
    if (next++ === found.length) return false;
  }
  return touched.size === 0 || isSubsequence(before, after);
}

/** The insertions into the edited text that would put back what edits took out of it. */
export function reversed(text: string, edits: readonly Edit[]): Edit[] {
  let gone = 0;
  return [...edits]
    .sort((left, right) => left.start - right.start)
    .map(({ start, end }) => {
      const back = insertion(start - gone, text.slice(start, end));
      gone += end - start;
      return back;
    });
}

/** The lines (from 0) that insertions cut into, as opposed to what they put between lines. */
function touchedLines(text: string, insertions: readonly Edit[]): Set<number> {
  const inside = insertions.filter(({ start }) => lineStart(text, start) !== start && start < text.length);
  return new Set(inside.map(({ start }) => text.slice(0, start).split('\n').length - 1));
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function isSubsequence(part: string, whole: string): boolean {
  let place = 0;
  for (let at = 0; at < whole.length && place < part.length; at++) {
    if (part[place] === whole[at]) place++;
  }
  return place === part.length;
}
