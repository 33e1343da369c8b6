import os from 'node:os';
import path from 'node:path';

import { parse as parseJson } from '@humanwhocodes/momoa';
import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import ignore from 'ignore';
import luaparse from 'luaparse';
import { parse as parseToml } from 'smol-toml';
import { parseAllDocuments } from 'yaml';

import type { Tree } from '../../src/render/tree.ts';

/** What is wrong with a generated tree, one line a problem; empty when it is fine. */
export function problemsOf(tree: Tree): string[] {
  const files = [...tree].map(([file, { text }]) => ({ file, text }));
  return [
    ...files.flatMap(({ file, text }) =>
      [...textProblems(text), ...syntaxProblems(file, text)].map((what) => `${file}: ${what}`),
    ),
    ...files
      .filter(({ file }) => file.endsWith('.md'))
      .flatMap(({ file, text }) => documentProblems(file, text, tree).map((what) => `${file}: ${what}`)),
    ...files
      .filter(({ file }) => /_parts|_gitignore|\.ejs$|__(?:name|home)__/.test(file))
      .map(({ file }) => `${file}: not an emitted path`),
    ...ignoredFiles(tree).map((file) => `${file}: ignored by .gitignore`),
  ];
}

const HOME = os.homedir();
const CHECKOUT = path.resolve(import.meta.dirname, '../..');

const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['an EJS tag', /<%|%>/],
  // Rust has a word for what unsafe code must not do.
  ['"undefined"', /\bundefined\b(?!\W+behaviou?r)/i],
  ['"[object"', /\[object /],
  ['a placeholder', /__(?:name|ident)__/],
  ['a blank at the end of a line', /[ \t]$/m],
  ['a carriage return', /\r/],
  ['the home folder of a machine', /\/(?:home|Users)\/[a-z]/],
];

function textProblems(text: string): string[] {
  const forbidden = FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(([what]) => `holds ${what}`);
  const paths = [HOME, CHECKOUT].filter((folder) => text.includes(folder)).map((folder) => `holds the path ${folder}`);
  const ending = /[^\n]\n$/.test(text) ? [] : ['does not end with one newline'];
  return [...forbidden, ...paths, ...ending];
}

const PARSERS: readonly (readonly [pattern: RegExp, parse: (text: string) => void])[] = [
  [/\.toml$|(^|\/)Cargo\.lock$/, (text) => parseToml(text)],
  [/\.ya?ml$/, checkYaml],
  [/^\.(vscode|zed)\/.*\.json$/, (text) => parseJson(text, { mode: 'jsonc' })],
  [/\.json$/, (text) => JSON.parse(text) as unknown],
  [/\.xml$/, (text) => new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml')],
  // LuaJIT, which Neovim has, speaks Lua 5.1.
  [/\.lua$/, (text) => luaparse.parse(text, { luaVersion: '5.1' })],
];

function checkYaml(text: string): void {
  const problems = [parseAllDocuments(text, { uniqueKeys: true })]
    .flat()
    .flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (problems[0] !== undefined) throw problems[0];
}

function syntaxProblems(file: string, text: string): string[] {
  const parse = PARSERS.find(([pattern]) => pattern.test(file))?.[1];
  try {
    parse?.(text);
    return [];
  } catch (error) {
    return [`does not parse: ${String(error)}`];
  }
}

/** Links and recipes that are not there, and blank lines in a row, which a missing part leaves. */
function documentProblems(file: string, text: string, tree: Tree): string[] {
  return [
    ...missingTargets(file, text, tree).map((target) => `links to ${target}, which is not there`),
    ...missingRecipes(text, tree).map((recipe) => `names the recipe ${recipe}, which the justfile does not have`),
    ...(text.includes('\n\n\n') ? ['has two blank lines in a row'] : []),
  ];
}

function missingTargets(file: string, text: string, tree: Tree): string[] {
  const prose = text.replaceAll(/^(```|~~~).*?^\1/gms, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const local = targets.filter((target) => !/^(https?:|#)/.test(target)).map((target) => target.replace(/#.*$/, ''));
  return local.filter((target) => {
    const wanted = path.posix.join(path.posix.dirname(file), target);
    return !tree.has(wanted) && ![...tree.keys()].some((other) => other.startsWith(`${wanted}/`));
  });
}

function missingRecipes(text: string, tree: Tree): string[] {
  const recipes = [...(tree.get('justfile')?.text ?? '').matchAll(/^([a-z-]+):/gm)].map(([, recipe]) => recipe);
  const named = [...text.matchAll(/(?:^|`)just ([a-z-]+)/gm)].map(([, recipe = '']) => recipe);
  return named.filter((recipe) => !recipes.includes(recipe));
}

/** Emitted files that a `git add .` would leave out. */
function ignoredFiles(tree: Tree): string[] {
  const lists = [...tree].filter(([file]) => path.posix.basename(file) === '.gitignore');
  return lists.flatMap(([list, { text }]) => {
    const folder = path.posix.dirname(list);
    const rules = ignore().add(text);
    return [...tree.keys()]
      .filter((file) => folder === '.' || file.startsWith(`${folder}/`))
      .filter((file) => rules.ignores(folder === '.' ? file : file.slice(folder.length + 1)));
  });
}
