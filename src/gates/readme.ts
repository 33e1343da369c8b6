import { changeWord, type GatePlan } from './plan.ts';
import { gatesOfTier } from './select.ts';
import type { Gate } from './types.ts';

/** The README's table of gates in Markdown, without a line feed at its end. */
export function renderGatesTable({ ci, jobs }: Pick<GatePlan, 'ci' | 'jobs'>): string {
  const rows = [
    ...gatesOfTier(jobs, 'pull-request').map((gate) => row(gate, changeWord(ci))),
    ...gatesOfTier(jobs, 'nightly').map((gate) => row(gate, 'every night')),
  ];
  return ['| gate | runs | command | keeps out |', '|---|---|---|---|', ...rows].join('\n');
}

function row({ id, command, why }: Gate, when: string): string {
  return `| \`${id}\` | ${when} | \`${command.replaceAll('|', '\\|')}\` | ${why} |`;
}
