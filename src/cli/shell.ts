/** Characters that mean nothing to sh, PowerShell and cmd. */
const BARE = /^[A-Za-z0-9_./:=,+-]+$/;

/** Characters that stay what they are inside double quotes, in all three. */
const QUOTABLE = /^[^"$`\\!%\p{Cc}]*$/u;

/**
 * One word of a command line, quoted where a shell would take it apart: in double quotes, which every shell knows, or
 * in single ones, as sh wants it, where those would not do.
 */
export function shellWord(text: string): string {
  if (BARE.test(text)) return text;
  return QUOTABLE.test(text) ? `"${text}"` : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
