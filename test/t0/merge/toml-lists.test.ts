import { test } from 'vitest';

import { type Case, checkCase, element, MEMBER } from '../../support/merge/toml-cases.ts';

const LISTS: readonly Case[] = [
  ['one line', '[workspace]\nmembers = ["a", "b"]\n', MEMBER, '[workspace]\nmembers = ["a", "b", "crates/c"]\n'],
  [
    'one line with a comma',
    '[workspace]\nmembers = ["a", "b",] # all\n',
    MEMBER,
    '[workspace]\nmembers = ["a", "b", "crates/c",] # all\n',
  ],
  ['one line with margins', '[workspace]\nmembers = [ "a" ]\n', MEMBER, '[workspace]\nmembers = [ "a", "crates/c" ]\n'],
  ['no element', '[workspace]\nmembers = []', MEMBER, '[workspace]\nmembers = ["crates/c"]'],
  ['no element but a blank', '[workspace]\nmembers = [ ]\n', MEMBER, '[workspace]\nmembers = [ "crates/c" ]\n'],
  ['no list', '[workspace]\nresolver = "3"\n', MEMBER, '[workspace]\nresolver = "3"\nmembers = ["crates/c"]\n'],
  ['nothing at all', '', MEMBER, '[workspace]\nmembers = ["crates/c"]\n'],
  [
    'several lines',
    '[workspace]\nmembers = [\n    "a", # first\n    "b", # second\n    # the end\n]\nresolver = "3"\n',
    MEMBER,
    '[workspace]\nmembers = [\n    "a", # first\n    "b", # second\n    "crates/c",\n    # the end\n]\nresolver = "3"\n',
  ],
  [
    'several lines without a comma',
    '[workspace]\nmembers = [\n\t"a",\n\t"b" # second\n]\n',
    MEMBER,
    '[workspace]\nmembers = [\n\t"a",\n\t"b", # second\n\t"crates/c"\n]\n',
  ],
  [
    'several lines in CRLF',
    '[workspace]\r\nmembers = [\r\n        "a"\r\n]\r\n',
    MEMBER,
    '[workspace]\r\nmembers = [\r\n        "a",\r\n        "crates/c"\r\n]\r\n',
  ],
  [
    'several lines, several elements on each',
    '[workspace]\nmembers = [\n  "a", "b",\n  "d", "e",\n]\n',
    MEMBER,
    '[workspace]\nmembers = [\n  "a", "b",\n  "d", "e", "crates/c",\n]\n',
  ],
  [
    'the bracket behind the last element',
    '[workspace]\nmembers = ["a",\n           "b"]\n',
    MEMBER,
    '[workspace]\nmembers = ["a",\n           "b", "crates/c"]\n',
  ],
  [
    'several lines without an element',
    '[workspace]\nexclude = [\n  "x",\n]\nmembers = [\n  # none yet\n]\n',
    MEMBER,
    '[workspace]\nexclude = [\n  "x",\n]\nmembers = [\n  # none yet\n  "crates/c",\n]\n',
  ],
  [
    'a table as element, with its reason',
    'disallowed-methods = [\n  { path = "std::env::var" },\n]\n',
    [element('disallowed-methods', { path: 'std::env::vars', reason: 'unseen' }, 'No more.')],
    'disallowed-methods = [\n  { path = "std::env::var" },\n  # No more.\n  { path = "std::env::vars", reason = "unseen" },\n]\n',
  ],
  [
    'one element twice, once with its reason',
    'members = [\n  "a",\n]\n',
    [element('members', 'b'), element('members', 'b', 'No more.')],
    'members = [\n  "a",\n  # No more.\n  "b",\n]\n',
  ],
  [
    'a new list that is too long for a line',
    '[toolchain]\ntargets = [\n  "x",\n]\n',
    ['aarch64-unknown-linux-gnu', 'x86_64-pc-windows-msvc', 'x86_64-unknown-linux-gnu', 'wasm32-wasip2'].map((name) =>
      element('other.targets', name),
    ),
    '[toolchain]\ntargets = [\n  "x",\n]\n\n[other]\ntargets = [\n  "aarch64-unknown-linux-gnu",\n  "wasm32-wasip2",\n  "x86_64-pc-windows-msvc",\n  "x86_64-unknown-linux-gnu",\n]\n',
  ],
  [
    'a comma in a text and in a comment',
    '[workspace]\nmembers = [\n  "a,b" # c, d\n]\n',
    MEMBER,
    '[workspace]\nmembers = [\n  "a,b", # c, d\n  "crates/c"\n]\n',
  ],
];

test.each(LISTS)('an element is put into a list of a TOML file: %s', (_case, before, additions, after) => {
  checkCase(before, additions, after);
});
