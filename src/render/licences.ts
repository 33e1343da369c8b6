/** What `[licenses]` in `deny.toml` must allow, so that cargo-deny finds nothing rejected and nothing allowed in vain. */
import { isLocked } from './catalogue.ts';
import { type DependencyGraph, packageSpec, withoutDev } from './graph.ts';
import { compareText } from './order.ts';
import { type LicenceExpression, licencesIn, parseLicence, permits } from './spdx.ts';

export interface LicencePolicy {
  /** Licences that any crate may have, sorted. */
  readonly allow: readonly string[];
  /** Licences that deserve a decision of their own: allowed only for the crates that leave no other choice, sorted. */
  readonly exceptions: readonly LicenceException[];
  /** Packages without an expression, as `name@version`: `[[licenses.clarify]]` must say what their licence files mean. */
  readonly unclear: readonly string[];
}

export interface LicenceException {
  readonly crate: string;
  readonly allow: readonly string[];
}

/** Licences that ask for little more than a notice, the preferred ones first: of alternatives the earlier is chosen. */
const PERMISSIVE = [
  'MIT',
  'Apache-2.0',
  'Apache-2.0 WITH LLVM-exception',
  'BSD-3-Clause',
  'BSD-2-Clause',
  'ISC',
  'Unicode-3.0',
  'Zlib',
  'BSL-1.0',
  '0BSD',
  'MIT-0',
  'BSD-1-Clause',
  'CC0-1.0',
  'Unlicense',
];

/**
 * The least that cargo-deny accepts a graph with: without any one entry it rejects a crate. A member that declares no licence
 * is left out, which `private = { ignore = true }` must tell cargo-deny as well.
 */
export function licences(graph: DependencyGraph): LicencePolicy {
  const packages = [...withoutDev(graph).keys()];
  const declared = packages.flatMap(({ name, license }) =>
    license === undefined ? [] : [{ crate: name, expression: parseLicence(license) }],
  );
  const needed = leastLicences(
    declared.map(({ expression }) => expression),
    [],
  );
  const allow = needed.filter((licence) => PERMISSIVE.includes(licence));
  const special = declared.filter(({ expression }) => !permits(new Set(allow), expression));
  const crates = [...new Set(special.map(({ crate }) => crate))].sort(compareText);
  return {
    allow,
    exceptions: crates.map((crate) => {
      const expressions = special.filter((other) => other.crate === crate).map(({ expression }) => expression);
      return { crate, allow: leastLicences(expressions, allow) };
    }),
    unclear: packages.filter((found) => isLocked(found) && found.license === undefined).map(packageSpec),
  };
}

/** What satisfies all expressions together with the given licences, and no longer when one is left out; sorted. */
function leastLicences(expressions: readonly LicenceExpression[], given: readonly string[]): string[] {
  const named = new Set(expressions.flatMap(licencesIn));
  let kept = Array.from(named).filter((licence) => !given.includes(licence));
  for (const licence of kept.toSorted(worstFirst)) {
    const others = kept.filter((other) => other !== licence);
    const allowed = new Set([...given, ...others]);
    if (expressions.every((expression) => permits(allowed, expression))) kept = others;
  }
  return kept.sort(compareText);
}

function worstFirst(left: string, right: string): number {
  return rank(right) - rank(left) || compareText(right, left);
}

function rank(licence: string): number {
  const index = PERMISSIVE.indexOf(licence);
  return index === -1 ? PERMISSIVE.length : index;
}
