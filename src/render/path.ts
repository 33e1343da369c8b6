import { LEVELS, type Lab, type Project } from '../project/model.ts';
import type { RenderedFile } from './tree.ts';

/** What is drawn of a lab. */
export type DrawnLab = Pick<Lab, 'id' | 'level' | 'after' | 'teaches'>;

/** The picture in the README, where there is more than one lab to be put in order. */
export function renderLearningPath({ labs }: Project): RenderedFile[] {
  if (labs.length < 2) return [];
  return [{ path: 'docs/learning-path.svg', text: drawPath(labs), origin: 'src/render/path.ts' }];
}

const BOX = { width: 252, height: 64 } as const;
const GAP = { column: 72, row: 24 } as const;
const MARGIN = 24;
const HEADING = 32;
/** Characters that fit into a box at the small size. */
const LINE = 38;

interface Place {
  readonly lab: DrawnLab;
  readonly x: number;
  readonly y: number;
}

/**
 * The learning path as an SVG: a column a level, a box a lab, an arrow from each lab to those that build on it. Lengths
 * are CSS pixels; the colours follow the reader's light or dark scheme.
 *
 * @param labs in learning order; what they come after and is not among them is not drawn.
 */
export function drawPath(labs: readonly DrawnLab[]): string {
  const levels = LEVELS.filter((level) => labs.some((lab) => lab.level === level));
  const places = levels.flatMap((level, column) =>
    labs
      .filter((lab) => lab.level === level)
      .map((lab, row): Place => ({ lab, x: columnX(column), y: MARGIN + HEADING + row * (BOX.height + GAP.row) })),
  );
  const width = columnX(levels.length) - GAP.column + MARGIN;
  const height = Math.max(...places.map(({ y }) => y)) + BOX.height + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Learning path">`,
    STYLE,
    ...levels.map((level, column) => `<text class="level" x="${columnX(column)}" y="${MARGIN + 12}">${level}</text>`),
    ...arrows(places),
    ...places.map(box),
    '</svg>',
    '',
  ].join('\n');
}

const STYLE = `<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .level { font-size: 13px; fill: #59636e }
  .name { font-weight: 600; font-size: 14px }
  rect { fill: #f6f8fa; stroke: #d1d9e0 }
  path { fill: none; stroke: #818b98; stroke-width: 1.5 }
  .head { fill: #818b98; stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .level { fill: #9198a1 }
    rect { fill: #151b23; stroke: #3d444d }
  }
</style>
<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker>`;

function columnX(column: number): number {
  return MARGIN + column * (BOX.width + GAP.column);
}

function box({ lab, x, y }: Place): string {
  return [
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    `<text class="name" x="${x + 12}" y="${y + 22}">${escapeXml(lab.id)}</text>`,
    ...wrap(lab.teaches).map(
      (line, index) => `<text x="${x + 12}" y="${y + 40 + index * 15}">${escapeXml(line)}</text>`,
    ),
  ].join('\n');
}

function arrows(places: readonly Place[]): string[] {
  return places.flatMap((to) =>
    places
      .filter(({ lab }) => to.lab.after.includes(lab.id))
      .map((from) => (from.x === to.x ? arrowWithin(from, to) : arrowAcross(from, to))),
  );
}

function arrowAcross(from: Place, to: Place): string {
  const start = { x: from.x + BOX.width, y: from.y + BOX.height / 2 };
  const end = { x: to.x, y: to.y + BOX.height / 2 };
  const bend = GAP.column / 2;
  return arrow(`M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`);
}

/** Along the left edges of a column. */
function arrowWithin(from: Place, to: Place): string {
  const [start, end] = [from.y + BOX.height / 2, to.y + BOX.height / 2];
  return arrow(`M${from.x} ${start}C${from.x - 20} ${start} ${to.x - 20} ${end} ${to.x} ${end}`);
}

function arrow(d: string): string {
  return `<path d="${d}" marker-end="url(#head)"/>`;
}

/** At most two lines; the text of a lab is written to fit. */
function wrap(text: string): string[] {
  const lines = text.split(' ').reduce<string[]>((done, word) => {
    const last = done.at(-1);
    return last !== undefined && last.length + 1 + word.length <= LINE
      ? [...done.slice(0, -1), `${last} ${word}`]
      : [...done, word];
  }, []);
  if (lines.length > 2) throw new Error(`two lines of ${LINE} characters cannot hold "${text}"`);
  return lines;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
