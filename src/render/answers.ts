import { GENERATOR } from '../options/generator.ts';
import type { Answers } from '../options/table.ts';
import type { PresetRecord } from '../project/additions.ts';
import type { RenderedFile } from './tree.ts';

/** Where a workspace remembers what it was made from. */
export const ANSWERS_FILE = '.create-rust-2026.json';

/**
 * The answers file: the generator's version and every resolved answer, so that a changed default changes nobody's
 * project, with the presets that it was made with. No time stamp and nothing of the machine.
 */
export function renderAnswers(answers: Answers, version: string, presets: readonly PresetRecord[] = []): RenderedFile {
  const remembered = {
    generator: { name: GENERATOR, version },
    answers,
    ...(presets.length === 0 ? {} : { presets: presets.map(({ source, digest }) => ({ source, digest })) }),
  };
  const text = `${JSON.stringify(remembered, undefined, 2)}\n`;
  const change = 'add and remove: they go by it, and reproduce too';
  return { path: ANSWERS_FILE, text, origin: 'src/render/answers.ts', change };
}
