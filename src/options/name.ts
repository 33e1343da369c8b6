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
const WINDOWS = /^(aux|con|nul|prn|com[0-9]|lpt[0-9])$/;

/** crates.io's limit is 64; members append a role of up to 16 characters. */
const LONGEST = 48;

/** What is wrong with a project name, as the end of a sentence, or undefined when it is fine. */
export function nameProblem(name: string): string | undefined {
  const shown = JSON.stringify(name);
  if (name === '') return 'a project needs a name; give one as the first argument';
  if (!/^[a-z]/.test(name)) return `${shown} must start with a letter from a to z`;
  if (!/^[a-z0-9_-]*$/.test(name)) return `${shown} may only hold a to z, 0 to 9, "-" and "_"`;
  if (!/[a-z0-9]$/.test(name) || /[_-]{2}/.test(name)) return `${shown} may not end with or repeat "-" or "_"`;
  if (name.length > LONGEST) return `${shown} is longer than ${LONGEST} characters`;
  if (KEYWORDS.includes(name)) return `${shown} is a Rust keyword`;
  if (SYSROOT.includes(name)) return `${shown} is the name of one of Rust's own crates`;
  if (CARGO_FOLDERS.includes(name)) return `${shown} is the name of a folder that Cargo keeps below target/`;
  if (WINDOWS.test(name)) return `${shown} is a device name on Windows`;
  return undefined;
}
