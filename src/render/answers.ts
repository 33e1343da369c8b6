import { GENERATOR } from '../options/generator.ts';
import type { Answers } from '../options/table.ts';
import type { RenderedFile } from './tree.ts';

/** Where a workspace remembers what it was made from. */
export const ANSWERS_FILE = '.create-rust-2026.json';

/**
 * The answers file: the generator's version and every resolved answer, so that a changed default changes nobody's
 * project. No time stamp and nothing of the machine.
 */
export function renderAnswers(answers: Answers, version: string): RenderedFile {
  const text = `${JSON.stringify({ generator: { name: GENERATOR, version }, answers }, undefined, 2)}\n`;
  return { path: ANSWERS_FILE, text, origin: 'src/render/answers.ts' };
}
