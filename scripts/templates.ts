/** Templates as they stand in templates/, and what a build makes of them: EJS is compiled here, and not bundled. */
import path from 'node:path';

import ejs, { type Options } from 'ejs';
import fs from 'fs-extra';

import { COMMON } from '../src/cli/assets.ts';
import { resolveAnswers } from '../src/options/resolve.ts';
import { optionOf } from '../src/options/table.ts';
import { FEATURES } from '../src/pillars/index.ts';
import { selectFeatures } from '../src/project/compose.ts';
import type { TemplateLocals, Templates } from '../src/render/template.ts';

/** Texts by path, `/` between segments, sorted. */
export type TemplateTexts = Readonly<Record<string, string>>;

/** Any other name in a template is an error. */
const LOCALS = Object.keys({
  name: true,
  ident: true,
  variable: true,
  label: true,
  port: true,
  services: true,
  answers: true,
  project: true,
  change: true,
  directory: true,
  requiredCheck: true,
  gatesTable: true,
  programs: true,
  slot: true,
  parts: true,
} satisfies Record<keyof TemplateLocals, true>);

export async function readTemplates(
  folder = path.resolve(import.meta.dirname, '..', 'templates'),
): Promise<TemplateTexts> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file): Promise<[string, string]> => [
        path.relative(folder, file).split(path.sep).join('/'),
        await fs.readFile(file, 'utf8'),
      ]),
    ),
  );
}

/** As the tests and the workbench use them: an error in a tag names the template and shows the line. */
export function compileTemplates(texts: TemplateTexts): Templates {
  return Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [file, isEjs(file) ? ejs.compile(text, optionsOf(file)) : text]),
  );
}

/** What a package holds of the templates of one group: what is no EJS as it is, the rest as a module of functions. */
export interface PackedTemplates {
  readonly plain: TemplateTexts;
  readonly module: string;
}

/**
 * By feature with templates, what they are packed with: those of no pillar, those that a pillar brings unless told otherwise,
 * and its others. So the usual workspaces read what they need, from few files.
 */
export function groupTemplates(texts: TemplateTexts): Record<string, string> {
  const usual = new Map<string, string[]>(
    optionOf('pillar').choices.map(({ id }) => {
      const features = selectFeatures(FEATURES, resolveAnswers({ name: 'orders', pillar: id }));
      return [id, features.map((feature) => feature.id)];
    }),
  );
  const group = (feature: string): string => {
    const [pillar = ''] = feature.split('/');
    const brought = usual.get(pillar);
    if (brought === undefined) return COMMON;
    return brought.includes(feature) ? pillar : `${pillar}-other`;
  };
  const features = new Set(Object.keys(texts).map(featureOf));
  return Object.fromEntries(Array.from(features, (feature) => [feature, group(feature)]));
}

/** The feature whose template it is; those of gates for existing workspaces are no pillar's. */
function featureOf(file: string): string {
  return FEATURES.find(({ id }) => file.startsWith(`${id}/`))?.id ?? file.replace(/\/.*/, '');
}

/** As a package holds them, group by group. */
export function packTemplates(
  texts: TemplateTexts,
  groups: Readonly<Record<string, string>>,
): Map<string, PackedTemplates> {
  const entries = Object.entries(texts);
  return new Map(
    Array.from(new Set(Object.values(groups)), (group) => [
      group,
      packGroup(entries.filter(([file]) => groups[featureOf(file)] === group)),
    ]),
  );
}

function packGroup(entries: readonly (readonly [string, string])[]): PackedTemplates {
  const functions = entries.filter(([file]) => isEjs(file)).map(([file, text]) => packFunction(file, text));
  return {
    plain: Object.fromEntries(entries.filter(([file]) => !isEjs(file))),
    module: `const escapeFn = ${verbatim.toString()};\nexport default {\n${functions.join(',\n')}\n};\n`,
  };
}

function packFunction(file: string, text: string): string {
  const template = new ejs.Template(text, { ...optionsOf(file), compileDebug: false });
  template.compile();
  return `${JSON.stringify(file)}: function (locals) {\n${template.source}}`;
}

function isEjs(file: string): boolean {
  return file.endsWith('.ejs');
}

function optionsOf(file: string) {
  return {
    filename: `templates/${file}`,
    strict: true,
    _with: false,
    destructuredLocals: LOCALS,
    escape: verbatim,
  } satisfies Options;
}

/** Rust, TOML and Markdown need no escaping, but "undefined" in a file is always a mistake. */
function verbatim(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`a tag gave ${String(value)}, not text`);
  return String(value);
}
