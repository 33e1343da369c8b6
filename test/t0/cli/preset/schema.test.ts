import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parsePreset } from '../../../../src/cli/preset/parse.ts';
import { presetSchema } from '../../../../src/cli/preset/schema.ts';
import { InputError } from '../../../../src/options/errors.ts';
import { checkGiven } from '../../../../src/options/resolve.ts';
import { OPTIONS } from '../../../../src/options/table.ts';
import type { Option } from '../../../../src/options/types.ts';
import { someAnswers } from '../../../support/command-line.ts';
import { hostileText } from '../../../support/hostile.ts';

const validate = new Ajv({ strict: true, strictRequired: false }).compile(presetSchema());

/** What this program's own reading of a preset says of it. */
async function problem(preset: unknown): Promise<string | undefined> {
  try {
    const { raw, naming } = await parsePreset(JSON.stringify(preset), 'a.json');
    checkGiven(raw, naming);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

const TEXTS: readonly string[] = [
  ...[
    '',
    'none',
    'all',
    'x',
    'Legal: LEGAL-12',
    'a\nb',
    ' a',
    'a|b',
    'a`b',
    '${{ x }}',
    '@x',
    'x\\',
    '\u202e',
    'ü'.repeat(130),
  ],
  ...[
    'api',
    'api-lint',
    'Api',
    'ci',
    'clippy',
    'pull-request',
    'nightly',
    'cargo-deny',
    'bash scripts/check && just fmt',
  ],
  ...[
    'sparse+https://cargo.acme.example/index/',
    'https://a/b',
    'ssh://git@a/b',
    'https://git@a/b',
    'crates-io',
    'acme',
  ],
  ...[
    'a/b',
    '../a',
    '/a',
    'a/../b',
    '.git/x',
    '.gitignore',
    '.GIT',
    'a/.git',
    'C:/x',
    'a\\b',
    'con.',
    '@name@.md',
    '.',
    '..',
  ],
  ...['orders', 'self', 'Self', 'nul', 'com1', 'a--b', 'a-', '-a', 'a'.repeat(49)],
];

const text = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...TEXTS) }, hostileText);
const anything = fc.oneof({ weight: 4, arbitrary: text }, fc.jsonValue({ maxDepth: 1 }));

/** Something that an option might be answered with, rightly or not. */
function answerTo(option: Option): fc.Arbitrary<unknown> {
  if (option.kind === 'text') return fc.oneof(fc.constant(option.example), anything);
  const known = option.kind === 'names' ? [...option.example, 'none'] : option.choices.map((choice) => choice.id);
  const id = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, text);
  return fc.oneof(id, fc.array(id, { maxLength: 3 }), anything);
}

const ids = (OPTIONS as readonly Option[]).map(({ id }) => id);
const gate = fc.record(
  {
    id: text,
    title: text,
    command: text,
    tier: text,
    why: text,
    tools: fc.oneof(fc.array(text, { maxLength: 2 }), anything),
    services: fc.oneof(fc.boolean(), anything),
    other: anything,
  },
  { requiredKeys: ['id', 'title', 'command', 'tier'] },
);
const goodGate = fc.record({
  id: fc.constantFrom('api', 'clippy'),
  title: fc.constant('API'),
  command: text,
  tier: fc.constantFrom('nightly', 'pull-request'),
  why: text,
});
const parts: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  name: anything,
  extends: fc.oneof(text, fc.array(text, { maxLength: 2 }), anything),
  locked: fc.oneof(fc.dictionary(fc.oneof(fc.constantFrom(...ids), text), text, { maxKeys: 2 }), anything),
  // Names that stand there twice are more than a schema can see.
  gates: fc.oneof(fc.array(fc.oneof(gate, goodGate), { maxLength: 1 }), anything),
  registries: fc.oneof(fc.dictionary(text, fc.oneof(fc.record({ index: text }), anything), { maxKeys: 2 }), anything),
  replaces: fc.oneof(fc.dictionary(text, text, { maxKeys: 2 }), anything),
  $schema: anything,
};
const answers = Object.fromEntries((OPTIONS as readonly Option[]).map((option) => [option.id, answerTo(option)]));

describe('the schema', () => {
  test('takes every set of answers, locked or not', async () => {
    await fc.assert(
      fc.asyncProperty(someAnswers, fc.boolean(), async (raw, locked) => {
        const locks = Object.fromEntries(Object.keys(raw).map((id) => [id, 'Because']));
        const preset = { ...raw, ...(locked ? { locked: locks } : {}) };
        expect([validate(preset), await problem(preset)]).toEqual([true, undefined]);
      }),
    );
  });

  test.each(Object.entries({ ...answers, ...parts }))('agrees with the parser on %s', async (key, values) => {
    const seen = { good: 0, bad: 0 };
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const preset = { [key]: value };
        const message = await problem(preset);
        expect({ preset, valid: validate(preset), message }).toEqual({ preset, valid: message === undefined, message });
        seen[message === undefined ? 'good' : 'bad'] += 1;
      }),
      { numRuns: 500 },
    );
    expect(seen.bad).toBeGreaterThan(0);
    if (key !== 'locked') expect(seen.good).toBeGreaterThan(0);
  });

  test('agrees with the parser on a lock beside its answer', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record(
          { db: fc.constantFrom('sqlite', 'postgres', 'x'), locked: fc.record({ db: text }) },
          { requiredKeys: ['locked'] },
        ),
        async (preset) => {
          expect(validate(preset)).toBe((await problem(preset)) === undefined);
        },
      ),
    );
  });

  test('agrees with the parser on what stands beside answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(hostileText, fc.constant('x'), { maxKeys: 1 }), async (preset) => {
        expect(validate(preset)).toBe((await problem(preset)) === undefined);
      }),
    );
  });

  test('explains every option, as the option table does', () => {
    const { properties } = presetSchema() as { properties: Record<string, { description?: string }> };
    for (const { id, description } of OPTIONS) expect(properties[id]?.description).toContain(description);
  });
});
