import { expect, test } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers } from '../../src/options/resolve.ts';
import { assets } from '../support/assets.ts';

/** What the sample's own types and modules are called. */
const SAMPLE = /\b(?:Order|Item)(?:s|Id|Repository)\b/;

const SETS = ['full', 'minimal'].flatMap((sample) =>
  ['sqlite', 'postgres'].flatMap((db) =>
    ['sqlx', 'sea-orm'].map((access): [string, string, string] => [sample, db, access]),
  ),
);

test.each(SETS)('the README says where the %s sample is to be found, with %s and %s', (sample, db, access) => {
  const { tree } = create(resolveAnswers({ name: 'tea-shop', sample, db, 'data-access': access }), assets);
  const section = tree.get('README.md')?.text.split('\n## Add to it\n')[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)];
  const listed = rows.flatMap(([, crate = '', places = '']) =>
    [...places.matchAll(/`((?:\.sqlx|migrations|src|tests)\/[\w./]*)`/g)].map(
      ([, place]) => `crates/${crate}/${place ?? ''}`,
    ),
  );
  expect(listed.length).toBeGreaterThan(10);

  const paths = [...tree.keys()];
  expect(listed.filter((place) => !paths.some((path) => path.startsWith(place)))).toEqual([]);
  const own = [...tree].filter(([path, { text }]) => path.endsWith('.rs') && SAMPLE.test(text)).map(([path]) => path);
  expect(own.length).toBeGreaterThan(10);
  expect(
    own.filter((path) => !path.endsWith('/src/lib.rs') && !listed.some((place) => path.startsWith(place))),
  ).toEqual([]);
});
