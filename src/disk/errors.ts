import { InputError } from '../options/errors.ts';

/** What the system's error codes mean to somebody who wants to write a workspace: what is wrong, what to do. */
const MEANINGS: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: ['permission is denied', 'choose a folder that is yours'],
  EBUSY: ['it is in use', 'close what uses it or choose another folder'],
  EDQUOT: ['the disk quota is used up', 'free some space and try again'],
  EEXIST: ['something else was put there meanwhile', 'try again'],
  EFBIG: ['the limit on file sizes is too low', 'raise it and try again'],
  ELOOP: ['its symbolic links go round in a circle', 'choose another folder'],
  ENAMETOOLONG: ['the path is too long', 'choose a shorter one'],
  ENOENT: ['no folder can be made there', 'choose another one'],
  ENOSPC: ['the disk is full', 'free some space and try again'],
  ENOTDIR: ['a part of the path is not a folder', 'choose another one'],
  ENOTEMPTY: ['something else was put there meanwhile', 'try again'],
  EPERM: ['permission is denied', 'choose a folder that is yours'],
  EROFS: ['the disk is read-only', 'choose another folder'],
  EXDEV: ['it spans several disks', 'choose another folder'],
};

/** The error's code when the operating system raised it. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'errno' in error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A failure of the disk as an InputError that names the path; anything else is a defect and comes back as it is. */
export function diskError(error: unknown, shown: string, doing: 'read' | 'write' = 'write'): unknown {
  const code = errorCode(error);
  if (code === undefined) return error;
  const [problem, remedy] = MEANINGS[code] ?? [`the system says ${code}`, 'choose another folder'];
  return new InputError(`cannot ${doing} ${shown}: ${problem}; ${remedy}`, { cause: error });
}

/** A path for a message of one line. */
export function showPath(path: string): string {
  // eslint-disable-next-line no-control-regex -- a path may hold any of them
  return path.replaceAll(/[\u0000-\u001f\u007f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/** More names than this would bury a message. */
const NAMES_SHOWN = 4;

/** Names or paths for a message, the first few of many. */
export function showNames(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN;
  return [...names.slice(0, NAMES_SHOWN).map(showPath), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
