import { expect, it } from 'vitest';
import { compareVersions, satisfies } from '../../../src/render/version.ts';

it.each([
  ['1.4.2', '1.2'],
  ['1.2.0', '^1.2'],
  ['0.3.9', '0.3.4'],
  ['0.60.2', '>=0.52, <0.62'],
  ['1.2.9', '=1.2'],
  ['1.9.0', '1.*'],
  ['2.0.0', '*'],
  ['1.3.0', '> 1.2'],
  ['2.0.0-rc.5', '2.0.0-rc.1'],
  ['1.0.4+wasi-0.2.12', '=1.0.4'],
])('%s satisfies %s', (version, requirement) => {
  expect(satisfies(version, requirement)).toBe(true);
});

it.each([
  ['2.0.0', '1.2'],
  ['0.4.0', '0.3.4'],
  ['0.0.4', '0.0.3'],
  ['0.62.0', '>=0.52, <0.62'],
  ['1.2.9', '>1.2'],
  ['1.3.0-alpha', '1.2'],
])('%s does not satisfy %s', (version, requirement) => {
  expect(satisfies(version, requirement)).toBe(false);
});

it('orders by numbers, with pre-releases before and build metadata after', () => {
  const versions = ['1.10.0', '1.9.0', '1.9.0+b', '1.9.0+a', '1.9.0-rc.2', '1.9.0-rc.10'];
  expect(versions.sort(compareVersions)).toEqual([
    '1.9.0-rc.2',
    '1.9.0-rc.10',
    '1.9.0',
    '1.9.0+a',
    '1.9.0+b',
    '1.10.0',
  ]);
});
