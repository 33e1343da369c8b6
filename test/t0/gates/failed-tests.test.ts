import { describe, expect, it } from 'vitest';

import { errorLine, failedTests } from '../../../src/cli/gates/cargo.ts';

const NEXTEST = `
    Starting 2 tests across 1 binary
        PASS [   0.070s] (1/2) orders passes
  TRY 1 FAIL [   1.212s] (───) orders::api refuses
  stdout ───

    running 1 test
    test refuses ... FAILED

  stderr ───

    error: odd

  TRY 2 FAIL [   0.635s] (2/2) orders::api refuses
     SIGSEGV [   0.004s] (2/2) orders crashes
────────────
     Summary [   1.900s] 2 tests run: 1 passed, 1 failed, 0 skipped
  TRY 2 FAIL [   0.635s] (2/2) orders::api refuses
error: test run failed
`;

const RUSTDOC = `running 2 tests
test src/lib.rs - Order::open (line 3) ... FAILED
test src/lib.rs - (line 1) ... ok
`;

describe('tests that fail', () => {
  it('are named once each, whatever they print themselves', () => {
    expect(failedTests(NEXTEST)).toEqual(['orders crashes', 'orders::api refuses']);
  });

  it('are named by the place of the example', () => {
    expect(failedTests(RUSTDOC)).toEqual(['src/lib.rs - Order::open (line 3)']);
  });
});

describe('the line of an error', () => {
  it('names paths from the folder in which the tool ran', () => {
    expect(
      errorLine("  Checking orders\nerror[E0583]: no file for `api` in /tmp/copy/src.\nhelp: '/tmp/copy'", '/tmp/copy'),
    ).toBe('no file for `api` in src');
  });
});
