import { expect, test } from 'vitest';

import { diskError, showPath } from '../../../src/disk/errors.ts';
import { InputError } from '../../../src/options/errors.ts';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: mkdir '/somewhere/.create-rust-2026-orders-1-abcdefgh'`), {
    errno: -1,
    code,
  });
}

test.each([
  ['ENOSPC', 'cannot write orders: the disk is full; free some space and try again'],
  ['EROFS', 'cannot write orders: the disk is read-only; choose another folder'],
  ['EACCES', 'cannot write orders: permission is denied; choose a folder that is yours'],
  ['ENAMETOOLONG', 'cannot write orders: the path is too long; choose a shorter one'],
  ['EIO', 'cannot write orders: the system says EIO; choose another folder'],
])('%s becomes one line that names the path', (code, message) => {
  expect(diskError(systemError(code), 'orders')).toEqual(new InputError(message));
});

test.each([
  new TypeError('a defect'),
  new InputError('said already'),
  Object.assign(new Error('x'), { code: 'ERR_X' }),
])('what the disk did not say stays as it is: %s', (error) => {
  expect(diskError(error, 'orders')).toBe(error);
});

test('a path is shown on one line', () => {
  expect(showPath('a\nb\u001b[31m"c\u007f d')).toBe(String.raw`a\x0ab\x1b[31m"c\x7f d`);
});
