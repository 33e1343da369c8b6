import type { Project } from '../project/model.ts';
import { gatesOfTier } from './select.ts';
import type { Gate, Tier } from './types.ts';

const WHEN: Readonly<Record<Tier, string>> = { 'pull-request': 'pull request', nightly: 'every night' };

/** The README's table of gates in Markdown, without a line feed at its end. */
export function renderGatesTable(project: Project): string {
  const rows = (['pull-request', 'nightly'] as const).flatMap((tier) =>
    gatesOfTier(project, tier).map((gate) => row(gate, WHEN[tier])),
  );
  return ['| gate | runs | command | keeps out |', '|---|---|---|---|', ...rows].join('\n');
}

function row({ id, command, why }: Gate, when: string): string {
  return `| \`${id}\` | ${when} | \`${command.replaceAll('|', '\\|')}\` | ${why} |`;
}
