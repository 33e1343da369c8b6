import type { CheckedAnswers, Naming } from '../options/resolve.ts';
import type { Additions } from '../project/additions.ts';

/** What the command line and its presets say. */
export interface Said {
  /** Each in its canonical form; `name` where a path, a flag or a preset gives one. */
  readonly raw: CheckedAnswers;
  readonly naming: Naming;
  /** Ids of the answers that presets gave: they give way where what is chosen leaves no place for them. */
  readonly ofPresets: ReadonlySet<string>;
  readonly additions: Additions;
  /** What `--preset` takes to get exactly these presets again, from here. */
  readonly presets: readonly string[];
  /** Sentences without a full stop. */
  readonly warnings: readonly string[];
}
