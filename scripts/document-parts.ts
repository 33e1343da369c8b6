/** The generated parts of this repository's documents. */
import { findTool } from '../src/gates/tools.ts';
import { conditionText, exampleOf, hasChoices, resolveAnswers, type RawAnswers } from '../src/options/resolve.ts';
import { OPTIONS } from '../src/options/table.ts';
import type { Option } from '../src/options/types.ts';
import { FEATURES } from '../src/pillars/index.ts';
import { learningPath, type PathNode } from '../src/pillars/path.ts';
import type { Creation } from '../src/lifecycle/create.ts';
import { composeProject, selectFeatures } from '../src/project/compose.ts';
import type { Project } from '../src/project/model.ts';
import { countLines } from './emitted-lines.ts';

export type DocumentParts = Readonly<Record<string, () => string>>;

export const DOCUMENT_PARTS: DocumentParts = {
  'all options': () => optionTable(OPTIONS),
  'cloud options': () => optionTable(OPTIONS.filter((option) => asksFor(option, 'cloud'))),
  'cloud crates': () => crateTable({ name: 'orders', pillar: 'cloud' }),
  'memory crates': () => crateTable({ name: 'orders', pillar: 'memory' }),
  'async crates': () => crateTable({ name: 'orders', pillar: 'async' }),
  'data crates': () => crateTable({ name: 'orders', pillar: 'data' }),
  'systems options': () => optionTable(OPTIONS.filter((option) => asksFor(option, 'systems'))),
  'ai crates': () => crateTable({ name: 'orders', pillar: 'ai' }),
  'systems crates': () => crateTable({ name: 'orders', pillar: 'systems' }),
  'dx crates': () => crateTable({ name: 'orders', pillar: 'dx' }),
  'dx tools': () => toolTable({ name: 'orders', pillar: 'dx' }),
  'dev container option': () => optionTable(OPTIONS.filter(({ id }) => id === 'dev-container')),
  'learning path': () => pathTable(learningPath(FEATURES)),
};

/**
 * Replaces what stands between the marks of every part.
 *
 * @throws Error when a mark names no part, or a part has no end.
 */
export function fillParts(document: string, parts: DocumentParts): string {
  return document.replaceAll(/^<!-- ([a-z ]+) -->$(?:[^]*?^<!-- \/\1 -->$)?/gm, (found: string, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`there is no generated part "${name}"`);
    if (!found.endsWith(`<!-- /${name} -->`)) throw new Error(`the part "${name}" has no end`);
    return `<!-- ${name} -->\n\n${part()}\n\n<!-- /${name} -->`;
  });
}

function asksFor({ when }: Option, pillar: string): boolean {
  return [when?.['pillar'] ?? []].flat().includes(pillar);
}

/** One row an option, in the table's order; what is taken where nothing is said stands in bold. */
export function optionTable(options: readonly Option[]): string {
  const rows = options.map((option) => [`\`--${option.id}\``, describe(option), answers(option)]);
  return table(['option', 'what it says', 'answers'], rows);
}

function describe({ description, when }: Option): string {
  return when === undefined ? description : `${description} (with \`${conditionText(when)}\`)`;
}

function answers(option: Option): string {
  if (!hasChoices(option)) return `such as \`${exampleOf(option)}\`; **none**`;
  const preset = [option.default].flat();
  const lines = option.choices.map(({ id, description }) => {
    const shown = `\`${id}\``;
    return `${preset.includes(id) ? `**${shown}**` : shown} ${description}`;
  });
  const several =
    option.kind === 'any-of' ? [option.allowNone ? 'any of these, `all` or `none`' : 'any of these, or `all`'] : [];
  return [...lines, ...several].join('<br>');
}

function projectOf(raw: RawAnswers): Project {
  const resolved = resolveAnswers(raw);
  return composeProject(resolved, selectFeatures(FEATURES, resolved), { toolchain: '', rustVersion: '' });
}

function toolTable(raw: RawAnswers): string {
  const rows = projectOf(raw).tools.map(({ crate, use, settings, why }) => [
    `[${crate}](https://crates.io/crates/${crate}) ${findTool(crate).version}`,
    `\`${use}\``,
    `\`${settings}\``,
    why,
  ]);
  return table(['tool', 'what to type', 'set up in', 'why'], rows);
}

function crateTable(raw: RawAnswers): string {
  const { crates } = projectOf(raw);
  const rows = crates.map(({ package: name, role, description, dependencies }) => {
    const members = crates.map((crate) => crate.role).filter((other) => other in dependencies);
    return [`\`${name}\``, role === 'bin' ? '' : `\`${role.replaceAll('-', '_')}::\``, description, members.join(', ')];
  });
  return table(['package', 'in code', 'what it is', 'uses'], rows);
}

/** One row a crate of a workspace, and one for what belongs to none. */
export function lineTable({ project, tree }: Creation): string {
  const texts = Array.from(tree, ([path, { text }]) => [path, text] as const);
  const ofCrates = project.crates.map(({ package: name }) => [`\`${name}\``, `crates/${name}/`] as const);
  const row = (name: string, isOwn: (path: string) => boolean): string[] => {
    const { code, tests, other } = countLines(texts.filter(([path]) => isOwn(path)));
    return [name, ...[code, tests, other].map(String)];
  };
  return table(
    ['package', 'Rust', 'tests', 'everything else'],
    [
      ...ofCrates.map(([name, folder]) => row(name, (path) => path.startsWith(folder))),
      row('the workspace’s own files', (path) => ofCrates.every(([, folder]) => !path.startsWith(folder))),
      row('**all but Cargo.lock**', () => true),
    ],
  );
}

function pathTable(path: readonly PathNode[]): string {
  const rows = path.map(({ id, level, after, teaches, command, folder, test }) => [
    `\`${id}\``,
    level,
    after.join(', '),
    teaches,
    `\`${command}\``,
    `\`cd ${folder}\`<br>\`${test}\``,
  ]);
  return table(['lab', 'level', 'after', 'what it is about', 'makes it', 'proves it understood'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
