/** What a preset may say beside answers. */
import { InputError, quoted } from '../../options/errors.ts';
import type { RawAnswers } from '../../options/resolve.ts';
import { OPTIONS } from '../../options/table.ts';
import type { Entry } from '../../lifecycle/node.ts';
import type { ExtraGate } from '../../project/additions.ts';
import { textOf, type Located, type Reader } from '../../lifecycle/reader.ts';
import {
  FILE_PATH,
  GATE_RULES,
  NOT_EMPTY,
  REASON,
  REGISTRY_INDEX,
  REGISTRY_NAME,
  TAKEN_GATES,
  TIERS,
  TOOL_NAMES,
} from './rules.ts';

/** Options that an answer may be locked of: all of them; a name is each project's own. */
export const LOCKABLE: readonly string[] = OPTIONS.map(({ id }) => id);

/** What a gate has to say, and what it may. */
export const GATE_REQUIRED = ['id', 'title', 'command', 'tier', 'why'] as const;
const GATE_OPTIONAL = ['tools', 'services'] as const;

/** `extends = "../company"`, or a list of such. */
export function readExtends(reader: Reader, entry: Entry | undefined): Located<string>[] {
  if (entry === undefined) return [];
  const path = ['extends'];
  if (textOf(entry.value) !== undefined) return [reader.text(path, entry, NOT_EMPTY)];
  return reader.texts(path, entry, NOT_EMPTY);
}

/** `[locked]`: by option the reason why the answer that stands in the same file is not to be overridden. */
export function readLocks(reader: Reader, entry: Entry | undefined, raw: RawAnswers): Map<string, Located<string>> {
  const locks = new Map<string, Located<string>>();
  for (const [id, reason] of entry === undefined ? [] : reader.table(['locked'], entry, LOCKABLE)) {
    const located = reader.text(['locked', id], reason, REASON);
    if (!Object.hasOwn(raw, id)) {
      throw new InputError(`${located.label} locks an answer that this file does not give; add ${id} = … above it`);
    }
    locks.set(id, located);
  }
  return locks;
}

/** A gate as a preset gives it, whose source its file does not know. */
export type PresetGate = Omit<ExtraGate, 'preset'>;

/** `[[gates]]` */
export function readGates(reader: Reader, entry: Entry | undefined): Located<PresetGate>[] {
  if (entry === undefined) return [];
  const gates = reader.list(['gates'], entry, 'tables').map((value) => readGate(reader, { line: value.line, value }));
  const twice = gates.find(({ value }, index) => gates.findIndex((other) => other.value.id === value.id) < index);
  if (twice !== undefined) throw new InputError(`${twice.label}: the gate ${twice.value.id} stands there twice`);
  return gates;
}

function readGate(reader: Reader, entry: Entry): Located<PresetGate> {
  const fields = reader.fields(['gates'], entry, GATE_REQUIRED, GATE_OPTIONAL);
  const field = (key: (typeof GATE_REQUIRED | typeof GATE_OPTIONAL)[number]): Entry => fields.get(key) ?? entry;
  const text = (key: keyof typeof GATE_RULES): Located<string> =>
    reader.text(['gates', key], field(key), GATE_RULES[key]);
  const { value: id, label } = text('id');
  if (TAKEN_GATES.includes(id)) throw new InputError(`${label}: every workspace may have ${quoted(id)} already`);
  return {
    label,
    value: {
      id,
      title: text('title').value,
      command: text('command').value,
      tier: reader.choice(['gates', 'tier'], field('tier'), TIERS),
      why: text('why').value,
      tools: fields.has('tools') ? readTools(reader, field('tools')) : [],
      services: fields.has('services') && reader.flag(['gates', 'services'], field('services')),
    },
  };
}

function readTools(reader: Reader, entry: Entry): string[] {
  const path = ['gates', 'tools'];
  const tools = reader
    .list(path, entry, 'texts')
    .map((value) => reader.choice(path, { line: value.line, value }, TOOL_NAMES));
  return [...new Set(tools)].sort();
}

/** `[registries.acme]` with its index. */
export function readRegistries(reader: Reader, entry: Entry | undefined): Map<string, Located<string>> {
  const registries = new Map<string, Located<string>>();
  for (const [name, registry] of entry === undefined ? [] : reader.table(['registries'], entry)) {
    const path = ['registries', name];
    reader.key(path, registry, REGISTRY_NAME);
    const index = reader.fields(path, registry, ['index']).get('index') ?? registry;
    registries.set(name, reader.text([...path, 'index'], index, REGISTRY_INDEX));
  }
  return registries;
}

/** `[replaces]`: by path below files/ the reason. */
export function readReplaces(reader: Reader, entry: Entry | undefined): Map<string, Located<string>> {
  const replaces = new Map<string, Located<string>>();
  for (const [file, reason] of entry === undefined ? [] : reader.table(['replaces'], entry)) {
    reader.key(['replaces', file], reason, FILE_PATH);
    replaces.set(file, reader.text(['replaces', file], reason, REASON));
  }
  return replaces;
}
