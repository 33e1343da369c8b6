import { distance } from 'fastest-levenshtein';

/** How much of a word may differ for another to be what was meant: edits per character of the longer one. */
const TOLERANCE = 0.4;

/** Longer texts are no slips of the finger, and the distance takes quadratic time. */
const LONGEST = 40;

/** `did you mean jwt?` when something is near, otherwise all that there is. */
export function didYouMean(text: string, known: readonly string[]): string {
  const near = nearest(text, known);
  return near === undefined ? `choose from ${known.join(', ')}` : `did you mean ${near}?`;
}

/** Whether one slip of the finger makes the one of the other. */
export function isSlip(text: string, word: string): boolean {
  return text.length <= LONGEST && distance(text, word) === 1;
}

/** The known word that differs least, capitals aside, if that is little. */
export function nearest(text: string, known: readonly string[]): string | undefined {
  if (text.length > LONGEST) return undefined;
  const [best] = known
    .map((word) => ({ word, difference: difference(text.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.difference - b.difference);
  return best !== undefined && best.difference <= TOLERANCE ? best.word : undefined;
}

/** From 0, the same, to 1, nothing alike. */
function difference(a: string, b: string): number {
  return distance(a, b) / Math.max(a.length, b.length, 1);
}
