import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

import { Remarked, renderYaml, type Yaml, type YamlMap } from '../../../src/gates/yaml.ts';

const key = fc.string().filter((text) => !text.startsWith('# ') && text !== '__proto__');
const scalar = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('on', 'no', 'null', '1.0', '0x1F', '~', '- a', 'a: b', 'a # b', '${{ a == "b" }}', "it's", '*'),
  fc.boolean(),
  fc.integer(),
  fc.constant(null),
);
const { map } = fc.letrec<{ map: YamlMap; value: Yaml; item: Yaml }>((tie) => ({
  map: fc.dictionary(key, tie('value'), { noNullPrototype: true, maxKeys: 5 }),
  item: fc.oneof({ maxDepth: 4 }, scalar, tie('map')),
  value: fc.oneof({ maxDepth: 4 }, scalar, tie('map'), fc.array(tie('item'), { maxLength: 4 })),
}));

test('whatever is written reads back as it was', () => {
  fc.assert(
    fc.property(
      map.filter((value) => Object.keys(value).length > 0),
      (value) => {
        expect(parse(renderYaml(value))).toEqual(value);
      },
    ),
  );
});

test('it is laid out the way people write workflows', () => {
  const text = renderYaml({
    name: 'CI',
    on: { pull_request: null, push: { branches: ['main'] } },
    permissions: {},
    group: '${{ github.ref }}',
    steps: [
      { uses: new Remarked('a/b@0123', 'v1'), with: { depth: 1 } },
      { '# why': null, run: 'echo "a b"', if: "a: 'b'" },
    ],
    cron: '0 3 * * *',
  });
  expect(text).toBe(`name: CI
on:
  pull_request:
  push:
    branches: [main]
permissions: {}
group: \${{ github.ref }}
steps:
  - uses: a/b@0123 # v1
    with:
      depth: 1
  - # why
    run: echo "a b"
    if: 'a: ''b'''
cron: '0 3 * * *'
`);
});
