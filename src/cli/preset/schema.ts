import { LONGEST_NAME, NAME_PATTERN, TAKEN_NAMES } from '../../options/name.ts';
import { choicesOf, conditionText, hasChoices } from '../../options/resolve.ts';
import { OPTIONS } from '../../options/table.ts';
import type { Option } from '../../options/types.ts';
import type { TextRule } from '../../lifecycle/reader.ts';
import { GATE_REQUIRED, LOCKABLE } from './parts.ts';
import {
  FILE_PATH,
  GATE_RULES,
  REASON,
  REGISTRY_INDEX,
  REGISTRY_NAME,
  TAKEN_GATES,
  TIERS,
  TOOL_NAMES,
} from './rules.ts';

/** JSON Schema, draft 7: what editors know. */
type Schema = Readonly<Record<string, unknown>>;

/** What a preset.toml or preset.json may hold, as far as it can be told from the file alone. */
export function presetSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Preset of create-rust-2026',
    description:
      'What every workspace of a company or team starts with. The command line wins, but for what is locked.',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      name: nameSchema(),
      ...Object.fromEntries((OPTIONS as readonly Option[]).map((option) => [option.id, optionSchema(option)])),
      extends: extendsSchema(),
      locked: {
        description: 'By option, why the answer that stands in this file is not to be overridden.',
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(LOCKABLE.map((id) => [id, textSchema(REASON)])),
      },
      gates: {
        description: 'Gates of your own: they run in CI, by just and stand in the README like all others.',
        type: 'array',
        items: gateSchema(),
      },
      registries: {
        description: 'Private registries, by the name that Cargo.toml calls them.',
        type: 'object',
        propertyNames: textSchema(REGISTRY_NAME),
        additionalProperties: objectSchema({ index: textSchema(REGISTRY_INDEX) }, ['index']),
      },
      replaces: {
        description: 'By path below files/, why that file stands in the place of one that would be there anyway.',
        type: 'object',
        propertyNames: textSchema(FILE_PATH),
        additionalProperties: textSchema(REASON),
      },
    },
    allOf: LOCKABLE.map((id) => ({
      if: { required: ['locked'], properties: { locked: { type: 'object', required: [id] } } },
      then: { required: [id] },
    })),
  };
}

function nameSchema(): Schema {
  return { description: 'The project’s name, where neither path nor --name gives one.', ...nameForm() };
}

/** @param words that mean something else where the name stands. */
function nameForm(words: readonly string[] = []): Schema {
  return {
    type: 'string',
    pattern: `^${NAME_PATTERN}$`,
    maxLength: LONGEST_NAME,
    not: { enum: [...TAKEN_NAMES, ...words] },
  };
}

function optionSchema(option: Option): Schema {
  const description = [`${option.description}.`, ...conditions(option), ...choiceLines(option)].join('\n');
  switch (option.kind) {
    case 'text':
      return { description, type: 'string', pattern: `^(?:none|${option.pattern})?$`, examples: [option.example] };
    case 'one-of':
      return { description, enum: option.choices.map(({ id }) => id), default: option.default };
    case 'any-of': {
      const ids = option.choices.map(({ id }) => id);
      const words = choicesOf(option).filter((word) => !ids.includes(word));
      return {
        description,
        default: option.default,
        anyOf: [
          { enum: choicesOf(option) },
          { type: 'array', items: { enum: ids }, minItems: option.allowNone ? 0 : 1 },
          ...words.map((word) => ({ type: 'array', items: { const: word }, minItems: 1 })),
        ],
      };
    }
    case 'names':
      return {
        description,
        default: option.default,
        examples: [option.example],
        anyOf: [
          nameForm(),
          { type: 'array', items: nameForm(['none']) },
          { type: 'array', items: { const: 'none' }, minItems: 1 },
        ],
      };
  }
}

function conditions({ when }: Option): string[] {
  return when === undefined ? [] : [`With ${conditionText(when)}.`];
}

function choiceLines(option: Option): string[] {
  return hasChoices(option) ? option.choices.map(({ id, description }) => `${id}: ${description}`) : [];
}

function extendsSchema(): Schema {
  const source = { type: 'string', minLength: 1 };
  return {
    description: 'What this preset builds on, the lowest layer first: paths, npm packages, git repositories.',
    anyOf: [source, { type: 'array', items: source }],
    examples: ['../company', 'npm:@acme/rust-preset@^1', 'git+https://git.acme.example/rust-preset.git#v1'],
  };
}

function gateSchema(): Schema {
  return objectSchema(
    {
      id: { ...textSchema(GATE_RULES.id), not: { enum: TAKEN_GATES } },
      title: textSchema(GATE_RULES.title),
      command: textSchema(GATE_RULES.command),
      tier: { enum: TIERS, description: 'When it runs: for every pull request, or every night.' },
      why: textSchema(GATE_RULES.why),
      tools: { type: 'array', items: { enum: TOOL_NAMES }, description: 'Tools that it needs.' },
      services: { type: 'boolean', description: 'Whether it needs the workspace’s services, such as a database.' },
    },
    GATE_REQUIRED,
  );
}

function objectSchema(properties: Schema, required: readonly string[]): Schema {
  return { type: 'object', additionalProperties: false, required, properties };
}

function textSchema({ pattern, expected }: TextRule): Schema {
  return {
    type: 'string',
    pattern: `^(?:${pattern})$`,
    description: `${expected[0]?.toUpperCase()}${expected.slice(1)}.`,
  };
}
