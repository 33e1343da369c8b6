import { inject } from 'vitest';

/** The package as `npm pack` makes it, installed. */
export interface Packed {
  /** The program of the installed package: run it with node. */
  readonly cli: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    packed: Packed;
  }
}

/** What T2 tests run: packed once a test run, see packed.setup.ts. */
export const packed = inject('packed');
