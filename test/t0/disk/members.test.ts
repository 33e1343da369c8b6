import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { globPattern, remedyFor } from '../../../src/disk/members.ts';

const FOLDERS = ['crates', 'crates/orders', 'crates/orders/src'];

function remedy(workspace: string, target = '/home/me/shop/orders'): string | undefined {
  return remedyFor(`[workspace]\n${workspace}\n`, '/home/me/shop', target, FOLDERS);
}

describe('a workspace above the target', () => {
  // Cargo 1.95 was asked about each of these; test/t2/disk/parent-workspace.test.ts asks the installed one about most.
  test.each([
    'members = ["*"]',
    'members = ["./*"]',
    'members = ["*/"]',
    'members = ["cart", "ord*"]',
    'members = ["o?ders"]',
    'members = ["[m-q]rders"]',
    'members = ["[!x]rders"]',
    'members = ["[]o]rders"]',
    'members = ["**"]',
    'members = ["**/orders"]',
    'members = ["*/../orders*"]',
    'members = ["/home/me/shop/*"]',
    'members = ["*/*"]',
    'members = ["*/crates/*"]',
    'members = ["orders/**"]',
    'members = ["*"]\nexclude = ["o*"]',
    'members = ["*"]\nexclude = ["orders/crates"]',
  ])('takes it for a member: %s', (workspace) => {
    expect(remedy(workspace)).toMatch(/^add `exclude = \[.*"orders"\]` to its \[workspace\]$/);
  });

  test.each([
    '',
    'members = []',
    'members = ["cart"]',
    'members = ["ORDERS", "ORDER*"]',
    'members = ["{orders,cart}"]',
    'members = ["crates/*", "*/orders", "*/*/*/*/*"]',
    'members = ["order"]',
    String.raw`members = ["order\\s"]`,
    'members = ["***", "ord**"]',
    'members = ["*"]\nexclude = ["orders"]',
    'members = ["*"]\nexclude = ["./orders/"]',
    'members = ["**"]\nexclude = ["orders"]',
    'members = ["*/crates/*"]\nexclude = ["orders"]',
  ])('leaves it alone: %s', (workspace) => {
    expect(remedy(workspace)).toBeUndefined();
  });

  test('keeps what is excluded already', () => {
    expect(remedy('members = ["*"]\nexclude = ["old", "a b"]')).toBe(
      'add `exclude = ["old", "a b", "orders"]` to its [workspace]',
    );
  });

  test('names the target from the root on', () => {
    expect(remedy('members = ["services/**"]', '/home/me/shop/services/orders')).toBe(
      'add `exclude = ["services/orders"]` to its [workspace]',
    );
  });

  test.each([
    ['members = ["cart", "orders"]', '"orders"'],
    ['members = ["orders"]\nexclude = ["orders"]', '"orders"'],
    ['members = ["*", "orders/crates/orders"]', '"orders/crates/orders"'],
    ['members = [".", "*"]', '"."'],
  ])('says that excluding does not overrule a member named outright: %s', (workspace, named) => {
    expect(remedy(workspace)).toMatch(`take ${named} out of its members and add \`exclude = [`);
  });

  test.each(['[package]\nname = "shop"\n', 'workspace = 1\n', '[workspace]\nmembers = "*"\n', '[workspace\nmembers ='])(
    'has no say when Cargo sees no members: %j',
    (manifest) => {
      expect(remedyFor(manifest, '/shop', '/shop/orders', FOLDERS)).toBeUndefined();
    },
  );
});

describe('a glob', () => {
  const plain = fc.stringMatching(/^[^/*?[\]]{1,8}$/);

  test('without wildcards matches itself and nothing else', () => {
    fc.assert(
      fc.property(plain, plain, (glob, name) => {
        expect(globPattern(glob)?.test(name)).toBe(glob === name);
      }),
    );
  });

  test('never lets a star cross a folder', () => {
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(globPattern('*')?.test(`${a}/${b}`)).toBe(false);
        expect(globPattern('*/*')?.test(`${a}/${b}`)).toBe(true);
        expect(globPattern(`**/${b}`)?.test(`${a}/${b}`)).toBe(true);
      }),
    );
  });
});
