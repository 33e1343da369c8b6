/** Merging by lines what two sides made of one text. */
import { diffArrays } from 'diff';

export interface MergedText {
  /** With git's conflict markers where both sides changed the same lines. */
  readonly text: string;
  /** How many conflicts it has; 0 where it is clean. */
  readonly conflicts: number;
}

/** What stands behind the markers. */
export interface Labels {
  readonly ours: string;
  readonly theirs: string;
}

/** Lines of the base that a side has replaced by others. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** A piece of the result. `common` is what both sides agree on, `changed` what one of them changed. */
type Piece =
  | { readonly kind: 'common' | 'changed'; readonly lines: readonly string[] }
  | { readonly kind: 'conflict'; readonly ours: readonly string[]; readonly theirs: readonly string[] };

/** Conflicts with no more lines between them are one, as for git. */
const NEAR = 3;
/** Two texts that differ by more lines are taken to differ as a whole: to compare them would take too long. */
const MOST_EDITS = 2000;

/**
 * Merges as `git merge` does: changes of one side are taken, those of both too where they are the same; changes that meet
 * are a conflict, written between git's markers and as short as it can be.
 */
export function mergeText(base: string, ours: string, theirs: string, labels: Labels): MergedText {
  if (base === theirs || ours === theirs) return { text: ours, conflicts: 0 };
  if (base === ours) return { text: theirs, conflicts: 0 };
  const lines = linesOf(base);
  const pieces = joinNear(
    piecesOf(lines, hunksOf(lines, linesOf(ours)), hunksOf(lines, linesOf(theirs))).flatMap(refine),
  );
  const ending = markerEnding(base, ours, theirs);
  return {
    text: pieces.map((piece) => render(piece, labels, ending)).join(''),
    conflicts: pieces.filter(({ kind }) => kind === 'conflict').length,
  };
}

/** As git decides: like the base, unless a side ends its lines with a line feed alone. */
function markerEnding(base: string, ...sides: readonly string[]): string {
  const first = (text: string) => /^[^\n]*\n/.exec(text)?.[0] ?? '';
  const isCarriage = first(base).endsWith('\r\n') && sides.every((text) => /^$|\r\n$/.test(first(text)));
  return isCarriage ? '\r\n' : '\n';
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** What `after` replaces in `before`, in order and never adjacent. */
function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  const changes = diffArrays([...before], [...after], { maxEditLength: MOST_EDITS });
  if (changes === undefined) return [{ start: 0, end: before.length, lines: after }];
  const hunks: Hunk[] = [];
  let place = 0;
  for (const { added, removed, value } of changes) {
    const end = added ? place : place + value.length;
    if (added || removed) {
      const last = hunks.at(-1)?.end === place ? hunks.pop() : undefined;
      hunks.push({ start: last?.start ?? place, end, lines: [...(last?.lines ?? []), ...(added ? value : [])] });
    }
    place = end;
  }
  return hunks;
}

/** Walks the base once, and puts hunks together that meet. */
function piecesOf(base: readonly string[], ours: readonly Hunk[], theirs: readonly Hunk[]): Piece[] {
  const pieces: Piece[] = [];
  const [mine, other] = [[...ours], [...theirs]];
  let place = 0;
  for (;;) {
    const start = Math.min(mine[0]?.start ?? Infinity, other[0]?.start ?? Infinity);
    pieces.push({ kind: 'common', lines: base.slice(place, Math.min(start, base.length)) });
    if (start === Infinity) return pieces;
    const [left, right]: [Hunk[], Hunk[]] = [[], []];
    place = start;
    while ((mine[0]?.start ?? Infinity) <= place || (other[0]?.start ?? Infinity) <= place) {
      const isMine = (mine[0]?.start ?? Infinity) <= place;
      const hunk = (isMine ? mine : other).shift();
      if (hunk === undefined) break;
      (isMine ? left : right).push(hunk);
      place = Math.max(place, hunk.end);
    }
    pieces.push(pieceOf(side(base, left, start, place), side(base, right, start, place), left, right));
  }
}

function pieceOf(
  ours: readonly string[],
  theirs: readonly string[],
  left: readonly Hunk[],
  right: readonly Hunk[],
): Piece {
  if (right.length === 0) return { kind: 'changed', lines: ours };
  if (left.length === 0) return { kind: 'changed', lines: theirs };
  return isEqual(ours, theirs) ? { kind: 'common', lines: ours } : { kind: 'conflict', ours, theirs };
}

/** What a side makes of a stretch of the base. */
function side(base: readonly string[], hunks: readonly Hunk[], start: number, end: number): string[] {
  let place = start;
  const lines: string[] = [];
  for (const hunk of hunks) {
    lines.push(...base.slice(place, hunk.start), ...hunk.lines);
    place = hunk.end;
  }
  return [...lines, ...base.slice(place, end)];
}

function isEqual(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((line, index) => line === right[index]);
}

/** Takes out of a conflict what both sides agree on. */
function refine(piece: Piece): Piece[] {
  if (piece.kind !== 'conflict' || piece.ours.length === 0 || piece.theirs.length === 0) return [piece];
  const pieces: Piece[] = [];
  let place = 0;
  for (const { start, end, lines } of hunksOf(piece.ours, piece.theirs)) {
    pieces.push({ kind: 'common', lines: piece.ours.slice(place, start) });
    pieces.push({ kind: 'conflict', ours: piece.ours.slice(start, end), theirs: lines });
    place = end;
  }
  return [...pieces, { kind: 'common', lines: piece.ours.slice(place) }];
}

/** Puts conflicts together that only a few common lines keep apart. */
function joinNear(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const between = joined.at(-1);
    const conflict = joined.at(-2);
    if (piece.kind === 'common' && between?.kind === 'common') {
      joined[joined.length - 1] = { kind: 'common', lines: [...between.lines, ...piece.lines] };
    } else if (
      piece.kind === 'conflict' &&
      between?.kind === 'common' &&
      conflict?.kind === 'conflict' &&
      between.lines.length <= NEAR
    ) {
      const ours = [...conflict.ours, ...between.lines, ...piece.ours];
      const theirs = [...conflict.theirs, ...between.lines, ...piece.theirs];
      joined.splice(-2, 2, { kind: 'conflict', ours, theirs });
    } else {
      joined.push(piece);
    }
  }
  return joined;
}

function render(piece: Piece, labels: Labels, ending: string): string {
  if (piece.kind !== 'conflict') return piece.lines.join('');
  const block = (lines: readonly string[]) =>
    lines.map((line) => (line.endsWith('\n') ? line : line + ending)).join('');
  return [
    `<<<<<<< ${labels.ours}${ending}`,
    block(piece.ours),
    `=======${ending}`,
    block(piece.theirs),
    `>>>>>>> ${labels.theirs}${ending}`,
  ].join('');
}
