/** How the lines of a text end; undefined where both ways occur, or no line ends. */
export function lineEndingOf(text: string): '\n' | '\r\n' | undefined {
  const all = text.split('\n').length - 1;
  const withReturn = text.split('\r\n').length - 1;
  if (all === 0 || (withReturn > 0 && withReturn < all)) return undefined;
  return withReturn === 0 ? '\n' : '\r\n';
}

/** A new text of a file with the line ends of the one before; as it is where that one has no single kind. */
export function withLineEndingsOf(before: string, after: string): string {
  const end = lineEndingOf(before);
  return end === undefined ? after : after.replaceAll(/\r?\n/g, end);
}
