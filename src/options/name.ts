import { quoted } from './errors.ts';

/** Words that cannot name a crate: Rust's keywords in every edition, reserved ones included. */
const KEYWORDS = [
  ...['Self', 'abstract', 'as', 'async', 'await', 'become', 'box', 'break', 'const', 'continue', 'crate', 'do', 'dyn'],
  ...['else', 'enum', 'extern', 'false', 'final', 'fn', 'for', 'gen', 'if', 'impl', 'in', 'let', 'loop', 'macro'],
  ...['match', 'mod', 'move', 'mut', 'override', 'priv', 'pub', 'ref', 'return', 'self', 'static', 'struct', 'super'],
  ...['trait', 'true', 'try', 'type', 'typeof', 'unsafe', 'unsized', 'use', 'virtual', 'where', 'while', 'yield'],
];

/** Crates of the language itself; one's own crate of that name would hide them. */
const SYSROOT = ['alloc', 'core', 'proc-macro', 'proc_macro', 'std', 'test'];

/** Folders of Cargo's below target/. */
const CARGO_FOLDERS = ['build', 'deps', 'examples', 'incremental'];

/** Device names, refused as file names by Windows whatever their extension. */
const WINDOWS = [
  'aux',
  'con',
  'nul',
  'prn',
  ...['com', 'lpt'].flatMap((port) => Array.from({ length: 10 }, (_, digit) => `${port}${digit}`)),
];

/** Every word that no project can have for its name. */
export const TAKEN_NAMES: readonly string[] = [...KEYWORDS, ...SYSROOT, ...CARGO_FOLDERS, ...WINDOWS];

/** What a name looks like, as a regular expression without anchors, for those who cannot call {@link nameProblem}. */
export const NAME_PATTERN = '[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*';

/** In characters. crates.io's limit is 64; members append a role of up to 16. */
export const LONGEST_NAME = 48;

/** What is wrong with a project name, as a clause that begins with the name, or undefined when it is fine. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'a project needs a name';
  const problem = formProblem(name) ?? meaningProblem(name);
  return problem === undefined ? undefined : `${quoted(name)} ${problem}`;
}

function formProblem(name: string): string | undefined {
  if (name.length > LONGEST_NAME) return `is longer than ${LONGEST_NAME} characters`;
  if (!/^[a-z0-9_-]*$/.test(name)) return 'may only hold a to z, 0 to 9, "-" and "_"';
  if (!/^[a-z]/.test(name)) return 'must start with a letter from a to z';
  if (!/[a-z0-9]$/.test(name) || /[_-]{2}/.test(name)) return 'may not end with or repeat "-" or "_"';
  return undefined;
}

function meaningProblem(name: string): string | undefined {
  if (KEYWORDS.includes(name)) return 'is a Rust keyword';
  if (SYSROOT.includes(name)) return "is the name of one of Rust's own crates";
  if (CARGO_FOLDERS.includes(name)) return 'is the name of a folder that Cargo keeps below target/';
  if (WINDOWS.includes(name)) return 'is a device name on Windows';
  return undefined;
}

/** The nearest name that is fine: `My Shop!` becomes `my-shop`; undefined when nothing useful is left. */
export function suggestName(name: string): string | undefined {
  const near = name
    .slice(0, LONGEST_NAME)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/[_-]{2,}/g, '-')
    .replace(/^[^a-z]+|[_-]+$/g, '');
  return near.length > 1 && nameProblem(near) === undefined ? near : undefined;
}
