import { InputError } from '../../options/errors.ts';
import { GENERATOR } from '../../options/generator.ts';
import type { Added } from '../../merge/types.ts';
import { ANSWERS_FILE } from '../../render/answers.ts';
import type { Terms } from './terms.ts';

/** What a project remembers of the gates that were put into it. */
export interface GatesRecord {
  readonly ci: 'github' | 'gitlab' | 'both';
  /** What the default branch is called. */
  readonly branch: string;
  readonly terms: Terms;
  /** Files that are ours altogether: path to SHA-256 of the text. */
  readonly files: Readonly<Record<string, string>>;
  /** What was added to files of the project's own, by path. */
  readonly added: Readonly<Record<string, readonly Added[]>>;
}

/** The answers file of a project that only has gates. */
export function renderRecord(record: GatesRecord, version: string): string {
  return `${JSON.stringify({ generator: { name: GENERATOR, version }, gates: record }, undefined, 2)}\n`;
}

/** What an answers file says of gates; undefined where the workspace was generated as a whole. */
export interface ReadRecord {
  readonly version: string;
  readonly gates: GatesRecord | undefined;
}

/** @throws InputError where it is no answers file. */
export function readRecord(text: string): ReadRecord {
  try {
    const { generator, gates } = JSON.parse(text) as { generator: { version: string }; gates?: GatesRecord };
    if (typeof generator.version !== 'string') throw new TypeError('there is no generator.version');
    return { version: generator.version, gates };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`${ANSWERS_FILE} cannot be read: ${why}; take it from git again`);
  }
}
