import { distance } from 'fastest-levenshtein';

/** How much of a word may differ for another to be what was meant. */
const TOLERANCE = 0.4;

/** Longer texts are no slips of the finger, and the distance takes quadratic time. */
const LONGEST = 40;

/** `did you mean jwt?` when something is near, otherwise all that there is. */
export function didYouMean(text: string, known: readonly string[]): string {
  const near = nearest(text, known);
  return near === undefined ? `choose from ${known.join(', ')}` : `did you mean ${near}?`;
}

/** The known word that takes the fewest edits, capitals aside, if those are few for its length. */
export function nearest(text: string, known: readonly string[]): string | undefined {
  if (text.length > LONGEST) return undefined;
  const byEdits = known
    .map((word) => ({ word, edits: distance(text.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = byEdits[0];
  if (best === undefined) return undefined;
  const allowed = Math.max(1, Math.round(TOLERANCE * Math.max(text.length, best.word.length)));
  return best.edits <= Math.min(allowed, best.word.length - 1) ? best.word : undefined;
}
