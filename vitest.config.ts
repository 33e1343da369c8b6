import os from 'node:os';

import { defineConfig } from 'vitest/config';

const tier = (name: string, timeout: number, { globalSetup = [] as string[], isolate = true } = {}) => ({
  test: {
    name,
    isolate,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeout,
    hookTimeout: timeout,
    restoreMocks: true,
    unstubEnvs: true,
    globalSetup,
    setupFiles: ['test/support/seed.setup.ts'],
  },
});

export default defineConfig({
  test: {
    // The default leaves one core idle, half of a small machine.
    maxWorkers: os.availableParallelism(),
    projects: [
      // Properties try a lot, and a busy machine takes its time.
      // They only compute: what one of their files imported serves the next.
      tier('t0', 60_000, { isolate: false }),
      tier('t1', 60_000, { isolate: false }),
      tier('t2', 120_000, { globalSetup: ['test/support/packed.setup.ts'] }),
      // Here real cargo builds services from nothing.
      tier('t3', 1_200_000),
      // What needs python3 besides, which `npm cit` must not.
      tier('python', 300_000, { globalSetup: ['test/support/packed.setup.ts'] }),
    ],
  },
});
