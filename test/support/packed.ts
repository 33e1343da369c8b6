import { inject } from 'vitest';

/** The two packages as `npm pack` makes them, and an installation of both. */
export interface Packed {
  readonly main: Tarball;
  readonly generator: Tarball;
  /** Holds node_modules/ with both packages. */
  readonly folder: string;
  /** The program of the installed package: run it with node. */
  readonly cli: string;
}

export interface Tarball {
  readonly tarball: string;
  /** In bytes, compressed. */
  readonly size: number;
  /** Paths inside, sorted. */
  readonly files: readonly string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    packed: Packed;
  }
}

/** What T2 tests run: packed once a test run, see packed.setup.ts. */
export const packed = inject('packed');
