import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { holds } from '../../../src/options/condition.ts';
import { InputError } from '../../../src/options/errors.ts';
import { conditionText, resolveAnswers, toArguments, type RawAnswers } from '../../../src/options/resolve.ts';
import type { Option } from '../../../src/options/types.ts';
import { hostileText } from '../../support/hostile.ts';

const TABLE: readonly Option[] = [
  {
    id: 'drink',
    kind: 'any-of',
    title: 'Drinks',
    description: 'What to serve',
    choices: [
      { id: 'tea', description: 'Leaves' },
      { id: 'coffee', description: 'Beans' },
    ],
    default: ['tea'],
    allowNone: false,
  },
  {
    id: 'milk',
    kind: 'one-of',
    title: 'Milk',
    description: 'What goes in',
    when: { drink: 'coffee' },
    choices: [
      { id: 'cow', description: 'From a cow' },
      { id: 'oat', description: 'From oats' },
    ],
    default: 'cow',
  },
  {
    id: 'extras',
    kind: 'any-of',
    title: 'Extras',
    description: 'On the side',
    choices: [
      { id: 'cake', description: 'Sweet' },
      { id: 'nuts', description: 'Salty' },
    ],
    default: ['cake'],
    allowNone: true,
  },
  {
    id: 'table',
    kind: 'text',
    title: 'Table',
    description: 'Where to',
    pattern: '[0-9]{1,3}',
    expected: 'a number of up to three digits',
    example: '12',
    default: '',
  },
  {
    id: 'guests',
    kind: 'names',
    title: 'Guests',
    description: 'Who comes',
    example: ['ada', 'grace'],
    default: [],
  },
];

function resolve(raw: RawAnswers) {
  return resolveAnswers({ name: 'orders', ...raw }, undefined, TABLE);
}

