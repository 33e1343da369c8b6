/** The catalogues that the tests use. */
import { fileURLToPath } from 'node:url';

/** The folders that hold them, with `Cargo.toml` and `Cargo.lock`. */
export const CATALOGUES = {
  /** The real one. */
  product: fileURLToPath(new URL('../../../catalogue', import.meta.url)),
  /** Twice its size, chosen because the feature graphs are awkward. */
  stress: fileURLToPath(new URL('../../fixtures/stress', import.meta.url)),
} as const;
