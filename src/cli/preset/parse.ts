import { InputError } from '../../options/errors.ts';
import {
  ANSWER_IDS,
  isList,
  unknownOption,
  type Naming,
  type RawAnswer,
  type RawAnswers,
} from '../../options/resolve.ts';
import { OPTIONS } from '../../options/table.ts';
import type { PresetRecord } from '../../project/additions.ts';
import { SyntaxProblem, type Entry, type Node, type TableNode } from '../../lifecycle/node.ts';
import { readExtends, readGates, readLocks, readRegistries, readReplaces, type PresetGate } from './parts.ts';
import { Reader, textOf, textsOf, typeName, type Located } from '../../lifecycle/reader.ts';

/** What one file of a preset says, each with where it says it. */
export interface Preset {
  readonly raw: RawAnswers;
  readonly naming: Naming;
  /** The presets that this one builds on, the lowest first. */
  readonly extends: readonly Located<string>[];
  /** The reason of each answer that no other may override, by option. */
  readonly locks: ReadonlyMap<string, Located<string>>;
  readonly gates: readonly Located<PresetGate>[];
  /** Cargo's index of each registry, by name. */
  readonly registries: ReadonlyMap<string, Located<string>>;
  /** Why each of its files may replace another, by path. */
  readonly replaces: ReadonlyMap<string, Located<string>>;
  /** Of a workspace's answers file, what the workspace was made with; undefined for any other preset. */
  readonly madeWith: readonly PresetRecord[] | undefined;
}

/** What a preset may say beside answers. No option can have such an id. */
export const PART_KEYS = ['extends', 'locked', 'gates', 'registries', 'replaces'] as const;

/** Names the schema that an editor checks a JSON file with. */
const SCHEMA_KEY = '$schema';

/**
 * Reads the text of a preset, TOML or JSON: answers by the ids of their options, and the parts.
 *
 * @param file as messages name it; its ending tells the format, else the text does.
 * @throws InputError that names file, line and key.
 */
export async function parsePreset(text: string, file: string): Promise<Preset> {
  const document = await parseDocument(text, file);
  const remembered = answersFile(document);
  const table = remembered ?? document;
  const reader = new Reader(file);
  const parts = new Map(remembered === undefined ? [...table.entries].filter(([key]) => isPart(key)) : []);
  const answers = [...table.entries].filter(([key, { value }]) => !parts.has(key) && !isSchema(key, value));
  const naming: Naming = (id) => reader.label([id], table.entries.get(id)?.line ?? 1);
  const raw = Object.fromEntries(answers.map(([key, { value }]) => [key, checkType(key, value, naming(key))]));
  return {
    raw,
    naming,
    extends: readExtends(reader, parts.get('extends')),
    locks: readLocks(reader, parts.get('locked'), raw),
    gates: readGates(reader, parts.get('gates')),
    registries: readRegistries(reader, parts.get('registries')),
    replaces: readReplaces(reader, parts.get('replaces')),
    madeWith: remembered === undefined ? undefined : recordsIn(document),
  };
}

async function parseDocument(text: string, file: string): Promise<TableNode> {
  const json = /\.json$/i.test(file) || (!/\.toml$/i.test(file) && text.trimStart().startsWith('{'));
  try {
    return json
      ? (await import('../../lifecycle/json.ts')).parseJson(text)
      : (await import('./toml.ts')).parseToml(text);
  } catch (error) {
    const format = json ? 'JSON' : 'TOML';
    if (error instanceof RangeError) throw new InputError(`${file} is nested too deeply to be a preset`);
    if (!(error instanceof SyntaxProblem)) throw error;
    const hint = /\.(json|toml)$/i.test(file) ? '' : '; a preset is TOML or JSON';
    throw new InputError(`${file}, line ${error.line}: not valid ${format}: ${error.message}${hint}`);
  }
}

function isPart(key: string): boolean {
  return (PART_KEYS as readonly string[]).includes(key);
}

function isSchema(key: string, value: Node): boolean {
  return key === SCHEMA_KEY && textOf(value) !== undefined;
}

/** A workspace's answers file is a preset too: there the answers stand beside what made them. */
function answersFile({ entries }: TableNode): TableNode | undefined {
  const answers = entries.get('answers')?.value;
  const others = [...entries.keys()].filter((key) => !['generator', 'answers', 'presets'].includes(key));
  return entries.has('generator') && others.length === 0 && answers?.kind === 'table' ? answers : undefined;
}

/** Whatever is no such record was not written by this program, and is passed over. */
function recordsIn({ entries }: TableNode): PresetRecord[] {
  const presets = entries.get('presets')?.value;
  return (presets?.kind === 'list' ? presets.items : []).flatMap((item) => {
    const fields = item.kind === 'table' ? item.entries : new Map<string, Entry>();
    const [source, digest] = [textOf(fields.get('source')?.value), textOf(fields.get('digest')?.value)];
    return source === undefined || digest === undefined ? [] : [{ source, digest }];
  });
}

function checkType(key: string, node: Node, label: string): RawAnswer {
  if (!ANSWER_IDS.includes(key)) {
    throw new InputError(`${label} is ${unknownOption(key, [...ANSWER_IDS, ...PART_KEYS])}`);
  }
  const list = OPTIONS.some((option) => option.id === key && isList(option));
  const answer = textOf(node) ?? (list ? textsOf(node) : undefined);
  if (answer !== undefined) return answer;
  throw new InputError(`${label} takes ${list ? 'a list of texts' : 'a text'}, not ${typeName(node)}`);
}
