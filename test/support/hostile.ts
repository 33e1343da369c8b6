import fc from 'fast-check';

/** Pieces that have broken generators, shells, workflows and parsers. */
const PIECES = [
  ...['${{ github.token }}', '${{', '}}', '<%', '<%= x %>', '%>', '$(id)', '`id`', '$HOME', '%PATH%', '!!', '&&', ';'],
  ...[
    '"',
    "'",
    '\\',
    '\\u0022',
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\u001b[31m',
    '\u009b',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\ud800',
  ],
  ...['../', '/', '.', '..', 'C:\\', '~', '-', '--', '--yes', '_', '#', '//', '[', ']]', '{', '}', '=', ':', ',', ' '],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'ü', 'ß', '日本', '😀', 'İ', 'ﬁ', 'Ａ'],
  ...['orders', 'a', 'x1', 'cloud', 'all', 'none', 'test', 'nul', 'self', '0', '9', '1e999', 'null', 'true'],
];

/** Text that nobody would type by accident, and now and then harmless text. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.string({ unit: fc.constantFrom('a', 'b', 'z', '0', '9', '_', '-'), maxLength: 60 }),
);
