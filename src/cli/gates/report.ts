import { narrowed } from '../../lifecycle/gates/terms.ts';
import { count } from '../report.ts';
import { fileCounts, fileLists, fileRows, NOTHING } from '../listing.ts';
import type { Style } from '../style.ts';
import type { Outcome } from './outcome.ts';

/** What is about to happen, before it does. */
export function listing({ changes }: Outcome, style: Style): string {
  return changes.length === 0 ? '' : [...fileRows(fileLists(changes), style), '', ''].join('\n');
}

/** What was done, for people. */
export function gatesText({ changes, terms, counted }: Outcome): string {
  if (changes.length === 0) return NOTHING;
  const findings = Object.entries(counted).map(([gate, number]) => `  ${gate}: ${count(number, 'finding')} of today`);
  const off = [
    ...(terms === undefined ? [] : narrowed(terms).map((why) => `  ${why}`)),
    ...Object.entries(terms?.off ?? {}).map(([gate, why]) => `  ${gate}: ${why}`),
  ];
  return [
    `${terms === undefined ? 'The gates are taken out' : 'The gates are in'}: ${fileCounts(fileLists(changes))}`,
    ...(findings.length === 0 ? [] : ['', 'Counted in .gates/baseline.json, which may only shrink:', ...findings]),
    ...(off.length === 0 ? [] : ['', 'Not here yet:', ...off]),
    ...(terms === undefined
      ? []
      : ['', 'Look at them with git add --all and git diff --staged, then commit; CI is green with them.']),
    '',
  ].join('\n');
}
