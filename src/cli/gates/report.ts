import { narrowed } from '../../lifecycle/gates/terms.ts';
import { count } from '../report.ts';
import type { Outcome } from './outcome.ts';

/** What `gates` did, or would have. */
export interface GatesResult extends Outcome {
  readonly dryRun: boolean;
}

/** What was done, for people. */
export function gatesText({ changes, terms, counted }: GatesResult): string {
  if (changes.length === 0) return 'Nothing to change.\n';
  const lines = changes.map(
    ({ path, before, after }) => `  ${before === undefined ? '+' : after === undefined ? '-' : '~'} ${path}`,
  );
  const findings = Object.entries(counted).map(([gate, number]) => `  ${gate}: ${count(number, 'finding')} of today`);
  const off = [
    ...(terms === undefined ? [] : narrowed(terms).map((why) => `  ${why}`)),
    ...Object.entries(terms?.off ?? {}).map(([gate, why]) => `  ${gate}: ${why}`),
  ];
  return [
    terms === undefined ? 'The gates are taken out:' : 'The gates are in:',
    ...lines,
    ...(findings.length === 0 ? [] : ['', 'Counted in .gates/baseline.json, which may only shrink:', ...findings]),
    ...(off.length === 0 ? [] : ['', 'Not here yet:', ...off]),
    ...(terms === undefined ? [] : ['', 'Look at them with git diff, then commit; CI is green with them.']),
    '',
  ].join('\n');
}
