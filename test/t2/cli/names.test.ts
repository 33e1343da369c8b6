import path from 'node:path';

import { execa } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { nameProblem } from '../../../src/options/name.ts';
import { sandbox } from '../../support/disk.ts';

/** Of Rust's reference: strict and reserved keywords of all editions, and the weak ones. */
const KEYWORDS = [
  'as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref return',
  'self Self static struct super trait true type unsafe use where while async await dyn abstract become box do final',
  'macro override priv typeof unsized virtual yield try gen union auto default raw safe macro_rules',
].flatMap((line) => line.split(' '));

const OTHERS = [
  ...[
    'test',
    'core',
    'std',
    'alloc',
    'proc_macro',
    'proc-macro',
    'rustc',
    'cargo',
    'rust',
    'tests',
    'bench',
    'benches',
  ],
  ...['deps', 'build', 'examples', 'incremental', 'debug', 'release', 'target', 'doc', 'tmp', 'package', 'src', 'bin'],
  ...[
    'con',
    'prn',
    'aux',
    'nul',
    'com0',
    'com1',
    'com9',
    'lpt0',
    'lpt1',
    'lpt9',
    'CON',
    'Nul',
    'com10',
    'conin',
    'clock',
  ],
  ...['9lives', '0', '-', '--', '-x', '_', '_x', 'x_', 'x-', 'x--y', 'x__y', 'a.b', 'a b', 'a+b', 'a,b', 'a/b', 'a:b'],
  ...[
    'Orders',
    'oRders',
    'ORDERS',
    'übung',
    'naïve',
    'заказ',
    '日本',
    '😀',
    'orders\n',
    'or\tders',
    '"orders"',
    "o'rders",
  ],
  ...[
    '${{ x }}',
    '<%= x %>',
    '$(id)',
    '`id`',
    '~',
    '.',
    '..',
    '*',
    'a'.repeat(64),
    'a'.repeat(65),
    'é',
    'ﬁ',
    'ª',
    'x²',
  ],
  ...[
    'orders',
    'my-service-2',
    'billing_core',
    'a',
    'x86',
    'domain',
    'app',
    'store',
    'rest',
    'auth',
    'issuer',
    'new',
    'list',
  ],
];

/** As they come from a generator that never tires; the seed is fixed, so that a failure can be looked at. */
const RANDOM = fc.sample(
  fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', 'o', 'm', '1', '9', '-', '_'), minLength: 1, maxLength: 8 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
  ),
  { seed: 2026, numRuns: 200 },
);

/** All that we take; one that cargo does not take as well has no business here. */
const ACCEPTED = [...new Set([...KEYWORDS, ...OTHERS, ...RANDOM])].filter((name) => nameProblem(name) === undefined);

/** What cargo says to a package of this name: undefined when it makes one without a word of warning. */
async function cargoProblem(name: string): Promise<string | undefined> {
  const folder = sandbox();
  const args = ['new', '--vcs', 'none', '--name', name, path.join(folder, 'package')];
  const { failed, stderr } = await execa('cargo', args, { cwd: folder, reject: false });
  return failed || stderr.includes('warning') ? stderr : undefined;
}

test.each(ACCEPTED)('cargo makes a package called %s without a warning', async (name) => {
  expect(await cargoProblem(name)).toBeUndefined();
});

test.each([
  ['async', 'Rust keyword'],
  ['test', 'built-in test library'],
  ['deps', 'build directory'],
  ['9lives', 'digit'],
  ['a b', 'invalid character'],
  ['core', 'warning'],
  ['nul', 'warning'],
  ['übung', 'warning'],
  ['Orders', 'warning'],
])('cargo does not take %s so, and neither do we', async (name, complaint) => {
  expect(await cargoProblem(name)).toContain(complaint);
  expect(nameProblem(name)).toBeDefined();
});
