import { InputError, quoted } from '../../options/errors.ts';
import { ANSWER_IDS, unknownOption, type Naming, type RawAnswer, type RawAnswers } from '../../options/resolve.ts';
import { OPTIONS } from '../../options/table.ts';
import { SyntaxProblem, type PresetEntry } from '../../lifecycle/entry.ts';

/** The answers of a preset, and where in its file each stands. */
export interface Preset {
  readonly raw: RawAnswers;
  readonly naming: Naming;
}

/**
 * Reads the text of a preset: TOML or JSON that holds answers and nothing else.
 *
 * @param file as messages name it; its ending tells the format, else the text does.
 * @throws InputError that names file, line and key.
 */
export async function parsePreset(text: string, file: string): Promise<Preset> {
  const entries = await parseEntries(text, file);
  const twice = entries.find(({ key }, index) => entries.findIndex((entry) => entry.key === key) < index);
  if (twice) throw new InputError(`${quoted(twice.key)} (${file}, line ${twice.line}) stands there twice`);
  const lines = new Map(entries.map(({ key, line }) => [key, line]));
  const naming: Naming = (id) => `${quoted(id)} (${file}, line ${lines.get(id) ?? 1})`;
  return {
    raw: Object.fromEntries(entries.map(({ key, value }) => [key, checkType(key, value, naming(key))])),
    naming,
  };
}

async function parseEntries(text: string, file: string): Promise<PresetEntry[]> {
  const json = /\.json$/i.test(file) || (!/\.toml$/i.test(file) && text.trimStart().startsWith('{'));
  try {
    return json
      ? (await import('./json.ts')).parseJsonEntries(text)
      : (await import('./toml.ts')).parseTomlEntries(text);
  } catch (error) {
    const format = json ? 'JSON' : 'TOML';
    if (error instanceof RangeError) throw new InputError(`${file} is nested too deeply to be a preset`);
    if (!(error instanceof SyntaxProblem)) throw error;
    const hint = /\.(json|toml)$/i.test(file) ? '' : '; a preset is TOML or JSON';
    throw new InputError(`${file}, line ${error.line}: not valid ${format}: ${error.message}${hint}`);
  }
}

function checkType(key: string, value: unknown, label: string): RawAnswer {
  if (!ANSWER_IDS.includes(key)) throw new InputError(`${label} is ${unknownOption(key)}`);
  if (typeof value === 'string') return value;
  const list = OPTIONS.some(({ id, kind }) => id === key && kind === 'any-of');
  if (list && isTexts(value)) return value;
  throw new InputError(`${label} takes ${list ? 'a list of texts' : 'a text'}, not ${typeName(value)}`);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) {
    const other: unknown = value.find((item) => typeof item !== 'string');
    return other === undefined ? 'a list' : `a list with ${typeName(other)}`;
  }
  if (value instanceof Date) return 'a date';
  if (value === null) return 'null';
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return 'a number';
    case 'boolean':
      return 'true or false';
    default:
      return 'a table';
  }
}
