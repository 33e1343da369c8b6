import type { Crate } from '../project/model.ts';
import { packageFlag } from '../project/names.ts';

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

/**
 * Each file in tests/ is a program of its own, and so is each folder in it that has a main.rs. The unit tests of a crate,
 * which are together one, are in files of that name.
 */
const TESTS = /^crates\/([^/]+)\/(?:tests\/([^/]+?)(?:\/main)?|src\/(?:.+\/)?tests)\.rs$/;

/** All programs of a workspace of these crates and files that can be debugged on the host, the first service's first. */
export function listPrograms(crates: readonly Crate[], files: readonly string[]): Program[] {
  return [
    ...crates
      .filter(({ role }) => role === 'bin')
      .toSorted((a, b) => Number(a.service !== undefined) - Number(b.service !== undefined))
      .map(program),
    ...uniqueByTitle([...files].sort().flatMap((file) => tests(TESTS.exec(file), crates) ?? [])),
  ];
}

function uniqueByTitle(programs: readonly Program[]): Program[] {
  return [...new Map(programs.map((program) => [program.title, program])).values()];
}

function program(crate: Crate): Program {
  const name = crate.package;
  return { title: name, args: ['build', `--bin=${name}`, ...selected(crate)], kind: 'bin', folder: folderOf(crate) };
}

/** A further service is started in its own folder, for the files that it reads and makes where it is started. */
function folderOf({ package: name, service }: Crate): string {
  return service === undefined ? '' : `/crates/${name}`;
}

function tests(found: RegExpExecArray | null, crates: readonly Crate[]): Program | undefined {
  const [, folder, test] = found ?? [];
  const crate = crates.find((candidate) => candidate.package === folder);
  if (crate === undefined) return undefined;
  const name = crate.package;
  // Without a harness it is an image for another machine, and empty on this one.
  if (crate.targets.some(({ kind, name: target, harness }) => kind === 'test' && target === test && harness === false))
    return undefined;
  const unit =
    crate.role === 'bin'
      ? { target: `--bin=${name}`, kind: 'bin' as const }
      : { target: '--lib', kind: 'lib' as const };
  const { target, kind } = test === undefined ? unit : { target: `--test=${test}`, kind: 'test' as const };
  return {
    title: `${name}: ${test ?? 'unit tests'}`,
    args: ['test', '--no-run', target, ...selected(crate)],
    kind,
    folder: `/crates/${name}`,
  };
}

function selected(crate: Crate): string[] {
  return [packageFlag(crate).join('='), '--locked'];
}
