import { onOneLine } from '../options/errors.ts';

/** One top-level entry of a preset file, its value still unchecked. */
export interface PresetEntry {
  /** Parts of a dotted key or of a table's name joined by dots. */
  readonly key: string;
  readonly value: unknown;
  /** From 1. */
  readonly line: number;
}

/** A text that is not in the format that it claims to be in. */
export class SyntaxProblem extends Error {
  /**
   * @param message as the parser says it: it may repeat a part of the text.
   * @param line from 1.
   */
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(onOneLine(message));
  }
}
