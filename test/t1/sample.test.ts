import { expect, test } from 'vitest';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers } from '../../src/options/resolve.ts';
import { assets } from '../support/assets.ts';

/** How the sample is spoken of, in code and in prose; an order alone may be that of anything, as may a field. */
const SAMPLE = /(?<!\.)\b(?:[Oo]rders|[Ii]tems|an (?:order|item)|(?:Order|Item)(?:Id|Repository|Body))\b/;

const SETS = ['full', 'minimal'].flatMap((sample) =>
  ['sqlite', 'postgres'].flatMap((db) =>
    ['sqlx', 'sea-orm'].flatMap((access) =>
      ['rest', 'graphql', 'grpc', 'rest,graphql,grpc'].map((api): [string, string, string, string] => [
        sample,
        db,
        access,
        api,
      ]),
    ),
  ),
);

test.each(SETS)('the README says where the %s sample is to be found, with %s, %s and %s', (sample, db, access, api) => {
  const answers = resolveAnswers({ name: 'tea-shop', sample, db, 'data-access': access, api: api.split(',') });
  const { tree } = create(answers, assets);
  const section = tree.get('README.md')?.text.split('\n## Add to it\n')[1]?.split('\n## ')[0] ?? '';
  const rows = [...section.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)];
  const listed = rows.flatMap(([, crate = '', places = '']) =>
    [
      ...places.matchAll(
        /`((?:\.sqlx|examples|migrations|proto|src|tests)\/[\w./]*|build\.rs|\w+\.(?:graphql|json|toml))`/g,
      ),
    ].map(([, place]) => `crates/${crate}/${place ?? ''}`),
  );
  expect(listed.length).toBeGreaterThan(10);

  const paths = [...tree.keys()];
  expect(listed.filter((place) => !paths.some((path) => path.startsWith(place)))).toEqual([]);
  const own = [...tree]
    .filter(([path, { text }]) => path.startsWith('crates/') && SAMPLE.test(text))
    .map(([path]) => path);
  expect(own.length).toBeGreaterThan(10);
  expect(
    own.filter(
      (path) => !/\/(?:src\/lib\.rs|README\.md)$/.test(path) && !listed.some((place) => path.startsWith(place)),
    ),
  ).toEqual([]);
});
