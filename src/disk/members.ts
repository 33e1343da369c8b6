import path from 'node:path';

import { parse, TomlError } from 'smol-toml';

import { tomlValue } from '../render/toml.ts';

/**
 * What to change in a workspace above the target so that Cargo does not take the target, or a folder below it, for a
 * member; undefined when it does not. Follows Cargo 1.95: `members` are globs, `exclude` are plain paths that cover what
 * lies below them, and a member that is named outright is one whatever is excluded.
 *
 * @param manifest text of the workspace's Cargo.toml
 * @param root folder of the manifest, absolute
 * @param folders below the target, `/` between segments
 */
export function remedyFor(
  manifest: string,
  root: string,
  target: string,
  folders: readonly string[],
): string | undefined {
  const { members, exclude } = workspaceOf(manifest);
  const place = relative(root, target);
  const places = [place, ...folders.map((folder) => `${place}/${folder}`)];
  const patterns = members.map((member) => globPattern(relative(root, member)));
  const matched = places.filter((candidate) => patterns.some((pattern) => pattern?.test(candidate)));
  const named = members.filter((member) => matched.some((candidate) => covers(relative(root, member), candidate)));
  const excluded = (candidate: string) => exclude.some((entry) => covers(relative(root, entry), candidate));
  if (matched.length === 0 || (named.length === 0 && matched.every(excluded))) return undefined;
  const removal =
    named.length === 0
      ? ''
      : `take ${named.map((member) => JSON.stringify(member)).join(', ')} out of its members and `;
  return `${removal}add \`exclude = ${tomlValue([...exclude, place])}\` to its [workspace]`;
}

/**
 * The glob of a member (normalised, `/` between segments) as Cargo's matcher reads it: `*`, `?`, `**` as a whole segment,
 * `[a-z]` and `[!a-z]`; no braces, no escapes, hidden names not special. Undefined for what the matcher refuses.
 */
export function globPattern(glob: string): RegExp | undefined {
  const segments = glob.split('/');
  if (segments.some((segment) => segment.includes('**') && segment !== '**')) return undefined;
  const source = segments.map((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '**') return last ? '.+' : '(?:[^/]+/)*';
    return segmentPattern(segment) + (last ? '' : '/');
  });
  return new RegExp(`^${source.join('')}$`, 'su');
}

function segmentPattern(segment: string): string {
  return segment.replaceAll(/\[(!?)([^].*?)\]|[^]/gu, (piece: string, not: string, set?: string) => {
    if (set !== undefined) return `(?!/)[${not === '!' ? '^' : ''}${setPattern(set)}]`;
    if (piece === '*') return '[^/]*';
    if (piece === '?') return '[^/]';
    return escape(piece);
  });
}

/** The inside of brackets: characters and ranges, where a hyphen at either end stands for itself. */
function setPattern(set: string): string {
  return set.replaceAll(/([^])-([^])|[^]/gu, (piece: string, from?: string, to?: string) =>
    from === undefined || to === undefined ? inSet(piece) : from <= to ? `${inSet(from)}-${inSet(to)}` : '',
  );
}

function inSet(character: string): string {
  return character === '-' ? String.raw`\-` : escape(character);
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** Whether the candidate is the folder or lies in it; the empty folder is the root. */
function covers(folder: string, candidate: string): boolean {
  return folder === '' || candidate === folder || candidate.startsWith(`${folder}/`);
}

function relative(root: string, entry: string): string {
  return path.relative(root, path.resolve(root, entry)).split(path.sep).join('/');
}

interface Workspace {
  readonly members: readonly string[];
  readonly exclude: readonly string[];
}

function workspaceOf(manifest: string): Workspace {
  const { workspace } = parseManifest(manifest) as { workspace?: Record<string, unknown> };
  return { members: strings(workspace?.['members']), exclude: strings(workspace?.['exclude']) };
}

function parseManifest(text: string): object {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError) return {}; // Cargo cannot read it either.
    throw error;
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
