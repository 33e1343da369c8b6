import { describe, expect, it } from 'vitest';

import { pathText } from '../../src/cli/path.ts';
import { FEATURES } from '../../src/pillars/index.ts';
import { learningPath } from '../../src/pillars/path.ts';
import { inLearningOrder } from '../../src/project/labs.ts';
import { LEVELS, type Level } from '../../src/project/model.ts';
import { drawPath } from '../../src/render/path.ts';

function lab(id: string, level: Level, ...after: string[]) {
  return { id, level, after, teaches: `what ${id} is about` };
}

describe('the learning order', () => {
  it('goes level by level, then by what comes before what, then by name', () => {
    const labs = [lab('d', 'expert'), lab('c', 'advanced', 'z'), lab('b', 'advanced'), lab('z', 'advanced')];
    expect(inLearningOrder([...labs, lab('y', 'foundations')]).map(({ id }) => id)).toEqual(['y', 'b', 'z', 'c', 'd']);
  });

  it('does not wait for a lab that is not there', () => {
    expect(inLearningOrder([lab('a', 'advanced', 'missing')])).toHaveLength(1);
  });

  it.each([
    ['in a circle', [lab('a', 'expert', 'b'), lab('b', 'expert', 'a')]],
    ['for a higher level', [lab('a', 'foundations', 'b'), lab('b', 'expert')]],
  ])('refuses labs that wait %s', (_how, labs) => {
    expect(() => inLearningOrder(labs)).toThrow('wait for each other');
  });
});

describe('the learning path', () => {
  const path = learningPath(FEATURES);

  it('names only labs that there are, each once', () => {
    const ids = path.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(path.flatMap(({ after }) => after).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('gives for each the command that makes it and, in its folder, the tests that prove it', () => {
    expect(path.find(({ id }) => id === 'service')).toMatchObject({
      command: 'npx create-rust-2026 learn-cloud --pillar cloud',
      folder: 'learn-cloud',
      test: 'cargo nextest run --workspace',
    });
  });

  it('is printed as commands that work one after the other', () => {
    const text = pathText(path, (_style, each) => each);
    expect(text).toContain(
      [
        '    npx create-rust-2026 learn-cloud --pillar cloud',
        '    cd learn-cloud',
        '    cargo nextest run --workspace\n',
      ].join('\n'),
    );
  });
});

describe('its picture', () => {
  const svg = drawPath([lab('a', 'foundations'), lab('b<c', 'advanced', 'a'), lab('d', 'advanced', 'b<c', 'missing')]);

  it('has a heading for each level that is there, a box for each lab, an arrow for each step', () => {
    expect([...svg.matchAll(/class="level"[^>]*>(\w+)</g)].map(([, level]) => level)).toEqual(LEVELS.slice(0, 2));
    expect(svg.match(/<rect /g)).toHaveLength(3);
    expect(svg.match(/marker-end/g)).toHaveLength(2);
    expect(svg).toContain('>b&lt;c<');
  });

  it('refuses a text that does not fit', () => {
    expect(() => drawPath([{ ...lab('a', 'expert'), teaches: 'word '.repeat(30) }])).toThrow('cannot hold');
  });
});