describe('resolving answers', () => {
  test('fills in defaults and leaves out what does not apply', () => {
    expect(resolve({})).toEqual({ name: 'orders', drink: ['tea'], extras: ['cake'], table: '', guests: [] });
  });

  test('puts lists into the order of the table, once each', () => {
    expect(resolve({ drink: ['coffee', 'tea', 'coffee'] })).toMatchObject({ drink: ['tea', 'coffee'], milk: 'cow' });
  });

  test('puts names into the order of the alphabet, once each', () => {
    expect(resolve({ guests: ['grace', 'ada-2', 'ada', 'grace'] })).toMatchObject({
      guests: ['ada', 'ada-2', 'grace'],
    });
  });

  test.each<[RawAnswers, object]>([
    [{ drink: 'all' }, { drink: ['tea', 'coffee'] }],
    [{ drink: ['all'] }, { drink: ['tea', 'coffee'] }],
    [{ extras: 'none' }, { extras: [] }],
    [{ extras: [] }, { extras: [] }],
    [{ table: '7' }, { table: '7' }],
    [{ table: 'none' }, { table: '' }],
    [{ table: ['7'] }, { table: '7' }],
    [{ guests: 'ada' }, { guests: ['ada'] }],
    [{ guests: 'all' }, { guests: ['all'] }],
    [{ guests: 'none' }, { guests: [] }],
    [{ guests: [] }, { guests: [] }],
    [{ drink: 'coffee', milk: 'oat' }, { milk: 'oat' }],
  ])('takes %j', (raw, expected) => {
    expect(resolve(raw)).toMatchObject(expected);
  });

  test.each<[RawAnswers, string]>([
    [{ drinks: 'tea' }, '--drinks is not an option; did you mean drink?'],
    [{ colour: 'red' }, '--colour is not an option; choose from name, drink, milk, extras, table, guests'],
    [{ ['__proto__']: 'x' }, '--__proto__ is not an option; choose from name, drink, milk, extras, table, guests'],
    [{ drink: 'te' }, '--drink: there is no "te"; did you mean tea?'],
    [{ drink: '' }, '--drink is empty; choose from tea, coffee, all'],
    [{ drink: 'none' }, '--drink needs at least one of tea, coffee'],
    [{ drink: [] }, '--drink needs at least one of tea, coffee'],
    [{ drink: ['all', 'tea'] }, '--drink: all stands alone'],
    [{ extras: ['cake', 'none'] }, '--extras: none stands alone'],
    [{ milk: 'oat' }, '--milk does not apply here: it needs --drink coffee'],
    [{ drink: 'coffee', milk: ['oat', 'cow'] }, '--milk takes one value, not 2'],
    [{ drink: 'coffee', milk: [] }, '--milk takes one value, not 0'],
    [{ drink: 'coffee', milk: 'goat' }, '--milk: there is no "goat"; did you mean oat?'],
    [{ table: 'a\nb' }, '--table must be a number of up to three digits, such as 12, not "a\\nb"'],
    [{ guests: ['ada', 'none'] }, '--guests: none stands alone'],
    [{ guests: ['ada', ''] }, '--guests has an empty name; give names such as ada,grace'],
    [{ guests: ['ada', 'Grace'] }, '--guests: "Grace" may only hold a to z, 0 to 9, "-" and "_"'],
    [{ guests: 'self' }, '--guests: "self" is a Rust keyword'],
    [{ name: 'Orders' }, '--name: "Orders" may only hold a to z, 0 to 9, "-" and "_"'],
  ])('refuses %j', (raw, message) => {
    expect(() => resolve(raw)).toThrow(new InputError(message));
  });

  test('refuses to go without a name', () => {
    expect(() => resolveAnswers({}, undefined, TABLE)).toThrow(new InputError('--name: a project needs a name'));
  });

  test('names an answer as it was told to', () => {
    const naming = (id: string) => `"${id}" (acme.toml, line 3)`;
    expect(() => resolveAnswers({ name: 'orders', drink: 'x' }, naming, TABLE)).toThrow(
      new InputError('"drink" (acme.toml, line 3): there is no "x"; choose from tea, coffee, all'),
    );
  });

  test('gives answers or an InputError of one line, whatever comes in', () => {
    const value = fc.oneof(hostileText, fc.array(hostileText, { maxLength: 4 }));
    const raw = fc.dictionary(fc.oneof(fc.constantFrom('name', ...TABLE.map(({ id }) => id)), hostileText), value);
    fc.assert(
      fc.property(raw, (answers) => {
        try {
          expect(resolveAnswers(answers, undefined, TABLE).name).toMatch(/^[a-z][a-z0-9_-]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

test('a condition reads as the flags that meet it', () => {
  expect(conditionText({ drink: ['tea', 'coffee'], milk: 'oat' })).toBe('--drink tea or coffee and --milk oat');
  expect(conditionText({ drink: { all: ['tea', 'coffee'] } })).toBe('--drink tea,coffee');
  expect(conditionText({ drink: { all: ['tea'], none: ['coffee'] } })).toBe('--drink tea without coffee');
});

test.each([
  [{ drink: { all: ['tea', 'coffee'] } }, ['tea', 'coffee'], true],
  [{ drink: { all: ['tea', 'coffee'] } }, ['tea'], false],
  [{ drink: { all: ['tea'], none: ['coffee'] } }, ['tea'], true],
  [{ drink: { all: ['tea'], none: ['coffee'] } }, ['tea', 'coffee'], false],
  [{ drink: { all: ['tea'], none: ['coffee'] } }, [], false],
  [{ drink: ['tea', 'coffee'] }, ['coffee'], true],
  [{ drink: { given: true } as const }, [], false],
])('%j holds for %j: %s', (condition, drink, expected) => {
  expect(holds(condition, { drink })).toBe(expected);
});

describe('arguments for answers', () => {
  test('leave out every default', () => {
    expect(toArguments(resolveAnswers({ name: 'orders' }))).toEqual([]);
  });

  test('say what differs, in the order of the table', () => {
    const answers = resolveAnswers({
      name: 'orders',
      editors: ['zed', 'neovim'],
      owners: '@acme/platform @ada',
      db: 'postgres',
      service: ['invoicing', 'billing'],
    });
    expect(toArguments(answers)).toEqual([
      ...['--db', 'postgres'],
      ...['--service', 'billing,invoicing'],
      ...['--owners', '@acme/platform @ada'],
      ...['--editors', 'neovim,zed'],
    ]);
  });

  test('say none for an emptied list', () => {
    expect(toArguments(resolveAnswers({ name: 'orders', editors: 'none' }))).toEqual(['--editors', 'none']);
  });
});
