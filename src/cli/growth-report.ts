/** What `add` and `remove` say of what they do. */
import { GENERATOR } from '../options/generator.ts';
import { OPTIONS, type Answers } from '../options/table.ts';
import type { RawAnswers } from '../options/resolve.ts';
import type { Change } from '../render/change.ts';
import { fileCounts, fileLists, fileRows, NOTHING, type FileLists } from './listing.ts';
import { count } from './report.ts';
import type { Style } from './style.ts';

/** What is done to a workspace, for `--json` too. */
export interface Growth extends FileLists {
  readonly generator: string;
  readonly command: 'add' | 'remove';
  /** Every answer that changes: what it was and will be; undefined where the option does not apply. */
  readonly answers: readonly AnswerChange[];
  /** Whether Cargo still has to resolve Cargo.lock, when the conflicts are. */
  readonly lockIsOpen: boolean;
  /** What is left as it is, each as half a sentence. */
  readonly left: readonly string[];
  /** What is to be tried next, in order. */
  readonly next: readonly string[];
}

interface AnswerChange {
  readonly option: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What is known of a change besides its files. */
interface Circumstances {
  readonly before?: Answers;
  readonly after?: Answers;
  readonly lockIsOpen?: boolean;
  readonly left?: readonly string[];
}

export function describeGrowth(
  command: Growth['command'],
  changes: readonly Change[],
  { before, after, lockIsOpen = false, left = [] }: Circumstances,
): Growth {
  const lists = fileLists(changes);
  return {
    generator: GENERATOR,
    command,
    answers: before === undefined || after === undefined ? [] : answerChanges(before, after),
    ...lists,
    lockIsOpen,
    left,
    next: changes.length === 0 ? [] : nextCommands(lists.conflicts, lockIsOpen),
  };
}

function answerChanges(before: Answers, after: Answers): AnswerChange[] {
  return OPTIONS.flatMap(({ id: option }): AnswerChange[] => {
    const [was, is] = [before, after].map((answers) => textOf((answers as unknown as RawAnswers)[option]));
    // An option that applies now and says nothing is no news.
    const isNews = was !== is && (was ?? 'none') !== (is ?? 'none');
    return isNews ? [{ option, before: was, after: is }] : [];
  });
}

function textOf(answer: string | readonly string[] | undefined): string | undefined {
  if (answer === undefined) return undefined;
  return [answer].flat().join(', ') || 'none';
}

function nextCommands(conflicts: readonly string[], lockIsOpen: boolean): string[] {
  return [
    ...(conflicts.length === 0 ? [] : ['git mergetool']),
    ...(lockIsOpen ? ['cargo update --workspace'] : []),
    'git add --all',
    'git diff --staged',
    'cargo test --workspace',
    'git commit',
  ];
}

/** What is about to happen, before it does. */
export function listing(growth: Growth, style: Style): string {
  if (fileCounts(growth) === '') return '';
  const { added, removed } = growth;
  const rows = fileRows({ ...growth, added: folded(added), removed: folded(removed) }, style);
  return `${answersText(growth)}${rows.join('\n')}\n`;
}

/** The answers that change, and an empty line; empty where none does. */
export function answersText({ answers }: Growth): string {
  const rows = answers.map(({ option, before = '-', after = '-' }) => `${option}: ${before} -> ${after}\n`);
  return rows.length === 0 ? '' : `${rows.join('')}\n`;
}

/** Of a crate with more than this many files one row tells. */
const SHOWN = 2;

function folded(files: readonly string[]): string[] {
  const crateOf = (file: string) => /^crates\/[^/]+\//.exec(file)?.[0];
  const sizes = new Map<string, number>();
  for (const file of files) {
    const crate = crateOf(file);
    if (crate !== undefined) sizes.set(crate, (sizes.get(crate) ?? 0) + 1);
  }
  const rows = files.map((file) => {
    const crate = crateOf(file) ?? '';
    const size = sizes.get(crate) ?? 0;
    return size > SHOWN ? `${crate} (${count(size, 'file')})` : file;
  });
  return [...new Set(rows)];
}

/** What was done, and how to go on. */
export function growthText(growth: Growth, style: Style): string {
  const counts = fileCounts(growth);
  if (counts === '') return NOTHING;
  return ['', style('bold', counts), '', 'Next:', ...growth.next.map((command) => `  ${command}`), ''].join('\n');
}
