import type { Workspace } from '../support/workspace.ts';

/** One thing that is shown to be true of a generated workspace. */
export interface Proof {
  readonly title: string;
  /** Whether it hangs on what a registry says today, or on this program: then no earlier proof covers it. */
  readonly fleeting?: boolean;
  /** @throws Error when it is not true. */
  prove(workspace: Workspace): Promise<void>;
}
