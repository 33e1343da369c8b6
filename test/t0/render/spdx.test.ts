import { describe, expect, it } from 'vitest';
import { licencesIn, parseLicence, permits } from '../../../src/render/spdx.ts';

describe('the licences of', () => {
  it.each([
    ['MIT', ['MIT']],
    ['MIT/Apache-2.0', ['MIT', 'Apache-2.0']],
    ['Apache-2.0 / MIT', ['Apache-2.0', 'MIT']],
    ['(MIT OR Apache-2.0) AND Unicode-3.0', ['MIT', 'Apache-2.0', 'Unicode-3.0']],
    ['Apache-2.0 WITH LLVM-exception OR MPL-2.0+', ['Apache-2.0 WITH LLVM-exception', 'MPL-2.0']],
  ])('%s', (text, expected) => {
    expect(licencesIn(parseLicence(text))).toEqual(expected);
  });
});

it.each([
  ['MIT OR Apache-2.0', ['MIT'], true],
  ['MIT AND Apache-2.0', ['MIT'], false],
  ['MIT OR Apache-2.0 AND ISC', ['MIT'], true],
  ['(MIT OR Apache-2.0) AND ISC', ['MIT'], false],
  ['(MIT OR Apache-2.0) AND ISC', ['MIT', 'ISC'], true],
  ['Apache-2.0 WITH LLVM-exception', ['Apache-2.0'], false],
])('%s is permitted by %j: %s', (text, allowed, expected) => {
  expect(permits((licence) => allowed.includes(licence), parseLicence(text))).toBe(expected);
});

it.each(['', 'MIT OR', '(MIT', 'MIT Apache-2.0', 'MIT)', 'AND'])('refuses %j', (text) => {
  expect(() => parseLicence(text)).toThrow(`not a licence expression: ${text}`);
});
