/** What a run of the gates leaves behind: which tree, made from what, passed which gates with which tools. */
import type { Answers } from '../options/table.ts';
import type { PresetRecord } from '../project/additions.ts';
import type { Ci } from './plan.ts';
import type { Tier } from './types.ts';

export interface Receipt {
  readonly generator: { readonly name: string; readonly version: string };
  /** Of a workspace; undefined where the project only has gates. */
  readonly answers?: Answers;
  /** What the workspace was made with, the lowest layer first; undefined where that was no preset. */
  readonly presets?: readonly PresetRecord[];
  /** Of a project that only has gates, in the place of answers. */
  readonly gatesOnly?: GatesOnly;
  /** When the run began, in UTC, to the second. */
  readonly started: string;
  readonly tree: VerifiedTree | { readonly problem: string };
  readonly tools: readonly ToolVersion[];
  readonly gates: readonly GateResult[];
  /** Whether every gate passed. */
  readonly passed: boolean;
}

/** How a project that somebody else made runs its gates. */
export interface GatesOnly {
  readonly ci: Ci;
  /** What the default branch is called. */
  readonly branch: string;
  /** What the project makes of the gates' commands. */
  readonly terms: object;
}

/** What the gates ran on. */
export interface VerifiedTree {
  /** Git's id of the tree, uncommitted changes included. */
  readonly id: string;
  /** Undefined where nothing is committed. */
  readonly commit?: string;
  /** Whether the commit holds the same tree. */
  readonly clean: boolean;
  /** Whether it was another tree when the gates were done. */
  readonly changedMeanwhile: boolean;
}

export interface ToolVersion {
  readonly name: string;
  readonly version: string;
  /** What CI has, where it pins one. */
  readonly pinned?: string;
}

export interface GateResult {
  readonly id: string;
  readonly tier: Tier;
  readonly command: string;
  readonly state: 'passed' | 'failed' | 'not run';
  /** How long it ran; undefined where it did not. */
  readonly seconds?: number;
  /** Why it did not run, or what ended it; undefined where it passed. */
  readonly reason?: string;
  /** The last lines that it printed; none where it did not run. */
  readonly output: readonly string[];
}

/** `8 passed, 1 failed, 1 not run`. */
export function tally(gates: readonly Pick<GateResult, 'state'>[]): string {
  return (['passed', 'failed', 'not run'] as const)
    .map((state) => ({ state, number: gates.filter((gate) => gate.state === state).length }))
    .filter(({ state, number }) => number > 0 || state === 'passed')
    .map(({ state, number }) => `${number} ${state}`)
    .join(', ');
}

/** The receipt for people. */
export function renderReceipt(receipt: Receipt): string {
  const { generator, answers, presets, gatesOnly, started, tools, gates, passed } = receipt;
  return [
    `# ${answers?.name ?? 'A project that only has gates'}: ${passed ? 'every gate passed' : 'not every gate passed'}`,
    table(
      ['', ''],
      [
        ['gates', tally(gates)],
        ...treeRows(receipt.tree),
        ['generator', `${generator.name} ${generator.version}`],
        ['started', started],
      ],
    ),
    '## Gates',
    table(
      ['gate', 'runs', 'result', 'seconds', 'command'],
      gates.map(({ id, tier, state, reason, seconds, command }) => [
        code(id),
        tier,
        [state, ...(reason === undefined ? [] : [reason])].join(': '),
        seconds === undefined ? '' : seconds.toFixed(1),
        code(command),
      ]),
    ),
    '## Tools',
    table(
      ['tool', 'version', 'pinned in CI'],
      tools.map(({ name, version, pinned = '' }) => [name, version, pinned]),
    ),
    ...json('Answers', answers),
    ...json('Presets', presets),
    ...json('Gates only', gatesOnly),
    ...gates
      .filter(({ output }) => output.length > 0)
      .flatMap(({ id, output }) => [`## Last output of ${code(id)}`, fenced('text', output.join('\n'))]),
    '',
  ]
    .join('\n\n')
    .replace(/\n\n$/, '\n');
}

function json(title: string, value: unknown): string[] {
  return value === undefined ? [] : [`## ${title}`, fenced('json', JSON.stringify(value, undefined, 2))];
}

function treeRows(tree: Receipt['tree']): string[][] {
  if ('problem' in tree) return [['tree', `unknown: ${tree.problem}`]];
  const { id, commit, clean, changedMeanwhile } = tree;
  return [
    ['tree', code(id)],
    ['commit', commit === undefined ? 'none' : `${code(commit)}${clean ? '' : ', with uncommitted changes'}`],
    ...(changedMeanwhile ? [['changed', 'the tree was another one when the gates were done']] : []),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A fence that no line of the text ends. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
