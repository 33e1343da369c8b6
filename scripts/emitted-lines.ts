/** How much a workspace asks its owner to read. */

/** Lines of text; Cargo.lock, which nobody reads, is not among them. */
export interface Lines {
  /** Of Rust that is built into programs and libraries. */
  readonly code: number;
  /** Of Rust that tests it. */
  readonly tests: number;
  /** Of everything else: manifests, documents, migrations, descriptions, CI. */
  readonly other: number;
}

const NONE: Lines = { code: 0, tests: 0, other: 0 };

/** @param files text by path below the workspace's root. */
export function countLines(files: readonly (readonly [path: string, text: string])[]): Lines {
  return files
    .filter(([path]) => path !== 'Cargo.lock')
    .reduce((sum, [path, text]) => {
      const kind = kindOf(path);
      return { ...sum, [kind]: sum[kind] + text.split('\n').length - 1 };
    }, NONE);
}

function kindOf(path: string): keyof Lines {
  if (!path.endsWith('.rs')) return 'other';
  return path.includes('/tests/') || /\/(?:tests|testing)\.rs$/.test(path) ? 'tests' : 'code';
}
