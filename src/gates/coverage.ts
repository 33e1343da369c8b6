import type { GateJob } from './select.ts';

/** The report, in Cobertura's form, relative to the workspace's root. */
export const COVERAGE_REPORT = 'target/cobertura.xml';

/**
 * The job that measures what the tests reach: the gate `test`, instrumented. It is a report and no gate, for no number of
 * lines is refused. None where the tests do not run under nextest.
 */
export function coverageJob(jobs: readonly GateJob[]): GateJob | undefined {
  const job = jobs.find(({ gates }) => gates.some(({ id }) => id === 'test'));
  const test = job?.gates.find(({ id }) => id === 'test');
  if (job === undefined || test?.command.startsWith('cargo nextest run ') !== true) return undefined;
  const run = test.command.replace('cargo nextest run', 'cargo llvm-cov nextest');
  return {
    ...job,
    id: 'coverage',
    title: 'Coverage',
    gates: [
      {
        ...test,
        command: `${run} --cobertura --output-path ${COVERAGE_REPORT} && cargo llvm-cov report --summary-only`,
        tools: [...test.tools, 'cargo-llvm-cov'],
        components: ['llvm-tools'],
      },
    ],
  };
}
