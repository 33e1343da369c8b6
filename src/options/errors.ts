/**
 * Something that the user can mend: one sentence that says what is wrong, where, and what to do. Ends the program with
 * exit code 2; nothing has been written.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The longest piece of foreign text that a message repeats, in characters. */
const SHOWN = 60;

/**
 * Foreign text as a message shows it: in double quotes, on one line, cut where it is long. Whatever could move a
 * terminal's cursor or reorder its line is escaped.
 */
export function quoted(text: string): string {
  const cut = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return onOneLine(JSON.stringify(cut));
}

/** Escapes whatever could break a message's line, move a terminal's cursor or reorder what it shows. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
