import type { Crate } from '../project/model.ts';

/** What Cargo can build and run: the program of a crate, or its tests. */
export interface Program {
  readonly title: string;
  /** What Cargo is told to build it. */
  readonly args: readonly string[];
  /** What Cargo calls such a target. */
  readonly kind: 'bin' | 'lib' | 'test';
  /** Where Cargo runs it, below the workspace; empty or with a slash in front. */
  readonly folder: string;
}

/** Each file in tests/ is a program of its own, and so is each folder in it that has a main.rs. */
const TESTS = /^crates\/([^/]+)\/(?:tests\/([^/]+?)(?:\/main)?|src\/tests)\.rs$/;

/** All programs of a workspace of these crates and files that can be debugged on the host. */
export function listPrograms(crates: readonly Crate[], files: readonly string[]): Program[] {
  return [
    ...crates.filter(({ role }) => role === 'bin').map(({ package: crate }) => program(crate)),
    ...[...files].sort().flatMap((file) => tests(TESTS.exec(file), crates) ?? []),
  ];
}

function program(crate: string): Program {
  return { title: crate, args: ['build', `--bin=${crate}`, ...packaged(crate)], kind: 'bin', folder: '' };
}

function tests(found: RegExpExecArray | null, crates: readonly Crate[]): Program | undefined {
  const [, crate, test] = found ?? [];
  if (crate === undefined) return undefined;
  const targets = crates.find((candidate) => candidate.package === crate)?.targets ?? [];
  // Without a harness it is an image for another machine, and empty on this one.
  if (targets.some(({ kind, name, harness }) => kind === 'test' && name === test && harness === false))
    return undefined;
  const target = test === undefined ? '--lib' : `--test=${test}`;
  return {
    title: `${crate}: ${test ?? 'unit tests'}`,
    args: ['test', '--no-run', target, ...packaged(crate)],
    kind: test === undefined ? 'lib' : 'test',
    folder: `/crates/${crate}`,
  };
}

function packaged(crate: string): string[] {
  return [`--package=${crate}`, '--locked'];
}
