import path from 'node:path';

import { InputError, quoted } from '../../options/errors.ts';

/** Where a preset is. */
export type Source = LocalSource | RemoteSource;

export type RemoteSource = NpmSource | GitSource;

export interface LocalSource {
  readonly kind: 'local';
  /** A file or folder, relative to the working folder or absolute. */
  readonly path: string;
}

export interface NpmSource {
  readonly kind: 'npm';
  readonly name: string;
  /** A version, a range of versions or a tag. */
  readonly wanted: string;
  /** Below the package; empty for the package itself. */
  readonly folder: string;
}

export interface GitSource {
  readonly kind: 'git';
  readonly url: string;
  /** A branch, tag or commit. */
  readonly wanted: string;
  /** Below the repository; empty for the repository itself. */
  readonly folder: string;
}

const WORD = '[a-z0-9][a-z0-9._~-]*';
const FOLDER = '(?::(?<folder>(?!/)[^:]+))?';
/** What npm would take for a file is none. */
const RANGE = String.raw`(?:@(?<wanted>(?!\.|[^:]*\.(?:tgz|tar|tar\.gz)(?::|$))[\w.^~<>=|*+ -]+))?`;
const REF = String.raw`(?:#(?<wanted>(?!-)[\w./@+-]+)${FOLDER})?`;
const PORT = '(?::[0-9]+)?';
const REMOTE = String.raw`(?:https://[\w.-]+${PORT}|ssh://(?:[\w.-]+@)?[\w.-]+${PORT}|file://)(?:/[\w.~+%-]+)+`;

/** Every way to say that a preset is not on this disk. */
const FORMS: readonly (readonly [RegExp, (groups: Groups) => NpmSource | GitSource])[] = [
  [whole(`npm:(?<name>(?:@${WORD}/)?${WORD})${RANGE}${FOLDER}`), npm],
  [whole(`(?<name>@${WORD}/${WORD})${RANGE}${FOLDER}`), npm],
  [whole(String.raw`git\+(?<url>${REMOTE})${REF}`), git],
  [
    whole(String.raw`github:(?<url>[\w-]+/[\w.-]+)${REF}`),
    (groups) => git({ ...groups, url: `https://github.com/${groups['url'] ?? ''}.git` }),
  ],
];

type Groups = Readonly<Record<string, string | undefined>>;

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

function npm({ name = '', wanted = 'latest', folder = '' }: Groups): NpmSource {
  return { kind: 'npm', name, wanted, folder };
}

function git({ url = '', wanted = 'HEAD', folder = '' }: Groups): GitSource {
  return { kind: 'git', url, wanted, folder };
}

/** What looks like the name of a place elsewhere: one letter before a colon would be a drive of Windows. */
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]+:|@[^/\\]+\/)/i;

/**
 * What a text means as a preset.
 *
 * @param label what the message of an error begins with.
 * @throws InputError where it means nothing.
 */
export function parseSource(text: string, label: string): Source {
  if (text === '') throw new InputError(`${label} is empty; give a file, a folder, an npm package or a git repository`);
  if (text.includes('\0')) throw new InputError(`${label} holds a NUL character`);
  for (const [pattern, make] of FORMS) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined) return within(make(groups), label);
  }
  if (!ELSEWHERE.test(text)) return { kind: 'local', path: text };
  throw new InputError(
    `${label}: ${quoted(text)} is no preset; a package is npm:<name>@<version>, a repository git+https://<host>/<path>#<tag>` +
      (/\/\/[^/]*:[^/]*@/.test(text) ? ', without a password: git’s credential helper has it' : ''),
  );
}

/** The same source with a clean folder. */
function within<S extends RemoteSource>(source: S, label: string): S {
  return { ...source, folder: joinFolder('', source.folder, label) };
}

/**
 * What a preset of a source means by one that it extends.
 *
 * @throws InputError where that would lead to this machine's disk, or out of what was fetched.
 */
export function sourceFrom(parent: Source, text: string, label: string): Source {
  const source = parseSource(text, label);
  if (source.kind !== 'local') return source;
  if (path.posix.isAbsolute(text) || path.win32.isAbsolute(text)) {
    throw new InputError(`${label}: ${quoted(text)} is an absolute path, which means nothing on another machine`);
  }
  if (parent.kind === 'local') return { kind: 'local', path: path.join(parent.path, text) };
  return { ...parent, folder: joinFolder(parent.folder, text, label) };
}

function joinFolder(folder: string, text: string, label: string): string {
  const joined = path.posix.join(folder, text).replace(/\/$/, '');
  if (text.includes('\\') || joined === '..' || joined.startsWith('../')) {
    throw new InputError(`${label}: ${quoted(text)} leads out of what was fetched`);
  }
  return joined === '.' ? '' : joined;
}

/** How a source is written, with what it should be pinned to. */
export function sourceText(source: RemoteSource, pinned: string): string {
  const folder = source.folder === '' ? '' : `:${source.folder}`;
  return source.kind === 'npm' ? `npm:${source.name}@${pinned}${folder}` : `git+${source.url}#${pinned}${folder}`;
}

/** What a remembered source is, whatever its version. */
export function unpinned(text: string): string {
  return text.replace(/(?<=^npm:.[^@]*)@[^:]*|#[^:]*/, '');
}

/** What a copy of a source is likely to be called: as its last folder, or else as the package or repository. */
export function copyName(source: Source): string {
  if (source.kind === 'local') return path.basename(source.path);
  const whole = source.kind === 'npm' ? source.name : source.url.replace(/\.git$/, '');
  return path.posix.basename(source.folder === '' ? whole : source.folder);
}
