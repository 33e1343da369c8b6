import path from 'node:path';

import type { Result, SizedFile } from './result.ts';
import type { Style } from './style.ts';

/** The closing text: what was made, how to go on, how to make it again. */
export function reportText(result: Result, style: Style): string {
  const presets = result.presets.map(({ source }) => `\n  ${source}`);
  return [
    `${style('green', 'Created')} ${style('bold', result.name)}: ${made(result)}`,
    ...(presets.length === 0 ? [] : [`From the presets:${presets.join('')}`]),
    [...commands('Next:', result.next), ...commands('In another terminal:', result.meanwhile)].join('\n'),
    `Exactly this workspace again:\n  ${result.reproduce}\n`,
  ].join('\n\n');
}

function commands(title: string, list: readonly string[]): string[] {
  return list.length === 0 ? [] : [title, ...list.map((command) => `  ${command}`)];
}

function made({ files, crates, dependencies, git }: Result): string {
  return [
    count(files.length, 'file'),
    count(crates, 'crate'),
    ...(dependencies === 0 ? [] : [`${count(dependencies, 'dependency', 'dependencies')} locked`]),
    ...(git.state === 'committed' ? ['first commit made'] : []),
  ].join(', ');
}

/** `1 crate`, `6 crates`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The files as a tree with sizes. */
export function dryRunText(result: Result, style: Style): string {
  const rows = treeRows(result.files);
  const width = Math.max(...rows.map(({ label }) => label.length));
  const total = result.files.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    style('bold', `${path.basename(result.path)}/`),
    ...rows.map(({ label, bytes }) =>
      bytes === undefined ? label : `${label.padEnd(width)}  ${style('dim', sizeText(bytes).padStart(8))}`,
    ),
    '',
    `${count(result.files.length, 'file')}, ${sizeText(total)}; nothing was written`,
    '',
  ].join('\n');
}

interface Row {
  readonly label: string;
  /** Undefined for a folder. */
  readonly bytes: number | undefined;
}

/** One row a folder and file: `│   ├── main.rs`. */
function treeRows(files: readonly SizedFile[], prefix = ''): Row[] {
  const names = [...new Set(files.map((file) => firstPart(file.path)))];
  return names.flatMap((name, index) => {
    const last = index === names.length - 1;
    const label = `${prefix}${last ? '└── ' : '├── '}${name}`;
    const file = files.find((candidate) => candidate.path === name);
    if (file !== undefined) return [{ label, bytes: file.bytes }];
    const below = files
      .filter((candidate) => firstPart(candidate.path) === name)
      .map((candidate) => ({ path: candidate.path.slice(name.length + 1), bytes: candidate.bytes }));
    return [{ label: `${label}/`, bytes: undefined }, ...treeRows(below, `${prefix}${last ? '    ' : '│   '}`)];
  });
}

function firstPart(file: string): string {
  return file.split('/', 1)[0] ?? file;
}

function sizeText(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}
