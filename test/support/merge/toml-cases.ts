/** Additions that a workspace gets, and what must hold for each case of a merge. */
import { expect } from 'vitest';

import { mergeToml, takeOutToml } from '../../../src/merge/toml.ts';
import type { Addition, Value } from '../../../src/merge/types.ts';

type Comment = { readonly comment?: string };

/** A key by its dotted path. */
export const entry = (path: string, value: Value, comment?: string): Addition => ({
  path: path.split('.'),
  value,
  ...remark(comment),
});

/** An element of the list at a dotted path. */
export const element = (path: string, value: Value, comment?: string): Addition => ({
  path: path.split('.'),
  element: value,
  ...remark(comment),
});

const remark = (comment?: string): Comment => (comment === undefined ? {} : { comment });

export const INHERIT = [entry('lints.workspace', true)];
export const PEDANTIC = [entry('workspace.lints.clippy.pedantic', { level: 'warn', priority: -1 })];
export const UNSAFE = [entry('workspace.lints.rust.unsafe_code', 'deny')];
export const MEMBER = [element('workspace.members', 'crates/c')];

/** Title, before, additions, after. */
export type Case = readonly [string, string, readonly Addition[], string];

/** What is added is there, again changes nothing, in another order is the same, and comes out again. */
export function checkCase(before: string, additions: readonly Addition[], after: string): void {
  const merged = mergeToml(before, additions, 'Cargo.toml');
  expect(merged).toMatchObject({ text: after, left: [] });
  expect(mergeToml(after, additions, 'Cargo.toml')).toEqual({ text: after, added: [], left: [] });
  expect(mergeToml(before, additions.toReversed(), 'Cargo.toml').text).toBe(after);
  expect(takeOutToml(after, merged.added, 'Cargo.toml')).toMatchObject({ text: before, left: [] });
}
