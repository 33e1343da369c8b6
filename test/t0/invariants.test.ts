import os from 'node:os';

import { expect, it } from 'vitest';

import { problemsOf } from '../support/invariants.ts';

function check(files: Readonly<Record<string, string>>): string[] {
  return problemsOf(new Map(Object.entries(files).map(([file, text]) => [file, { text, executable: false }])));
}

it('a sound tree has no problem', () => {
  const sound = {
    '.gitignore': '/target\n',
    '.idea/.gitignore': '/*\n!/.gitignore\n!/kept/\n',
    '.idea/kept/a.xml': '<a><b c="d" /></a>\n',
    '.nvim.lua': "local a = { b = 'c' }\n",
    '.vscode/settings.json': '{\n  // why\n  "a": 1\n}\n',
    '.github/workflows/ci.yml': 'a: [b]\n',
    'Cargo.toml': '[workspace]\n',
    'README.md':
      '# a\n\n[manifest](Cargo.toml#a) [crates](crates/b) [web](https://a.b)\n\n```\n[c](d)\n\n```\n\n`just ci`\n',
    justfile: 'ci: fmt\n\nfmt:\n    cargo fmt\n',
    'crates/b/a.json': '{ "a": 1 }\n',
  };
  expect(check(sound)).toEqual([]);
});

it.each([
  ['a.txt', '<% a %>\n', 'holds an EJS tag'],
  ['a.txt', 'a is undefined\n', 'holds "undefined"'],
  ['a.txt', 'a [object Object]\n', 'holds "[object"'],
  ['a.txt', '__name__\n', 'holds a placeholder'],
  ['a.txt', 'a \nb\n', 'holds a blank at the end of a line'],
  ['a.txt', 'a\t\n', 'holds a blank at the end of a line'],
  ['a.txt', 'a\r\n', 'holds a carriage return'],
  ['a.txt', 'in /home/ada/a\n', 'holds the home folder of a machine'],
  ['a.txt', `in ${os.homedir()}\n`, `holds the path ${os.homedir()}`],
  ['a.txt', 'a', 'does not end with one newline'],
  ['a.txt', 'a\n\n', 'does not end with one newline'],
  ['a.txt', '', 'does not end with one newline'],
  ['Cargo.lock', 'a =\n', 'does not parse'],
  ['a/b.toml', 'a = 1\na = 2\n', 'does not parse'],
  ['a.yml', 'a: 1\na: 2\n', 'does not parse'],
  ['a.yaml', 'a: [\n', 'does not parse'],
  ['a.json', '{ // no\n}\n', 'does not parse'],
  ['.vscode/a.json', '{ "a" }\n', 'does not parse'],
  ['a.xml', '<a>\n', 'does not parse'],
  ['a.lua', 'local = 1\n', 'does not parse'],
  ['a/README.md', '[a](b.md)\n', 'links to b.md, which is not there'],
  ['README.md', 'a\n\n\nb\n', 'has two blank lines in a row'],
  ['README.md', 'Run `just cii`.\n', 'names the recipe cii, which the justfile does not have'],
  ['README.md', '```sh\njust cii\n```\n', 'names the recipe cii, which the justfile does not have'],
  ['__name__/a', 'a\n', 'not an emitted path'],
  ['__home__/a', 'a\n', 'not an emitted path'],
  ['a.ejs', 'a\n', 'not an emitted path'],
  ['target/a', 'a\n', 'ignored by .gitignore'],
])('%s with %j: %s', (file, text, problem) => {
  expect(check({ '.gitignore': '/target\n', justfile: 'ci:\n    a\n', [file]: text }).join('\n')).toContain(
    `${file}: ${problem}`,
  );
});
