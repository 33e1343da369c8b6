import path from 'node:path';

import { parsePreset, type Preset } from './parse.ts';
import { quoted } from '../../options/errors.ts';
import { readText } from '../read-text.ts';

/**
 * Reads a preset from a file.
 *
 * @param given as the user wrote it, relative to `cwd`.
 * @throws InputError that names the file.
 */
export async function loadPreset(given: string, cwd: string): Promise<Preset> {
  const file = /^[\w./\\:~+@-]+$/.test(given) ? given : quoted(given);
  return parsePreset(readText(path.resolve(cwd, given), file, '--preset: '), file);
}
