import { styleText } from 'node:util';

import type { Io } from './io.ts';

/** How text is set off on standard output; plain where it shows no colours. */
export type Style = (format: 'bold' | 'dim' | 'green' | 'red', text: string) => string;

/** The style of a terminal. */
export function styleOf({ colour }: Pick<Io, 'colour'>): Style {
  return (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
}
